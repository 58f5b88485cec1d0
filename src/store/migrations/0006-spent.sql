-- What somebody has had of a thing that is rationed by the hour (uploads): counted here, so that it holds over all processes.

create table spent (
  owner_id bigint not null,                    -- the user; 0: programs of the desk's own
  what text not null,
  hour timestamptz not null,
  times integer not null,
  bytes bigint not null,
  primary key (owner_id, what, hour)
);
