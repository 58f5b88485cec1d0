-- Conversations that belong together, answers to notes, notes that are searched, and push to browsers.

-- Each is there twice, once from either side, so that both are read where their conversation lies.
create table conversation_link (
  conversation_id bigint not null,
  other_id bigint not null,
  is_linked boolean not null,                  -- false: somebody said that the two have nothing to do with each other
  by_id bigint,                                -- null: a program of the desk
  at timestamptz not null,
  primary key (conversation_id, other_id)
);
-- From the one that was there first to the one that says nearly the same.
create index reading_twin on reading ((body #>> '{twin,conversationId}')) where body #>> '{twin,conversationId}' is not null;

alter table note add column thread_id bigint;  -- the note that it answers; null: it begins a thread of its own
insert into search_pending (message_id, conversation_id, since)
  select id, conversation_id, now() from note where deleted_at is null on conflict do nothing;

-- A browser that is told while no page is open.
create table push_subscription (
  id bigint primary key,
  user_id bigint not null,
  session_id bigint,                           -- in which it was last asked for: ends with it when somebody signs out there
  endpoint_hash bytea not null,                -- by which a browser that comes again is known
  sealed bytea not null,                       -- encrypted: where to, and what is encrypted for (RFC 8291)
  host text not null,                          -- of whoever passes it on
  agent text not null,
  created_at timestamptz not null,
  sent_at timestamptz,                         -- the last one that was taken
  failure text,                                -- why the last one was not: a word for it
  constraint push_subscription_endpoint unique (endpoint_hash)
);
create index push_subscription_by_user on push_subscription (user_id);
alter table notification add column push_at timestamptz; -- it is to go to browsers then; null: no longer, or never
alter table notification_count add column pushed_at timestamptz;
