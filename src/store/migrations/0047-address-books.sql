-- Address books elsewhere that contacts are kept in step with, card by card, and what both sides changed at once.

create table address_book (
  id bigint primary key,
  name text not null,
  url text not null,                           -- of the collection
  username text not null,
  secret bytea not null,                       -- sealed password; write-only
  incoming text not null,                      -- all; known: only cards of people who are contacts already
  outgoing text not null,                      -- nothing; linked: contacts that have a card there; all
  directions jsonb not null,                   -- by field: latest, postroom, book, postroom-only, book-only, never
  on_card_gone text not null,                  -- detach; restore: the card is made anew
  on_contact_gone text not null,               -- keep; delete: its card goes when the contact became another's part
  inbox_ids bigint[] not null default '{}',    -- who sees contacts that come from there: contact.inbox_ids
  sync_token text,                             -- RFC 6578; null: everything is listed
  looked_at timestamptz,                       -- contacts changed here before then are known to be there
  filled_id bigint not null default 0,         -- where outgoing is all: contacts up to this one have a card, or have been refused one
  is_writable boolean,                         -- null: nobody has looked
  state text not null default 'new',           -- new, connected, waiting, failed, paused
  trouble text,                                -- desk/books/books.api.ts
  error text,
  attempts integer not null default 0,         -- failures in a row
  run_at timestamptz not null,                 -- when it is asked next what changed there
  is_sure boolean not null default false,      -- somebody said that most cards are gone indeed
  checked_at timestamptz,
  agreed_at timestamptz,                       -- when both sides were last in step
  created_at timestamptz not null,
  paused_at timestamptz,
  leased_until timestamptz,                    -- the process that holds it visits it; the others leave it alone
  leased_by text
);

-- A card there and the contact it belongs to, with what both last had in common.
create table address_book_card (
  book_id bigint not null,
  href text not null,                          -- its path on the server
  etag text,                                   -- null: it has still to be put there
  uid text not null default '',
  contact_id bigint,
  state text not null,                         -- linked; detached, group, twin (a second card of one contact), stranger, refused: left alone
  base jsonb not null default '{}',            -- the values of the card as they were seen last, of fields that are kept in step
  contact_version integer,                     -- of the contact when both were in step; null: it has still to hear of something
  error text,                                  -- why it could not be read or written
  attempts integer not null default 0,
  agreed_at timestamptz,
  seen_at timestamptz not null,
  primary key (book_id, href)
);
create unique index address_book_card_of_contact on address_book_card (book_id, contact_id) where state = 'linked';
create index address_book_card_by_uid on address_book_card (book_id, uid);
create index address_book_card_waiting on address_book_card (book_id) where state = 'linked' and contact_version is null;
create index address_book_card_apart on address_book_card (book_id, href) where state <> 'linked';

-- Both sides changed one thing since they last agreed: what each said, what holds for now, and what somebody decided.
create table book_conflict (
  book_id bigint not null,
  id bigint not null,
  contact_id bigint not null,
  href text not null,
  field text not null,                         -- of the card's values; card: deleted there, changed here
  base jsonb,
  here_value jsonb,
  here_at timestamptz,                         -- null: nobody's word
  here_by bigint,
  there_value jsonb,
  there_at timestamptz not null,
  rule text not null,                          -- the direction of the field, or deleted
  winner text not null,                        -- here, there
  at timestamptz not null,
  decided_at timestamptz,
  decided_by bigint,
  decision text,                               -- here, there
  before jsonb,                                -- what held before somebody decided
  primary key (book_id, id)
);
create index book_conflict_open on book_conflict (book_id, id desc) where decided_at is null;
create index book_conflict_of_contact on book_conflict (contact_id, id desc);
create index book_conflict_by_age on book_conflict (id desc);

-- Contacts by when they were last heard of, for whoever asks what changed since.
create index contact_by_change on contact ((coalesce(changed_at, created_at)), id);
create index company_by_change on company (changed_at) where changed_at is not null;
create index address_book_card_by_contact on address_book_card (contact_id) where contact_id is not null;

-- Postroom's contacts as an address book of its own: what programs wrote on a card beyond what a contact has, and whose book it left.
create table own_card (
  contact_id bigint primary key,
  name text not null,                          -- of the resource, as the program chose it
  uid text not null,
  text text not null,                          -- the card as it was written last
  changed_at timestamptz not null
);
create unique index own_card_by_name on own_card (name);
create index own_card_by_change on own_card (changed_at);
create table own_card_hidden (
  owner_id bigint not null,                    -- a user, or a token of the desk's own
  contact_id bigint not null,
  at timestamptz not null,
  primary key (owner_id, contact_id)
);
create index own_card_hidden_by_age on own_card_hidden (owner_id, at);
