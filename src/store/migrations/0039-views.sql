-- Views that people save, boards among them, and the order of whoever waits longest.

create table saved_view (
  id bigint primary key,
  owner_id bigint references "user",           -- whose own it is; null: shared
  team_id bigint references team,              -- shared with this team; null: with everybody
  name text not null,
  folder text not null default '',
  query text not null,                         -- in the query language, names as ids
  sort text not null,                          -- newest, oldest, due, waiting
  board jsonb,                                 -- columns: desk/views/views.api.ts; null: it is a list
  is_pinned boolean not null,                  -- a tab above the list
  position integer not null,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index saved_view_by_owner on saved_view (owner_id);

-- Whose customer waits longest: a list in this order is walked along it (decision 24).
create index conversation_by_waiting on conversation (waiting_since, id) where waiting_since is not null and shelf = 'open';
