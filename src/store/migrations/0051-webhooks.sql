-- Webhooks: programs of others that are told what happens, and what became of each telling.

create table webhook (
  id bigint primary key,
  name text not null,
  url bytea not null,                          -- sealed: its path is often a key
  server text not null,                        -- scheme and host of it, for who looks
  kinds text[] not null,                       -- desk/webhooks/kinds.api.ts: deal.moved, or deal.* for all about deals
  inbox_ids bigint[],                          -- only what happens in these; null: wherever its owner sees
  is_with_content boolean not null,            -- the whole of what it is about goes along, not its id alone
  owner_id bigint not null references "user",  -- what they may not see is not told
  key_number integer not null default 1,       -- which of its keys is in use: each is made from the desk's own
  is_enabled boolean not null,
  begun_at_id bigint not null,                 -- an event id: what happened before is not told
  seen_to_id bigint not null,                  -- the newest event that was looked at
  failing_since timestamptz,                   -- nothing was taken since; null: the last was
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

create table webhook_delivery (
  webhook_id bigint not null,
  id bigint not null,
  event_id bigint not null,
  event text not null,
  subject_id bigint not null,                  -- of the event: the conversation where it happened in one
  noun_id bigint not null,                     -- what it happened to
  at timestamptz not null,                     -- when it happened
  state text not null,                         -- waiting, sending, taken, givenUp, unseen
  attempts integer not null default 0,
  status smallint,                             -- what the other side answered last
  error text,                                  -- why it was not taken, in our words; never what the other side said
  next_at timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null,
  primary key (webhook_id, id)
);
create unique index webhook_delivery_once on webhook_delivery (webhook_id, event_id);
create index webhook_delivery_by_state on webhook_delivery (webhook_id, state, id desc);
create index webhook_delivery_ended on webhook_delivery (ended_at) where ended_at is not null;
