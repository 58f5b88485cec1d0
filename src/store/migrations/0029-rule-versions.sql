-- Every saved change to the rules makes a numbered version of the whole set. A version keeps only what it changed: the states of each
-- rule, by the versions between which they held.
create table rule_version (
  number integer primary key,
  author_id bigint,                            -- null: Postroom itself
  deed text not null,                          -- begun, added, changed, deleted, ordered, applied, rolledBack
  note text not null default '',               -- why, in the author's words
  back_to integer,                             -- the version that was rolled back to
  at timestamptz not null
);
create table rule_state (
  rule_id bigint not null,
  since integer not null,                      -- the version that brought this state
  until integer,                               -- the version that ended it; null: it holds
  position integer not null,
  rule jsonb not null,                         -- as a person writes it: without id, place and version
  primary key (rule_id, since)
);
create index rule_state_since on rule_state (since);
create index rule_state_until on rule_state (until) where until is not null;

-- Where there are rules already, they are the first version.
insert into rule_version (number, deed, at) select 1, 'begun', max(changed_at) from rule having count(*) > 0;
insert into rule_state (rule_id, since, position, rule)
  select id, 1, position, jsonb_build_object('name', name, 'inboxId', inbox_id::text, 'occasion', occasion,
    'condition', condition, 'actions', actions, 'isEnabled', is_enabled) from rule;
