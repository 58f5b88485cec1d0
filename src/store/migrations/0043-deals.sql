-- Deals: sales under way, in pipelines of the desk's own, each with its stages; and goals that are set for them (decision 26).

create table pipeline (
  id bigint primary key,
  name text not null,
  team_id bigint references team,              -- whose deals these are; null: everybody's
  currency text not null,                      -- ISO 4217, what new deals begin with
  lost_reasons text[] not null default '{}',   -- offered where one is lost; others may be written
  position integer not null,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  archived_at timestamptz                      -- its deals stay; none is opened in it
);

create table stage (
  id bigint primary key,
  pipeline_id bigint not null references pipeline,
  name text not null,
  kind text not null,                          -- open, won, lost; never changed
  probability smallint not null,               -- per cent, of an open one; 100 and 0 of the others
  most integer,                                -- as many deals as should be in it at once; null: as many as there are
  is_hard boolean not null default false,      -- nothing more is moved in where it is full
  stale_days integer,                          -- in it for longer a deal has stalled; null: never
  position integer not null,
  archived_at timestamptz                      -- nothing is in it any more; the past of deals still names it
);
create index stage_of_pipeline on stage (pipeline_id, position);

create table deal (
  id bigint primary key,
  pipeline_id bigint not null,
  stage_id bigint not null,
  kind text not null,                          -- of its stage
  name text not null,
  words tsvector not null default ''::tsvector, -- of its name, folded: names.ts
  text text not null default '',
  amount bigint,                               -- in the smallest unit of its currency; null: nobody knows yet
  currency text not null,                      -- ISO 4217
  expected_on date,                            -- when it is to be won
  probability smallint,                        -- per cent, where somebody knows better than its stage
  owner_id bigint,
  opened_by bigint,                            -- null: a rule, or a program
  rule_id bigint,                              -- the rule that opened it
  because text,                                -- why, where nobody opened it by hand
  company_id bigint,
  conversation_id bigint,                      -- what it was opened from: whoever sees that, sees it; a merged one stays as it was
  lost_reason text,
  tags text[] not null default '{}',
  fields jsonb not null default '{}',          -- by key of the field
  entered_at timestamptz not null,             -- its stage, this time
  closed_at timestamptz,                       -- won or lost, the last time
  deleted_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
-- What is open goes by when it is expected, without a day last, or by how long it has been in its stage; what is closed by when that was.
create index deal_open_of_stage on deal (stage_id, (coalesce(expected_on, 'infinity'::date)), id) where kind = 'open' and deleted_at is null;
create index deal_open_of_pipeline on deal (pipeline_id, (coalesce(expected_on, 'infinity'::date)), id) where kind = 'open' and deleted_at is null;
create index deal_open_of_owner on deal (owner_id, (coalesce(expected_on, 'infinity'::date)), id) where kind = 'open' and deleted_at is null;
create index deal_resting_of_stage on deal (stage_id, entered_at, id) where kind = 'open' and deleted_at is null;
create index deal_resting_of_pipeline on deal (pipeline_id, entered_at, id) where kind = 'open' and deleted_at is null;
create index deal_resting_of_owner on deal (owner_id, entered_at, id) where kind = 'open' and deleted_at is null;
create index deal_closed_of_stage on deal (stage_id, closed_at desc, id desc) where closed_at is not null and deleted_at is null;
create index deal_closed_of_pipeline on deal (pipeline_id, closed_at desc, id desc) where closed_at is not null and deleted_at is null;
create index deal_closed_of_owner on deal (owner_id, closed_at desc, id desc) where closed_at is not null and deleted_at is null;
create index deal_opened_of_pipeline on deal (pipeline_id, created_at desc, id desc) where deleted_at is null;
create index deal_of_company on deal (company_id, id) where company_id is not null;
create index deal_of_conversation on deal (conversation_id) where conversation_id is not null;
create index deal_of_rule on deal (rule_id, created_at) where rule_id is not null;
create index deal_by_words on deal using gin (words);

create table deal_contact (
  deal_id bigint not null,
  contact_id bigint not null,
  role text not null,                          -- decider, champion, user, billing, other: deals.api.ts
  position integer not null,
  primary key (deal_id, contact_id)
);
create index deal_contact_by_contact on deal_contact (contact_id, deal_id);

create table deal_conversation (
  deal_id bigint not null,
  conversation_id bigint not null,             -- a merged one stays as it was
  because text not null,                       -- why it belongs to the deal
  confidence real not null,                    -- 1: somebody said so
  linked_by bigint,                            -- null: Postroom itself
  linked_at timestamptz not null,
  primary key (deal_id, conversation_id)
);
create index deal_conversation_by_conversation on deal_conversation (conversation_id, deal_id);

-- A stay of a deal in a stage; the last has not ended.
create table deal_stay (
  deal_id bigint not null,
  id bigint not null,
  stage_id bigint not null,
  entered_at timestamptz not null,
  entered_by bigint,
  left_at timestamptz,
  left_by bigint,
  primary key (deal_id, id)
);
create index deal_stay_by_end on deal_stay (stage_id, left_at desc) where left_at is not null;

create table deal_view (
  id bigint primary key,
  owner_id bigint references "user",           -- whose own it is; null: everybody's
  name text not null,
  filters jsonb not null,                      -- as the list is asked: deals.api.ts
  created_at timestamptz not null
);
create index deal_view_by_owner on deal_view (owner_id);

create table goal (
  id bigint primary key,
  name text not null,
  metric text not null,                        -- goals.api.ts
  pipeline_id bigint references pipeline,      -- null: all
  owner_id bigint references "user",           -- who answers for it
  deals_of bigint references "user",           -- whose deals count; null: everybody's
  currency text,                               -- of amounts
  baseline double precision not null,          -- where it starts
  target double precision not null,
  starts_on date not null,                     -- what counts, from this day until the end of `due_on`
  due_on date not null,
  told_on date,                                -- the week in which its owner was last told how it stands
  version integer not null default 1,
  created_by bigint,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  archived_at timestamptz
);

-- What a desk begins with; all of it can be renamed. Ids that nothing else has: those that are minted are larger by far.
insert into pipeline (id, name, currency, lost_reasons, position, created_at, changed_at)
  values (9001, 'Sales', 'EUR', '{Price,Competitor,"No budget","No answer","Wrong time","Not a fit"}', 1, now(), now());
insert into stage (id, pipeline_id, name, kind, probability, stale_days, position) values
  (9011, 9001, 'New', 'open', 10, 7, 1),
  (9012, 9001, 'Qualified', 'open', 25, 14, 2),
  (9013, 9001, 'Proposal', 'open', 50, 14, 3),
  (9014, 9001, 'Negotiation', 'open', 75, 14, 4),
  (9015, 9001, 'Won', 'won', 100, null, 5),
  (9016, 9001, 'Lost', 'lost', 0, null, 6);
