-- Who follows a conversation, and what people are told of.

create table follower (
  conversation_id bigint not null,
  user_id bigint not null,
  since timestamptz not null,
  primary key (conversation_id, user_id)
);

alter table note add column mentioned_ids bigint[] not null default '{}'; -- the colleagues it names with @

create table notification (
  user_id bigint not null,                     -- whom it tells
  id bigint not null,
  what text not null,                          -- assigned, replied, mentioned …: desk/notifications/notifications.api.ts
  conversation_ids bigint[] not null,          -- one; several where they were folded into one line; none where it is about none
  conversations integer not null,              -- how many; of very many not every id is kept
  actor_id bigint,                             -- null: Postroom itself, or somebody outside
  times integer not null,                      -- how often since it was last read
  data jsonb not null,
  at timestamptz not null,                     -- the last time
  is_listed boolean not null,                  -- false: wanted by mail only
  read_at timestamptz,
  mail_at timestamptz,                         -- it is to go out by mail then; null: no longer, or never
  primary key (user_id, id)
);
create index notification_unread on notification (user_id, at) where read_at is null;
create index notification_listed on notification (user_id, at desc, id desc) where is_listed;
create index notification_mail on notification (mail_at) where mail_at is not null;
create index notification_read on notification (read_at) where read_at is not null;

-- What is counted for each person, so that nobody counts rows. Held while somebody is told something.
create table notification_count (
  user_id bigint primary key,
  unread integer not null,
  hour timestamptz not null,                   -- of `told`
  told integer not null,                       -- lines that were written in this hour: beyond a limit everything is folded
  mailed_at timestamptz
);

alter table "user" add column notices jsonb not null default '{}'; -- what they chose: desk/notifications/choices.ts

-- A letter to a colleague is of no conversation.
alter table outbox alter column conversation_id drop not null;
alter table outbox alter column message_id drop not null;
create index outbox_letters on outbox (ended_at) where conversation_id is null;
