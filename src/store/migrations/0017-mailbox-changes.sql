-- What Postroom changes on the server of a mailbox, what people sent from there, and where both sides changed one thing at once.

alter table mailbox add column tell_resolved text not null default 'nothing'; -- nothing; archive: mails of a resolved conversation are moved there; mark: they get the keyword $Done
alter table mailbox add column tell_deleted text not null default 'nothing';  -- nothing; trash; expunge: for good
alter table mailbox add column tell_flagged text not null default 'nothing';  -- nothing; flag: as the tag "flagged" comes and goes
alter table mailbox add column tell_seen text not null default 'never';       -- never; opened: by anybody; handled: answered or resolved
alter table mailbox add column tell_sent text not null default 'nothing';     -- nothing; append: answers lie in the folder of sent mail too
alter table mailbox add column on_sent text not null default 'nothing';       -- nothing; file: answers that people send from there are answers here
alter table mailbox add column archive_folder text;                           -- null: by its special use or its name
alter table mailbox add column sent_folder text;                              -- likewise
alter table mailbox add column status_rule text not null default 'postroom';  -- who wins where both sides changed it: postroom, server, later
alter table mailbox add column flag_rule text not null default 'later';
alter table mailbox add column agreed_at timestamptz;                         -- when its folder was last compared to the end

-- What the desk did and a server has to hear of, in the transaction in which it was done; gone once the server has it.
create table mailbox_change (
  mailbox_id bigint not null,
  id bigint not null,
  conversation_id bigint not null,
  message_id bigint not null default 0,        -- of what was sent; 0: all mails of the conversation
  field text not null,                         -- status, deleted, flagged, seen, sent
  wanted text not null,                        -- open, resolved; yes, no
  wanted_at timestamptz not null,
  actor_id bigint,                             -- null: Postroom itself
  attempts integer not null default 0,
  run_at timestamptz not null,
  failed_at timestamptz,                       -- given up; somebody may let it be tried again
  error text,
  primary key (mailbox_id, id)
);
create unique index mailbox_change_once on mailbox_change (mailbox_id, conversation_id, field, message_id);
create index mailbox_change_due on mailbox_change (mailbox_id, run_at) where failed_at is null;

-- Both sides changed one thing since they last agreed: what each said, and who won by which rule.
create table mailbox_conflict (
  mailbox_id bigint not null,
  id bigint not null,
  conversation_id bigint not null,
  message_id bigint,
  field text not null,                         -- status, flagged, seen
  desk_value text not null,                    -- open, waiting, resolved, deleted; yes, no
  desk_at timestamptz not null,
  desk_actor_id bigint,
  server_value text not null,                  -- inbox, archive, trash; yes, no
  server_at timestamptz not null,              -- when it was noticed: servers do not tell when it was done
  rule text not null,                          -- postroom, server, later; mass: too many were thrown away at once
  winner text not null,                        -- desk, server
  at timestamptz not null,
  undone_at timestamptz,                       -- since when the other value holds
  undone_by bigint,
  primary key (mailbox_id, id)
);
create index mailbox_conflict_by_conversation on mailbox_conflict (conversation_id);
