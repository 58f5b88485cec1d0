-- Who is at work: each process that takes up work has a row and moves it on every few seconds. What a process that no longer
-- does so had taken up is free again. A local table: it is never distributed, and nothing correct depends on it.

create table process (
  id text primary key,                         -- what stands in leased_by of whatever it has taken up
  name text not null,                          -- host and process number, for people
  is_owner boolean not null,                   -- started the embedded database: there is one at a time on a data directory
  beats bigint not null default 0,             -- grows while it lives; the others look at the number, not at a clock
  started_at timestamptz not null
);
