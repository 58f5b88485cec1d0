-- What tells of a conversation is found by it when somebody loses it, without a look at everything that anybody has not read.
create index notification_about on notification using gin (conversation_ids) where read_at is null;
