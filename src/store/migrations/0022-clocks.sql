-- SLA policies, and the clocks they put on conversations.

create table sla_policy (
  id bigint primary key,
  position int not null,
  name text not null,
  body jsonb not null,                         -- which conversations, which targets, which steps: desk/sla/sla.api.ts
  is_enabled boolean not null,
  version int not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

create table clock (
  conversation_id bigint not null,
  id bigint not null,
  measure text not null,                       -- firstResponse, nextResponse, update, resolution, ownership
  started_at timestamptz not null,
  running_since timestamptz,                   -- null: it pauses, or has stopped
  worked_ms bigint not null,                   -- until running_since: business time, and time by the calendar
  elapsed_ms bigint not null,
  policy_id bigint,                            -- null: measured, and nothing promised
  target_ms bigint,
  counts text,                                 -- business, calendar
  warn_share double precision,
  due_at timestamptz,
  warn_at timestamptz,
  warned_at timestamptz,
  breached_at timestamptz,
  stopped_at timestamptz,
  outcome text,                                -- met, breached, cancelled
  stopped_by bigint,                           -- the message that did
  steps text[] not null default '{}',          -- of the escalation that were taken
  ledger jsonb not null,                       -- what started, paused and stopped it, and why: desk/sla/clock.ts
  primary key (conversation_id, id)
);
create index clock_due on clock (due_at) where stopped_at is null and due_at is not null;
create index clock_running on clock (conversation_id) where stopped_at is null;

-- How far the clocks of a conversation have followed what happened in it.
create table clock_course (
  conversation_id bigint primary key,
  followed_id bigint not null,                 -- the newest event that was followed
  recent jsonb not null,                       -- ids of those followed in the minute before it: one that comes late is not lost
  status text not null,
  is_snoozed boolean not null,
  is_gone boolean not null,
  team_id bigint,
  is_answered boolean not null,
  policy_id bigint,
  hours_id bigint
);

-- When a conversation's clocks have to be looked at next: a warning, the end of a target, a step.
create table clock_ring (
  conversation_id bigint primary key,
  ring_at timestamptz not null
);
create index clock_ring_at on clock_ring (ring_at);
