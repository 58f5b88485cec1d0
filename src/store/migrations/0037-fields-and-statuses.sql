-- Fields of the desk's own on conversations, contacts and companies, and statuses of its own (decision 24).

create table field (
  id bigint primary key,
  noun text not null,                          -- what has it: conversation, contact, company
  key text not null,                           -- its name in programs, rules and values: never changed, never given twice
  name text not null,
  help text not null default '',
  type text not null,                          -- one of desk/fields/fields.api.ts; never changed
  options jsonb not null default '{}',         -- unit, decimals, currency, choices
  is_required boolean not null default false,  -- before a conversation is resolved by hand
  inbox_ids bigint[] not null default '{}',    -- where conversations have it; empty: everywhere
  default_value jsonb,                         -- what new conversations begin with
  position integer not null,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  archived_at timestamptz                      -- values stay and are shown; none is set any more
);
create unique index field_by_key on field (noun, key);

create table custom_status (
  id bigint primary key,
  status text not null,                        -- which of the three it belongs to; never changed
  name text not null,
  colour text not null,
  inbox_ids bigint[] not null default '{}',    -- where it is offered; empty: everywhere
  position integer not null,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  archived_at timestamptz                      -- conversations that have it keep it
);

alter table conversation
  add column fields jsonb not null default '{}',   -- by key of the field
  add column marks text[] not null default '{}',   -- `key=value`, folded, of fields that are looked up by what they are
  add column status_id bigint;                     -- of the desk's own, within status; null: none of these
alter table contact add column fields jsonb not null default '{}';
alter table company add column fields jsonb not null default '{}';

-- Lists by a value, newest first: by the place of its mark, as with tags. What has no fields costs these nothing.
create index conversation_by_mark_1 on conversation ((marks[1]), shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and marks[1] is not null;
create index conversation_by_mark_2 on conversation ((marks[2]), shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and marks[2] is not null;
create index conversation_by_mark_3 on conversation ((marks[3]), shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and marks[3] is not null;
create index conversation_by_mark_4 on conversation ((marks[4]), shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and marks[4] is not null;
create index conversation_by_more_marks on conversation using gin (marks) where cardinality(marks) > 4;
create index conversation_by_marks on conversation using gin (marks) where marks <> '{}';
create index conversation_by_own_status on conversation (status_id, shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and status_id is not null;

-- Where values lie that have an order: numbers, amounts, days, instants. “More than” is looked up here.
create table field_point (
  conversation_id bigint not null,
  key text not null,                           -- of the field; an amount's with its currency: price:EUR
  value double precision not null,             -- the number; days, or milliseconds, since 1970
  primary key (conversation_id, key)
);
create index field_point_by_value on field_point (key, value, conversation_id);
