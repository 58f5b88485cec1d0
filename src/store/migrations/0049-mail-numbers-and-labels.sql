-- A mail on a server by the server's own number for it, and labels that come and go with tags.

alter table mailbox_message add column email_id text;           -- the same in every folder (RFC 8474 EMAILID, X-GM-MSGID); null where the server has none
alter table mailbox_message add column internal_at timestamptz; -- when the server took it in (INTERNALDATE); null: not asked yet

alter table mailbox add column read_by bigint references "user";           -- who reads mail there with another program; null: nobody is known to
alter table mailbox add column on_labelled text not null default 'nothing'; -- tag: a label given there is a tag here
alter table mailbox add column tell_tags text not null default 'nothing';   -- label: a tag given here is a label there
