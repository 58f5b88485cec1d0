-- What becomes of messages on the server of a mailbox: whether they were archived, thrown away or brought back, and what that means here.

alter table mailbox add column on_archived text not null default 'nothing'; -- nothing; resolve: its conversation, when none of its mails is left in the folder
alter table mailbox add column on_deleted text not null default 'mark';     -- mark; bin: its conversation, likewise
alter table mailbox add column on_flagged text not null default 'nothing';  -- nothing; tag: the conversation has the tag "flagged" as long as the mail has the flag

-- Folders beside the one that is read, in which its messages turn up again.
create table mailbox_folder (
  mailbox_id bigint not null,
  path text not null,
  uid_validity text not null,
  uid bigint not null,                         -- everything up to this UID was looked at
  primary key (mailbox_id, path)
);

alter table mailbox_message add column side text;            -- archive, trash, junk: it lies in such a folder; null: in the one that is read
alter table mailbox_message add column gone_to text;         -- archive, trash, junk, nowhere; null while it is there, or nobody has looked yet
alter table mailbox_message add column conversation_id bigint; -- once somebody asked; merged ones are followed from there
alter table mailbox_message add column message_id bigint;
create index mailbox_message_undecided on mailbox_message (mailbox_id) where gone_at is not null and gone_to is null and side is null;
create index mailbox_message_by_raw on mailbox_message (mailbox_id, raw_id) where raw_id is not null;
