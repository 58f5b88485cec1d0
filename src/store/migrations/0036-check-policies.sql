-- What is looked at before an answer leaves an inbox, and how much each finding weighs there.

-- An inbox without a row goes by the defaults. The phrases of the whole desk are the setting `check-phrases`.
create table check_policy (
  inbox_id bigint primary key references inbox,
  body jsonb not null,                         -- desk/checks/checks.api.ts
  version integer not null,
  changed_at timestamptz not null
);
