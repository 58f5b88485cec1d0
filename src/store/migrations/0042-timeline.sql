-- The timeline: what happened with a contact, a company or a deal, and which mail is logged on whom and why (decision 27).

create table timeline (
  subject_id bigint not null,                  -- the contact, company or deal
  reference_id bigint not null,                -- what it shows: a message, an activity, a task; of a change its event
  kind text not null,                          -- desk/timeline/timeline.api.ts
  noun text not null,                          -- what the subject is: contact, company, deal
  at timestamptz not null,
  conversation_id bigint,                      -- whoever sees it sees the entry; null: it belongs to none
  about_id bigint,                             -- what else must be seen: the deal of a change of stage
  actor_id bigint,                             -- the user who did it; null: somebody outside, or Postroom itself
  because text,                                -- of a message: why it is logged here
  confidence real,                             -- 1: there is no doubt
  detail jsonb,                                -- strict, by kind
  correction_id bigint,                        -- a person put it here, or took it away: log_correction
  removed_at timestamptz,                      -- taken away; kept, so that nothing brings it back
  primary key (reference_id, subject_id, kind)
);
create index timeline_walk on timeline (subject_id, at desc, reference_id desc, kind) where removed_at is null;
create index timeline_walk_of_kind on timeline (subject_id, kind, at desc, reference_id desc) where removed_at is null and kind <> 'message';

-- What people enter by hand.
create table activity (
  id bigint primary key,
  kind text not null,                          -- note, call, meeting
  at timestamptz not null,
  minutes integer,                             -- how long; null: nobody said
  direction text,                              -- of a call: in, out
  outcome text,                                -- of a call: reached, missed, message
  text text not null,
  author_id bigint,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  deleted_at timestamptz
);

-- What is logged, and what never: of the desk (scope 0), an inbox or a person.
create table log_policy (
  scope_id bigint primary key,
  body jsonb not null,                         -- desk/capture/capture.api.ts
  version integer not null,
  changed_at timestamptz not null
);

-- What corrections taught: mail of an address or a domain is not logged on one record but on another, or on none.
create table log_lesson (
  kind text not null,                          -- address, domain, words
  value text not null,                         -- normalised
  subject_id bigint not null,                  -- where it is not logged; 0: it is logged on the other besides
  noun text,                                   -- of the other; null: there is none
  to_id bigint,
  taught_by bigint,
  taught_at timestamptz not null,
  primary key (kind, value, subject_id)
);

create table log_correction (
  id bigint primary key,
  body jsonb not null,                         -- what was as it was: corrections.ts
  made_by bigint,
  made_at timestamptz not null,
  undone_at timestamptz
);

-- Which secret address of a person counts: those of earlier generations are anybody's plain mail.
create table log_address (
  user_id bigint primary key,
  generation integer not null,
  changed_at timestamptz not null
);
