-- Tasks: to-dos for people, and what tells of them.

create table task (
  id bigint primary key,
  title text not null,
  text text not null,
  owner_id bigint,                             -- whose it is; a user, or a team, or nobody's
  team_id bigint,
  asked_by bigint,                             -- who made it; null: a rule, or a program
  rule_id bigint,                              -- the rule that made it
  because text,                                -- why, where nobody made it by hand
  priority text not null,
  due_at timestamptz,                          -- late from then on; of a day its end, by the desk's time zone
  due_on date,                                 -- where a day is meant and no time of it
  ring_at timestamptz,                         -- when its owner is told that it is due; null: they were, or never are
  repeat jsonb,                                -- unit, interval, the day the series counts from, the time of day: repeat.ts
  next_id bigint,                              -- what follows it, made when it was done
  checklist jsonb not null default '[]',       -- items in order: id, text, doneAt, doneById
  mentioned_ids bigint[] not null default '{}', -- the colleagues it names with @
  conversation_id bigint,                      -- what it is about; a merged conversation stays as it was
  contact_id bigint,
  company_id bigint,
  done_at timestamptz,
  done_by bigint,
  deleted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
-- Lists of what is open go by when it is due, without a date last; lists of what is done by when that was.
create index task_open_of_owner on task (owner_id, (coalesce(due_at, 'infinity'::timestamptz)), id) where done_at is null and deleted_at is null;
create index task_open_of_team on task (team_id, (coalesce(due_at, 'infinity'::timestamptz)), id) where done_at is null and deleted_at is null;
create index task_open_of_asker on task (asked_by, (coalesce(due_at, 'infinity'::timestamptz)), id) where done_at is null and deleted_at is null;
create index task_open_of_nobody on task ((coalesce(due_at, 'infinity'::timestamptz)), id) where owner_id is null and team_id is null and done_at is null and deleted_at is null;
create index task_open on task ((coalesce(due_at, 'infinity'::timestamptz)), id) where done_at is null and deleted_at is null;
create index task_done_of_owner on task (owner_id, done_at desc, id desc) where done_at is not null and deleted_at is null;
create index task_done_of_team on task (team_id, done_at desc, id desc) where done_at is not null and deleted_at is null;
create index task_done_of_asker on task (asked_by, done_at desc, id desc) where done_at is not null and deleted_at is null;
create index task_done on task (done_at desc, id desc) where done_at is not null and deleted_at is null;
create index task_of_conversation on task (conversation_id) where conversation_id is not null;
create index task_of_contact on task (contact_id, id) where contact_id is not null;
create index task_of_company on task (company_id, id) where company_id is not null;
create index task_of_rule on task (rule_id, created_at) where rule_id is not null;
create index task_due_on on task (id) where due_on is not null and done_at is null and deleted_at is null;

alter table notification add column task_ids bigint[] not null default '{}'; -- as conversation_ids
alter table notification add column tasks integer not null default 0;
create index notification_about_task on notification using gin (task_ids) where read_at is null and tasks > 0;
