-- Contacts and companies as records of their own: what is known of them, who said so, and what was brought in, found twice or joined.

alter table contact
  add column time_zone text,                   -- IANA
  add column owner_id bigint,                  -- the user who looks after them
  add column territory text,                   -- a name; wins over what domain, telephone and postcode tell
  add column stage text,                       -- one of contacts/record.api.ts; null: nobody said
  add column tags text[] not null default '{}',
  add column notes text,
  add column marks text[] not null default '{}',     -- as in conversation
  add column provenance jsonb not null default '{}', -- by field: from, by, at; what is not named came with the mail that made it
  add column inbox_ids bigint[],               -- who sees it without mail of theirs: null nobody, empty everybody, else whoever sees one of these
  add column merged_into bigint,               -- it is another one now
  add column version integer not null default 1,
  add column changed_at timestamptz;           -- null: never since it was made
alter table contact_address
  add column label text not null default '',   -- work, home …
  add column position smallint not null default 0;

-- All their telephone numbers; the first is kept in contact.phone as well, for what reads one row.
create table contact_phone (
  contact_id bigint not null,
  number text not null,                        -- as it was written
  label text not null default '',
  position smallint not null default 0,
  tail text not null,                          -- its last nine digits: what two ways of writing one number have alike
  primary key (contact_id, number)
);
create index contact_phone_by_tail on contact_phone (tail, contact_id);
insert into contact_phone (contact_id, number, tail)
  select id, phone, right(regexp_replace(phone, '\D', '', 'g'), 9) from contact where phone is not null;

create index contact_by_owner on contact (owner_id, id desc) where owner_id is not null;
create index contact_by_stage on contact (stage, id desc) where stage is not null;
create index contact_by_tags on contact using gin (tags) where tags <> '{}';
create index contact_by_marks on contact using gin (marks) where marks <> '{}';

alter table company
  add column parent_id bigint,                 -- the company it belongs to
  add column size text,                        -- how many work there, as a span: contacts/record.api.ts
  add column products text[] not null default '{}',  -- what they are interested in
  add column website text,
  add column phone text,
  add column postal_address text,
  add column owner_id bigint,
  add column territory text,
  add column stage text,
  add column tags text[] not null default '{}',
  add column notes text,
  add column marks text[] not null default '{}',
  add column provenance jsonb not null default '{}',
  add column inbox_ids bigint[],
  add column merged_into bigint,
  add column version integer not null default 1,
  add column changed_at timestamptz;
create index company_by_words on company using gin (to_tsvector('simple', name));
create index company_by_owner on company (owner_id, id desc) where owner_id is not null;
create index company_by_parent on company (parent_id) where parent_id is not null;
create index company_by_stage on company (stage, id desc) where stage is not null;
create index company_by_tags on company using gin (tags) where tags <> '{}';
create index company_domain_by_company on company_domain (company_id);

-- Tags that contacts or companies have had.
create table contact_tag (
  name text primary key,
  created_at timestamptz not null
);

-- Lists of contacts or companies that people come back to.
create table saved_list (
  id bigint primary key,
  noun text not null,                          -- contact, company
  owner_id bigint references "user",           -- whose own it is; null: everybody's
  name text not null,
  filters jsonb not null,                      -- as listContacts takes them
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index saved_list_by_owner on saved_list (noun, owner_id);

-- Contacts brought in from a file, and what became of each row.
create table contact_import (
  id bigint primary key,
  user_id bigint,                              -- who brought it
  name text not null,                          -- of the file
  format text not null,                        -- csv, vcard
  blob_id bigint not null,                     -- the file
  options jsonb not null,                      -- which column is what, what becomes of duplicates: contacts/import.api.ts
  state text not null,                         -- draft, waiting, running, done, undoing, undone
  rows integer not null,
  position integer not null default 0,         -- rows that are done; when it is undone, those that are left
  added integer not null default 0,
  updated integer not null default 0,
  skipped integer not null default 0,
  failed integer not null default 0,
  kept integer not null default 0,             -- when it was undone: changed since, so left as they are
  created_at timestamptz not null,
  finished_at timestamptz,
  undone_at timestamptz
);
create index contact_import_by_age on contact_import (id desc);
create table contact_import_row (
  import_id bigint not null,
  row integer not null,                        -- from 1
  line integer not null,                       -- of the file
  outcome text not null,                       -- added, updated, skipped, failed
  contact_id bigint,
  before jsonb,                                -- what an update changed, as it was
  version integer,                             -- of the contact afterwards: whoever changed it since is not undone
  problems jsonb,                              -- column, and what is wrong with it
  primary key (import_id, row)
);
create index contact_import_row_by_contact on contact_import_row (contact_id, import_id) where contact_id is not null;
create index contact_import_row_by_outcome on contact_import_row (import_id, outcome, row);

-- Two that may be one, with the reasons.
create table contact_twin (
  noun text not null,                          -- contact, company
  one_id bigint not null,                      -- the older
  other_id bigint not null,
  score smallint not null,                     -- 0 to 100
  reasons jsonb not null,                      -- kind and what they have alike
  found_at timestamptz not null,
  settled text,                                -- distinct, merged; null: nobody has looked
  settled_by bigint,
  settled_at timestamptz,
  primary key (noun, one_id, other_id)
);
create index contact_twin_open on contact_twin (noun, score desc, one_id desc, other_id desc) where settled is null;
create index contact_twin_of_other on contact_twin (noun, other_id);

-- One made of two, with what it takes to part them again.
create table contact_merge (
  id bigint primary key,
  noun text not null,
  winner_id bigint not null,
  loser_id bigint not null,
  before jsonb not null,                       -- both records as they were
  moved jsonb not null,                        -- by table: what belonged to the loser
  merged_by bigint,
  merged_at timestamptz not null,
  undone_at timestamptz
);
create index contact_merge_of_winner on contact_merge (winner_id, id desc);
create index contact_merge_of_loser on contact_merge (loser_id);

-- Whether a domain takes mail, as the DNS said when it was last asked; never while mail comes in.
create table mail_domain (
  domain text primary key,
  takes text not null,                         -- mail, nothing (no server, or RFC 7505), unknown (the DNS did not answer)
  checked_at timestamptz not null
);
