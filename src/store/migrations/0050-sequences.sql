-- Sequences: a first letter and what follows it while nobody answers; whom they are sent to, and how far each has come.

create table sequence (
  id bigint primary key,
  name text not null,
  inbox_id bigint not null references inbox,   -- where its letters leave from
  sender_id bigint references "user",          -- in whose name where a rule enrols and nobody has the conversation
  steps jsonb not null,                        -- desk/sequences/sequences.api.ts, in their order
  stops_at text not null,                      -- whose answer ends it: contact, company
  is_in_hours boolean not null,                -- letters leave only while the inbox is open
  away_days smallint not null,                 -- how long it waits after an automatic reply
  is_enabled boolean not null,                 -- false: nothing of it leaves, what is due waits
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  archived_at timestamptz                      -- nobody is enrolled any more, and nothing leaves
);
create index sequence_in_use on sequence (inbox_id) where archived_at is null;

-- One contact on the way through one sequence. What happened to it is in its events.
create table enrolment (
  id bigint primary key,
  sequence_id bigint not null,
  contact_id bigint not null,
  address text not null,                       -- to which it goes, as it was when they were enrolled
  deal_id bigint,                              -- what it is about; won or lost it ends
  conversation_id bigint,                      -- of its newest letter
  sender_id bigint not null,                   -- in whose name
  enrolled_by bigint,                          -- null: a rule
  rule_id bigint,
  is_to_many boolean not null,                 -- enrolled with others or by a rule: its letters say how to leave (RFC 8058)
  state text not null,                         -- waiting, paused, finished, stopped
  because text,                                -- why it is paused or has stopped: desk/sequences/enrolments.api.ts
  step smallint not null default 0,            -- the place from which the next letter is looked for
  due_at timestamptz,                          -- when; null: it has ended
  away_message_id bigint,                      -- the automatic reply that it waited for last
  replied_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  ended_at timestamptz
);
create unique index enrolment_under_way on enrolment (sequence_id, contact_id) where state in ('waiting', 'paused');
create index enrolment_of_sequence on enrolment (sequence_id, id desc);
create index enrolment_of_sequence_by_state on enrolment (sequence_id, state, id desc);
create index enrolment_of_contact on enrolment (contact_id, id desc);
create index enrolment_of_deal on enrolment (deal_id, id desc) where deal_id is not null;
create index enrolment_due on enrolment (due_at) where state = 'waiting';

-- One letter of a step for one enrolment, written in the transaction in which it is queued: there is never a second.
create table sequence_letter (
  enrolment_id bigint not null,
  step_key text not null,
  conversation_id bigint not null,
  message_id bigint not null,
  sent_at timestamptz not null,
  bounced_at timestamptz,
  primary key (enrolment_id, step_key)
);
create index sequence_letter_by_message on sequence_letter (message_id);
create index sequence_letter_by_conversation on sequence_letter (conversation_id);

-- Sums by step, so that nobody counts on reading.
create table sequence_figure (
  sequence_id bigint not null,
  step_key text not null,
  sent integer not null default 0,
  replied integer not null default 0,          -- enrolments whose answer came after this letter, before the next
  bounced integer not null default 0,
  left_off integer not null default 0,         -- asked not to be written to after this letter
  primary key (sequence_id, step_key)
);

-- How many letters of sequences left on a day (of the desk), of an inbox or in somebody's name.
create table sequence_ration (
  owner_id bigint not null,                    -- an inbox or a user
  day date not null,
  times integer not null,
  primary key (owner_id, day)
);
create index sequence_ration_by_day on sequence_ration (day);

-- Who asked not to be written to of our own accord. Answers to what they write themselves go on.
create table opt_out (
  address text primary key,
  source text not null,                        -- link, reply, person
  said_by bigint,                              -- the colleague who wrote it down
  since timestamptz not null
);
