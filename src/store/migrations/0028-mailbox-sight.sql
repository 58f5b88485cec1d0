-- Mails beside the folder that is read whose place nobody knows for sure: what is not known must not be taken for done.

alter table mailbox_message add column unsure_at timestamptz;      -- since when nobody knows whether it still lies where gone_to says; the next look at all folders tells
drop index mailbox_message_undecided;
create index mailbox_message_undecided on mailbox_message (mailbox_id)
  where gone_at is not null and side is null and (gone_to is null or unsure_at is not null);

alter table mailbox_folder add column anew_to bigint not null default 0; -- what lies there up to this UID may have lain there before the folder was numbered anew
