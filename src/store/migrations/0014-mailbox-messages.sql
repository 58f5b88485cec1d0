-- What Postroom knows of each message on the server of a mailbox: which mail it is, and what both sides last agreed on.

create table mailbox_message (
  mailbox_id bigint not null,
  id bigint not null,
  folder text not null,                        -- where it lies, or lay when it was last seen
  uid_validity text not null,
  uid bigint not null,
  raw_id bigint,                               -- as it was taken in; null when it was left there, or came before this table
  key bytea,                                   -- of an exact copy, as in message_key; null when its bytes were not read
  mail_id text,                                -- Message-ID without <>
  size bigint not null,                        -- bytes, as the server counts them
  flags text[] not null,                       -- as last agreed, sorted
  modseq text,                                 -- its modification number at that time (RFC 7162); null where there are none
  noted_at timestamptz not null,
  gone_at timestamptz,                         -- since when it is no longer where it lay
  primary key (mailbox_id, id)
);
create unique index mailbox_message_by_uid on mailbox_message (mailbox_id, folder, uid_validity, uid) where gone_at is null;
create index mailbox_message_by_key on mailbox_message (mailbox_id, key) where key is not null;
create index mailbox_message_by_mail_id on mailbox_message (mailbox_id, mail_id) where mail_id is not null;
