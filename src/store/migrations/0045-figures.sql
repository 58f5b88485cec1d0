-- Figures: what is counted and measured, written down once as facts, so that any period can be summed without reading what happened
-- again. All of it can be made anew from conversations, messages, events and clocks: `postroom figures rebuild`.

create table fact (
  conversation_id bigint not null,
  kind text not null,                          -- received, opened, takenOver, reopened, answered, resolved, waits, promise, running: docs/figures.md
  source_id bigint not null,                   -- the message, event or clock that made it; 0: the conversation itself
  at timestamptz not null,
  inbox_id bigint not null,                    -- this and the next four: of the conversation as it is now
  team_id bigint,
  category_id bigint,
  priority text not null,
  tags text[] not null,
  person_id bigint,                            -- who answered or resolved; of other kinds whose it is now
  since timestamptz,                           -- from when it is measured: what was answered, or how the conversation began
  until timestamptz,                           -- of what entered the backlog: when it left; null: it is there still
  calendar_ms bigint,                          -- from since to at
  business_ms bigint,                          -- the part of it within business hours
  is_first boolean not null default false,     -- the first response to a conversation; the first time it was resolved
  is_final boolean not null default false,     -- resolved, and so still
  is_one_touch boolean not null default false, -- and with one answer
  measure text,                                -- of a promise: firstResponse, nextResponse, update, resolution, ownership
  policy_id bigint,
  is_met boolean,
  primary key (conversation_id, kind, source_id)
);
create index fact_by_time on fact (kind, at desc, conversation_id desc, source_id desc);
create index fact_by_person on fact (person_id, kind, at desc) where person_id is not null;
create index fact_open on fact (inbox_id, at) where until is null and kind in ('opened', 'takenOver', 'reopened');
create index fact_left on fact (until) where until is not null;

-- How many of each there are in an inbox on a day of the desk.
create table fact_day (
  inbox_id bigint not null,
  day text not null,                           -- YYYY-MM-DD, in fact_course.time_zone
  kind text not null,                          -- as of facts; also final, oneTouch, met.MEASURE, broken.MEASURE
  amount bigint not null,
  primary key (inbox_id, day, kind)
);

-- How far the facts have followed what happened. One row; who moves on holds it.
create table fact_course (
  one boolean primary key default true check (one),
  version integer not null default 0,          -- of the definitions; another one than the program's: all is measured anew
  seq bigint not null default 0,               -- of the change feed
  built_to bigint,                             -- while all is measured anew: the conversation it has come to; null: done
  time_zone text not null default 'UTC',       -- by whose days fact_day counts
  followed_at timestamptz                      -- everything until then is in the facts
);
insert into fact_course default values;

-- Business hours as they were, so that a time is measured by the hours that held while it passed.
create table hours_past (
  hours_id bigint not null,
  until timestamptz not null,                  -- when they were edited or deleted
  time_zone text not null,
  week jsonb not null,
  holidays jsonb not null,
  primary key (hours_id, until)
);
create table inbox_hours_past (
  inbox_id bigint not null,
  until timestamptz not null,
  hours_id bigint,                             -- by which the inbox went until then
  primary key (inbox_id, until)
);

-- What one shift leaves to the next: seen by the team until somebody takes it.
create table shift_note (
  id bigint primary key,
  team_id bigint not null references team,
  author_id bigint not null references "user",
  text text not null,
  created_at timestamptz not null,
  taken_by bigint references "user",
  taken_at timestamptz
);
create index shift_note_by_team on shift_note (team_id, id desc) where taken_at is null;
