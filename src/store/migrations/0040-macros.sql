-- Macros: replies written once and used often, what to do to the conversation when they are sent, and what became of their uses.

create table macro_folder (
  id bigint primary key,
  parent_id bigint references macro_folder,    -- null: at the top
  owner_id bigint references "user",           -- whose own; null: of the desk
  name text not null,
  is_sample boolean not null default false,
  created_at timestamptz not null
);

create table macro (
  id bigint primary key,
  folder_id bigint references macro_folder,    -- null: in none
  title text not null,
  owner_id bigint references "user",           -- whose own; null: of a team, or of everybody
  team_id bigint references team,
  inbox_ids bigint[] not null,                 -- for these; empty: for all
  variants jsonb not null,                     -- desk/macros/macros.api.ts; the first is for every other language
  languages text[] not null,                   -- of the variants, in their order
  excerpt text not null,                       -- first words of the first, for lists
  actions jsonb not null,                      -- done to the conversation when it is sent
  version integer not null,
  is_sample boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  archived_at timestamptz
);
create index macro_in_use on macro (owner_id) where archived_at is null;
create index macro_archived on macro (archived_at desc) where archived_at is not null;

-- Each use in an answer, kept when it was sent.
create table macro_use (
  conversation_id bigint not null,
  message_id bigint not null,                  -- the answer; of an automatic one, the mail that it answers
  macro_id bigint not null,
  id bigint not null,                          -- grows with time: those later than a model are not in it
  inbox_id bigint not null,
  user_id bigint,                              -- null: a rule
  answered_id bigint,                          -- the customer's mail, whose words are learned; null where none is
  is_edited boolean not null,                  -- its words were changed before it was sent
  at timestamptz not null,
  settled_at timestamptz,                      -- since when it is known whether the matter was done with it
  primary key (conversation_id, message_id, macro_id)
);
create index macro_use_learned on macro_use (inbox_id, id) where answered_id is not null;
create index macro_use_unsettled on macro_use (at) where settled_at is null;

-- How often in which month, so that nobody counts on reading. user_id 0: everybody together, rules too.
create table macro_figure (
  macro_id bigint not null,
  user_id bigint not null,
  month text not null,                         -- YYYY-MM, of UTC
  uses integer not null,
  edited integer not null,
  settled integer not null,                    -- uses of which is known what became of them
  resolved integer not null,                   -- of those: resolved, and nothing more from the customer in seven days
  last_at timestamptz not null,
  primary key (macro_id, user_id, month)
);

-- Whose signature stands under an answer: person (their own, or else the inbox's), both, inbox (always its own).
alter table inbox add column signature_by text not null default 'person';
