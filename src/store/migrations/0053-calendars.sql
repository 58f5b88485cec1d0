-- Calendars elsewhere, whose meetings with contacts stand on timelines; address books behind a grant (Google, Microsoft); and cards of
-- contacts that are no more.

create table calendar (
  id bigint primary key,
  owner_id bigint,                             -- the user whose it is; null: the desk's
  kind text not null,                          -- caldav; ics: an address that is only read
  name text not null,
  url text not null,                           -- of the collection; of an ics address its server alone: the rest may be a secret
  username text not null default '',
  secret bytea not null,                       -- sealed, write-only: the password; of an ics address all of it
  private_shown text not null default 'time',  -- of events that are private there: time; nothing
  is_target boolean not null default false,    -- meetings that its owner enters or accepts here are put there
  sync_token text,                             -- RFC 6578; of an ics address its tag; null: everything is listed
  read_at timestamptz,                         -- when everything was read last: what comes again is known some weeks ahead
  is_writable boolean,                         -- null: nobody has looked
  state text not null default 'new',           -- new, connected, waiting, failed, paused
  trouble text,                                -- desk/calendars/calendars.api.ts
  error text,
  attempts integer not null default 0,         -- failures in a row
  run_at timestamptz not null,
  checked_at timestamptz,
  agreed_at timestamptz,
  created_at timestamptz not null,
  paused_at timestamptz,
  leased_until timestamptz,
  leased_by text
);
create index calendar_of_owner on calendar (owner_id, id);
create unique index calendar_target on calendar (owner_id) where is_target;

-- What lies in a calendar, as it was seen last. Of what is in it nothing is kept here.
create table calendar_object (
  calendar_id bigint not null,
  href text not null,
  etag text not null,
  primary key (calendar_id, href)
);

-- A meeting with a contact, as one calendar has it. Two calendars may have the same: it is one activity.
create table calendar_meeting (
  calendar_id bigint not null,
  href text not null,
  recurrence text not null,                    -- which of a series, by its first time; empty: it comes once
  activity_id bigint not null,
  uid text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  first_day text,                              -- of whole days, 2026-03-05; null: it has hours
  last_day text,
  zone text,                                   -- as the calendar names it
  title text not null,                         -- empty where it is private
  place text not null,
  is_private boolean not null,
  status text not null,                        -- confirmed, tentative, cancelled
  people jsonb not null,                       -- name, address, answer; none where it is private
  primary key (calendar_id, href, recurrence)
);
create index calendar_meeting_of_activity on calendar_meeting (activity_id);
create index calendar_meeting_by_uid on calendar_meeting (uid, recurrence);

-- Meetings that were entered or accepted here, and what the calendar they are put into has heard of them.
create table calendar_own (
  activity_id bigint primary key,
  calendar_id bigint not null,
  uid text not null,
  href text,                                   -- null: it has no place there yet
  etag text,                                   -- null: it is not there
  told_version integer,                        -- of the activity; null: it has something to hear
  attempts integer not null default 0,
  error text
);
create index calendar_own_of_calendar on calendar_own (calendar_id);
create index calendar_own_by_uid on calendar_own (uid);

alter table address_book add column kind text not null default 'carddav';   -- carddav, google, microsoft

-- A grant belongs to a mailbox or to an address book; ids are unlike one another everywhere.
alter table mailbox_grant drop constraint mailbox_grant_mailbox_id_fkey;
alter table mailbox_grant add column noun text not null default 'mailbox';  -- mailbox, addressBook

-- Cards of contacts that are no more, so that programs hear of it.
create table own_card_gone (
  name text primary key,                       -- of the resource
  inbox_ids bigint[],                          -- to whom the contact was opened; empty: to everybody; null: to nobody
  owner_id bigint,                             -- who looked after it
  at timestamptz not null
);
create index own_card_gone_by_age on own_card_gone (at);
create index own_card_by_uid on own_card (uid);
