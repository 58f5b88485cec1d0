-- The first store: what is kept (raw mail, blobs), what is to be done (intake, job, outbox), what happened (event, change),
-- who works here, whom they serve, and the conversations between them.
-- What belongs to a conversation has conversation_id first in its primary key, so that it can be distributed by conversation.

-- ── keeping ────────────────────────────────────────────────────────────────────────────────────────────────────────

create table raw (
  id bigint primary key,
  size integer not null,                       -- bytes of the mail as received
  body bytea,                                  -- codec, nonce, ciphertext, tag; null when in the blob store
  wrapped_key bytea,                           -- the data key of this mail, wrapped by the key-encryption key; without it body is noise
  blob_id bigint,
  stored_at timestamptz not null
);
alter table raw alter column body set storage external;

create table blob (
  id bigint primary key,
  identity bytea not null,                     -- HMAC of the plaintext: equal content is kept once
  place text not null,                         -- name below the blob directory; says nothing about the content
  size bigint not null,
  wrapped_key bytea not null,
  refs integer not null default 0,             -- how many rows point here; 0 is swept after a day
  stored_at timestamptz not null
);
create unique index blob_by_identity on blob (identity);
create index blob_by_place on blob (place);

create table setting (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null
);

-- ── what is to be done ─────────────────────────────────────────────────────────────────────────────────────────────

create table intake (
  id bigint primary key,                       -- of the raw mail
  source text not null,                        -- smtp, lmtp, http, pipe, import, imap
  inbox_ids bigint[] not null,                 -- the inboxes it was addressed to
  envelope_from text,                          -- null for the empty path <>
  recipients text[] not null,                  -- as given, with plus-addresses and tokens
  remote text,                                 -- address literal of the client
  received_at timestamptz not null,
  attempts integer not null default 0,
  leased_until timestamptz,
  leased_by text
);
create index intake_waiting on intake (leased_until nulls first, id);

