-- What is read in a message beside its words, what people decided about it, and the models that learn from that.

create table reading (
  conversation_id bigint not null,
  message_id bigint not null,
  inbox_id bigint not null,                    -- where it was read: whose model and whose settings held
  body jsonb not null,                         -- desk/readings/readings.api.ts, ReadingBody
  applied text[] not null default '{}',        -- what was set from it before any rule was read: category, priority
  wants_category boolean not null default false, -- it waits for a person in triage
  at timestamptz not null,
  primary key (conversation_id, message_id)
);
create index reading_waiting on reading (inbox_id, message_id) where wants_category;
create index reading_applied on reading (inbox_id, message_id) where applied <> '{}';

-- What a person decided about a conversation: what models learn, and how they do in practice. The newest 20,000 of an inbox and field.
create table example (
  conversation_id bigint not null,
  field text not null,                         -- category, priority
  id bigint not null,                          -- grows with time: those later than a model are not in it
  message_id bigint not null,                  -- whose words it is about: the mail that opened the conversation
  inbox_id bigint not null,
  value text not null,                         -- the category's id, or the priority; empty: none of these
  guess text,                                  -- what was thought when the mail came, and how surely
  confidence real,
  primary key (conversation_id, field)
);
create index example_in_order on example (inbox_id, field, id);

create table model (
  id bigint primary key,
  inbox_id bigint not null,
  field text not null,
  bytes bytea not null,                        -- ai/classifier/bytes.ts; no word of anybody's mail is in it
  figures jsonb not null,                      -- desk/readings/learning.api.ts, ModelFigures
  learned_until bigint not null,               -- examples up to this id are in it; later ones are learned beside it
  made_at timestamptz not null
);
alter table model alter column bytes set storage external;
create index model_newest on model (inbox_id, field, id desc);

-- What an inbox wants of that: levels and precision of each field, patterns of its order numbers.
create table learning (
  inbox_id bigint primary key,
  body jsonb not null,                         -- desk/readings/learning.api.ts, LearningSettings
  changed_at timestamptz not null
);

-- Signatures by which a mail finds those that say nearly the same in its inbox; kept for a month.
create table twin_key (
  hash integer not null,                       -- a band of the signature, and the inbox
  message_id bigint not null,
  conversation_id bigint not null,
  primary key (hash, message_id)
);

alter table category add column keywords text[] not null default '{}'; -- words of customers by which it is known before there is an example
alter table message add column is_marked_spam boolean not null default false; -- a filter before us said so
