-- Whether everything that lies on the server of a mailbox is accounted for here: the runs, and of the latest what does not fit.

create table reconciliation (
  mailbox_id bigint not null,
  id bigint not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,                -- last sign of life; a run that gives none for minutes has died
  ended_at timestamptz,                        -- null while it runs
  is_mending boolean not null,                 -- what is missing was fetched again
  error text,                                  -- why it could not be finished
  counts jsonb not null default '{}',          -- verdict → how many messages
  mended integer not null default 0,           -- how many of those that do not fit were put right
  primary key (mailbox_id, id)
);

create table reconciliation_misfit (
  mailbox_id bigint not null,
  reconciliation_id bigint not null,
  folder text not null,
  uid_validity text not null,
  uid bigint not null,                         -- 0: the folder itself
  verdict text not null,                       -- missing, lost, unnoticed, refused
  mail_id text,                                -- Message-ID, where it is remembered
  size bigint,
  mended_at timestamptz,
  primary key (mailbox_id, reconciliation_id, folder, uid)
);