create table job (
  id bigint primary key,
  kind text not null,                          -- flow.step
  payload jsonb not null,
  priority smallint not null default 0,        -- higher first
  run_at timestamptz not null,
  key text,                                    -- unique among the unfinished of a kind
  serial_key text,                             -- jobs with the same one run one after another
  attempts integer not null default 0,
  leased_until timestamptz,
  leased_by text,
  is_wanted_again boolean not null default false, -- its key was asked for once more while it ran
  failed_at timestamptz,                       -- a dead letter: kept until someone tries it again or drops it
  error text
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index job_due on job (priority desc, run_at, id) where failed_at is null;
create unique index job_by_key on job (kind, key) where key is not null and failed_at is null;
create index job_by_serial_key on job (serial_key, id) where serial_key is not null and failed_at is null;
create index job_failed on job (failed_at desc) where failed_at is not null;

create table schedule (
  name text primary key,
  ran_at timestamptz not null                  -- start of the newest period that was given its job
);

create table outbox (
  id bigint primary key,
  conversation_id bigint not null,
  message_id bigint not null,
  raw_id bigint not null,
  envelope_from text not null,
  recipients text[] not null,
  state text not null,                         -- queued, sending, accepted, deferred, rejected, uncertain, cancelled
  attempts integer not null default 0,
  run_at timestamptz not null,                 -- not before: the time to undo, then back-off
  leased_until timestamptz,
  leased_by text,
  response text,                               -- the last word of the server we handed it to
  queued_at timestamptz not null,
  ended_at timestamptz
);
create index outbox_due on outbox (run_at, id) where state in ('queued', 'deferred', 'sending');
create index outbox_by_message on outbox (conversation_id, message_id);

-- ── what happened ──────────────────────────────────────────────────────────────────────────────────────────────────

create table event (
  subject_id bigint not null,                  -- the conversation, or the noun itself where there is none
  id bigint not null,
  name text not null,                          -- noun.pastTense
  actor_id bigint,                             -- null: Postroom itself
  noun_id bigint not null,                     -- what it happened to, e.g. the note
  data jsonb not null,
  request_id text,                             -- the request that caused it, as the log names it
  at timestamptz not null,
  primary key (subject_id, id)
);
create index event_by_name on event (name, id);

create table change (
  id bigint primary key,
  seq bigint,                                  -- given by the sequencer, in one serial step; null until then
  name text not null,
  subject_id bigint not null,
  inbox_id bigint,                             -- who may see it
  actor_id bigint,
  at timestamptz not null
);
create unique index change_by_seq on change (seq) where seq is not null;
create index change_unnumbered on change (id) where seq is null;
create table change_counter (one boolean primary key default true check (one), seq bigint not null);
insert into change_counter (seq) values (0);

create table idempotency (
  key text not null,
  actor_id bigint not null,
  request_hash bytea not null,                 -- of method, path and body
  status integer,                              -- null while the first request is still running
  response jsonb,
  created_at timestamptz not null,
  primary key (actor_id, key)
);

-- ── who works here ─────────────────────────────────────────────────────────────────────────────────────────────────

create table "user" (
  id bigint primary key,
  email text not null,                         -- normalised
  name text not null,
  role text not null,                          -- admin, lead, agent, viewer
  password_hash text,                          -- scrypt; null: cannot sign in with a password
  locale text,
  capacity integer not null default 20,        -- open conversations that automatic assignment may give
  away_at timestamptz,
  disabled_at timestamptz,
  signature text,
  is_sample boolean not null default false,
  created_at timestamptz not null
);
create unique index user_by_email on "user" (email);

create table team (
  id bigint primary key,
  name text not null,
  is_sample boolean not null default false,
  created_at timestamptz not null,
  archived_at timestamptz
);
create table team_member (
  team_id bigint not null references team,
  user_id bigint not null references "user",
  primary key (team_id, user_id)
);

create table invitation (
  id bigint primary key,
  email text not null,
  name text,
  role text not null,
  team_ids bigint[] not null default '{}',
  token_hash bytea not null,
  invited_by bigint,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz
);
create unique index invitation_by_token on invitation (token_hash);

create table session (
  id bigint primary key,
  user_id bigint not null references "user",
  token_hash bytea not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  remote text,
  agent text
);
create unique index session_by_token on session (token_hash);
create index session_by_user on session (user_id);

create table token (
  id bigint primary key,
  name text not null,
  token_hash bytea not null,
  user_id bigint,                              -- whose right it carries; null: the desk's own
  scopes text[] not null,                      -- permissions, or {*}
  inbox_ids bigint[],                          -- null: every inbox
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz,
  revoked_at timestamptz
);
create unique index token_by_hash on token (token_hash);

create table login_failure (
  id bigint primary key,
  who text not null,                           -- normalised address, or the remote address
  at timestamptz not null
);
create index login_failure_by_who on login_failure (who, at);

-- ── where mail comes in ────────────────────────────────────────────────────────────────────────────────────────────

create table business_hours (
  id bigint primary key,
  name text not null,
  time_zone text not null,
  week jsonb not null,                         -- {"mon": [["09:00","17:30"]], …}
  holidays jsonb not null default '[]',        -- ["2026-12-25", …]
  created_at timestamptz not null
);

create table inbox (
  id bigint primary key,
  name text not null,
  from_name text not null,                     -- the name customers see
  signature text not null default '',
  hours_id bigint references business_hours,
  is_open_to_all boolean not null default true, -- every user sees it; otherwise only inbox_access
  auto_reply jsonb,                            -- {subject, text} or null
  is_sample boolean not null default false,
  created_at timestamptz not null,
  archived_at timestamptz
);
create table inbox_address (
  address text primary key,                    -- normalised
  inbox_id bigint not null references inbox,
  is_primary boolean not null default false,
  created_at timestamptz not null
);
create index inbox_address_by_inbox on inbox_address (inbox_id);
create table inbox_access (
  id bigint primary key,
  inbox_id bigint not null references inbox,
  user_id bigint references "user",
  team_id bigint references team,
  check ((user_id is null) <> (team_id is null))
);
create index inbox_access_by_inbox on inbox_access (inbox_id);

create table mailbox (
  id bigint primary key,
  inbox_id bigint not null references inbox,
  name text not null,
  host text not null,
  port integer not null,
  is_secure boolean not null default true,
  username text not null,
  secret bytea not null,                       -- sealed password or refresh token; write-only
  auth text not null default 'password',       -- password, xoauth2
  folder text not null default 'INBOX',
  uid_validity text,
  uid bigint not null default 0,               -- highest UID with no gap below it
  modseq text,
  state text not null default 'new',           -- new, connected, waiting, failed, paused
  error text,
  checked_at timestamptz,
  created_at timestamptz not null,
  paused_at timestamptz,
  leased_until timestamptz,                    -- the process that holds it pulls; the others leave it alone
  leased_by text
);

-- ── whom they serve ────────────────────────────────────────────────────────────────────────────────────────────────

create table company (
  id bigint primary key,
  name text not null,
  is_sample boolean not null default false,
  created_at timestamptz not null
);
create table company_domain (
  domain text primary key,
  company_id bigint not null references company
);
create table contact (
  id bigint primary key,
  name text not null,
  company_id bigint references company,
  language text,
  phone text,
  is_sample boolean not null default false,
  created_at timestamptz not null
);
create index contact_by_company on contact (company_id);
create table contact_address (
  address text primary key,
  contact_id bigint not null references contact
);
create index contact_address_by_contact on contact_address (contact_id);

-- ── conversations ──────────────────────────────────────────────────────────────────────────────────────────────────

create table category (
  id bigint primary key,
  name text not null,
  description text not null default '',
  is_sample boolean not null default false,
  created_at timestamptz not null,
  archived_at timestamptz
);
create table tag (
  name text primary key,
  created_at timestamptz not null
);

create sequence conversation_number start 1001;

create table conversation (
  id bigint primary key,
  number bigint not null,                      -- what people say: #1042
  inbox_id bigint not null,
  contact_id bigint,
  company_id bigint,
  subject text not null,
  snippet text not null default '',            -- first words of the newest message
  from_name text not null default '',          -- who wrote last from outside
  from_address text not null default '',
  status text not null default 'open',         -- open, waiting, resolved
  priority text not null default 'normal',     -- low, normal, high, urgent
  category_id bigint,
  tags text[] not null default '{}',
  assignee_id bigint,
  team_id bigint,
  language text,
  snoozed_until timestamptz,
  waiting_since timestamptz,                   -- since when the customer waits for us; null: they do not
  last_message_at timestamptz not null,
  last_inbound_at timestamptz,
  message_count integer not null default 0,
  attachment_count integer not null default 0,
  held text,                                   -- why it is kept out of the ordinary views: loop, junk; null: it is not
  merged_into bigint,                          -- reads as part of that conversation; undone by null
  version integer not null default 1,          -- grows with every change an answer could depend on
  is_sample boolean not null default false,
  created_at timestamptz not null,
  deleted_at timestamptz
);
create index conversation_by_number on conversation (number);
create index conversation_by_inbox on conversation (inbox_id, status, last_message_at desc, id desc) where merged_into is null and deleted_at is null and held is null;
create index conversation_by_assignee on conversation (assignee_id, status, last_message_at desc, id desc) where merged_into is null and deleted_at is null and held is null;
create index conversation_by_time on conversation (last_message_at desc, id desc) where merged_into is null and deleted_at is null and held is null;
create index conversation_by_status on conversation (status, last_message_at desc, id desc) where merged_into is null and deleted_at is null and held is null;
create index conversation_by_team on conversation (team_id, status, last_message_at desc, id desc) where merged_into is null and deleted_at is null and held is null;
create index conversation_held on conversation (last_message_at desc, id desc) where held is not null and merged_into is null and deleted_at is null;
create index conversation_by_contact on conversation (contact_id, last_message_at desc);
create index conversation_by_company on conversation (company_id, last_message_at desc);
create index conversation_by_tags on conversation using gin (tags);
create index conversation_snoozed on conversation (snoozed_until) where snoozed_until is not null;
create index conversation_merged on conversation (merged_into) where merged_into is not null;

create table participant (
  conversation_id bigint not null,
  address text not null,                       -- normalised
  name text not null default '',
  contact_id bigint,
  role text not null,                          -- requester, sender (wrote, unasked), cc
  since timestamptz not null,                  -- sees nothing older by default
  primary key (conversation_id, address)
);

create table message (
  conversation_id bigint not null,
  id bigint not null,
  inbox_id bigint not null,
  direction text not null,                     -- in, out
  kind text not null default 'message',        -- message, auto-reply, bounce, list, system
  author_id bigint,                            -- the user who wrote it; null when it came in or was automatic
  sender jsonb not null,                       -- {name, address}; the first From
  addressees jsonb not null,                   -- {from, replyTo, to, cc, bcc: [{name, address}]}
  subject text not null,
  text text not null,
  html text,                                   -- sanitised; the original is in raw
  reply_end integer not null,                  -- where the visible part of text ends
  language text,
  mail_id text,                                -- Message-ID without <>
  in_reply_to text[] not null default '{}',
  refs text[] not null default '{}',
  raw_id bigint,
  envelope_from text,                          -- '' for the empty path; null when sent, or where there was no envelope
  envelope_to text[] not null default '{}',    -- at which addresses of ours it arrived, plus-parts included
  sent_at timestamptz,                         -- the mail's Date; null when it had none or a bad one
  received_at timestamptz not null,
  is_stranger boolean not null default false,  -- joined a conversation its sender was no part of
  because text not null default '',            -- why it is in this conversation
  bounce jsonb,
  warnings text[] not null default '{}',
  is_degraded boolean not null default false,
  primary key (conversation_id, id)
);

create table attachment (
  conversation_id bigint not null,
  message_id bigint not null,
  id bigint not null,
  part integer,                                -- its place in the raw mail; null when it lies in a blob of its own
  blob_id bigint,
  name text not null,
  type text not null,
  size integer not null,
  sha256 text not null,
  content_id text,
  is_inline boolean not null default false,
  primary key (conversation_id, message_id, id)
);

create table upload (
  id bigint primary key,
  user_id bigint,
  blob_id bigint not null,
  name text not null,
  type text not null,
  size integer not null,
  sha256 text not null,
  created_at timestamptz not null              -- unused after a day: swept
);

create table note (
  conversation_id bigint not null,
  id bigint not null,
  author_id bigint,
  text text not null,
  created_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  primary key (conversation_id, id)
);

create table delivery (
  conversation_id bigint not null,
  message_id bigint not null,
  recipient text not null,
  state text not null,                         -- queued, sending, delivered, delayed, failed, suppressed, uncertain, cancelled
  response text,
  changed_at timestamptz not null,
  primary key (conversation_id, message_id, recipient)
);

create table seen (
  conversation_id bigint not null,
  user_id bigint not null,
  seen_at timestamptz not null,
  primary key (conversation_id, user_id)
);

-- Who may not come in twice, and which conversation a Message-ID belongs to. Small tables of their own: they span conversations.
create table message_key (
  inbox_id bigint not null,
  key bytea not null,                          -- of the exact copy, or of Message-ID and body
  conversation_id bigint not null,
  message_id bigint not null,
  primary key (key, inbox_id)
);
create table thread_key (
  inbox_id bigint not null,
  hash bytea not null,                         -- of a Message-ID
  message_id bigint not null,
  conversation_id bigint not null,
  is_own boolean not null,                     -- this message has the ID; otherwise it only refers to it
  sent_at timestamptz not null,
  primary key (inbox_id, hash, message_id)
);
create table subject_key (
  inbox_id bigint not null,
  hash bytea not null,                         -- of base subject and correspondent
  conversation_id bigint not null,
  last_at timestamptz not null,
  is_orphan boolean not null default false,    -- an answer without references opened it: its question may still come
  primary key (inbox_id, hash, conversation_id)
);

-- ── routing ────────────────────────────────────────────────────────────────────────────────────────────────────────

create table rule (
  id bigint primary key,
  position integer not null,
  name text not null,
  inbox_id bigint,                             -- null: every inbox
  occasion text not null,                      -- message.received, conversation.changed
  condition jsonb not null,
  actions jsonb not null,
  is_enabled boolean not null default true,
  version integer not null default 1,
  is_sample boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create table routing (
  conversation_id bigint not null,
  id bigint not null,
  message_id bigint,
  because text not null,                       -- readable in one glance
  trace jsonb not null,                        -- rule by rule: which conditions held, with which values, what was done
  at timestamptz not null,
  primary key (conversation_id, id)
);
create table auto_reply (
  inbox_id bigint not null,
  address text not null,
  sent_at timestamptz not null,
  primary key (inbox_id, address)
);

-- ── search ─────────────────────────────────────────────────────────────────────────────────────────────────────────

create table message_search (
  conversation_id bigint not null,
  message_id bigint not null,
  inbox_id bigint not null,
  bucket integer not null,                     -- months since 1970
  at timestamptz not null,
  tokens tsvector not null,                    -- each with its month in front: newest first, a prefix too
  primary key (conversation_id, message_id)
);
create index message_search_by_token on message_search using gin (tokens);
create index message_search_by_bucket on message_search (bucket);
create table search_pending (
  message_id bigint primary key,
  conversation_id bigint not null,
  since timestamptz not null
);
