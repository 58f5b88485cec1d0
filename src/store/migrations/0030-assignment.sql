-- How work is given out: what people can and when they are there, how each inbox gives out what waits in it, and who gave what back.

-- Of those who are not as everybody is without a row: there at any time, for anything, three at once.
create table work_pattern (
  user_id bigint primary key references "user",
  slots integer not null,                      -- conversations that late binding gives them at once
  hours jsonb,                                 -- {"timeZone", "week"}; null: at any time
  languages jsonb not null,                    -- [{"id": "nl", "level": 3}]; none: whatever language it is in
  categories jsonb not null,                   -- [{"id": "42", "level": 2}]; none: whatever it is about
  version integer not null,
  changed_at timestamptz not null
);

create table time_off (
  id bigint primary key,
  user_id bigint not null references "user",
  first_day text not null,                     -- YYYY-MM-DD, both included, where they work
  last_day text not null,
  note text not null default ''
);
create index time_off_by_user on time_off (user_id, last_day);

-- An inbox without a row goes by the default: late binding, taken and not pushed.
create table assignment_policy (
  inbox_id bigint primary key references inbox,
  body jsonb not null,                         -- desk/assignment/assignment.api.ts
  version integer not null,
  changed_at timestamptz not null
);

-- Who gave a conversation back: they are not given it again.
create table given_back (
  conversation_id bigint not null,
  user_id bigint not null,
  because text not null,
  at timestamptz not null,
  primary key (conversation_id, user_id)
);

-- What an answer takes, measured now and then from those that were written.
create table handling (
  user_id bigint not null,
  category_id bigint not null,                 -- 0: of any
  answers integer not null,
  minutes real not null,                       -- on average
  measured_at timestamptz not null,
  primary key (user_id, category_id)
);
