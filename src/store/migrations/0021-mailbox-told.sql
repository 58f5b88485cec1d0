-- What is gone from the folder that is read by our own doing, apart from what somebody there threw away.

alter table mailbox_message add column told_at timestamptz;  -- since when it lies elsewhere because we put it there
create index mailbox_message_thrown on mailbox_message (mailbox_id, gone_at) where gone_to = 'trash' and told_at is null;
