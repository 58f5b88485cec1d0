-- Keys of one's own, the way to the first answered mail, and changes of many conversations at once.

alter table "user" add column keys jsonb not null default '{}';       -- the preset, and the keys of one's own by command
alter table "user" add column first_steps_over_at timestamptz;         -- since when the list of first steps is no longer shown
update "user" set first_steps_over_at = now(); -- whoever is here by now has taken them

create table bulk_change (
  id bigint primary key,
  user_id bigint not null references "user",   -- who asked: each conversation is changed with what they may at that moment
  change jsonb not null,                       -- desk/bulk/bulk.api.ts
  filters jsonb,                               -- the list it was asked of; null: conversations that were named
  state text not null check (state in ('running', 'stopped', 'done', 'undoing', 'undone')),
  count integer not null,                      -- how many conversations it is about
  reached bigint not null default 0,           -- the last conversation that was come to, in the order of ids
  done integer not null default 0,
  left_alone integer not null default 0,       -- as asked already, changed by somebody since, or not theirs to change
  restored integer not null default 0,         -- by undoing it
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index bulk_change_running on bulk_change (user_id) where state in ('running', 'undoing');
create index bulk_change_by_user on bulk_change (user_id, id);
create index bulk_change_by_time on bulk_change (created_at);

create table bulk_change_item (
  bulk_change_id bigint not null references bulk_change on delete cascade,
  conversation_id bigint not null,
  moves jsonb,                                 -- what was changed, each from and to; null: nothing
  left_because text,                           -- why it was left alone
  primary key (bulk_change_id, conversation_id)
);
