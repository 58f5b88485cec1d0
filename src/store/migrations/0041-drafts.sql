-- Drafts: letters and notes while they are written, kept until they are sent. And what waits for its time: a letter that goes later, an
-- answer that somebody wants to have by then.

create table draft (
  conversation_id bigint not null,             -- of a letter that begins a conversation its own id
  id bigint not null,
  kind text not null,                          -- reply, reply-all, forward, new, note
  inbox_id bigint,                             -- that a new letter leaves from; null: that of its conversation
  message_id bigint,                           -- the message answered; null: none is
  author_id bigint not null,                   -- who began it
  author_ids bigint[] not null,                -- who has written in it
  version integer not null default 1,          -- grows with every save; one against an older version is refused
  written_against integer not null,            -- the version of the conversation that its writer knew
  addressees jsonb not null,                   -- to, cc, bcc
  subject text not null,
  text text not null,
  html text,                                   -- null: plain text
  doc jsonb,                                   -- the words as the editor keeps them; null: as the text says
  with_quote boolean not null,                 -- the message answered stands below
  attachment_ids bigint[] not null,            -- of the message answered, those that go along
  upload_ids bigint[] not null,                -- in the order they were added
  created_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by bigint,
  send_at timestamptz,                         -- when it goes by itself; null: when somebody sends it
  send_by bigint,                              -- in whose name
  send_as jsonb,                               -- what becomes of the conversation then, and the time zone it was said in
  approval_state text,                         -- asked, changes, approved
  approval_asked_by bigint,
  approval_user_id bigint,                     -- who is asked,
  approval_team_id bigint,                     -- or which team
  approval_at timestamptz,
  remarks jsonb not null default '[]',         -- what was said about it, by whom and when, oldest first
  sent_at timestamptz,                         -- it stays a day, so that calling the letter back brings it back
  sent_message_id bigint,
  primary key (conversation_id, id)
);
create index draft_by_writer on draft using gin (author_ids) where sent_at is null;
create index draft_due on draft (send_at) where send_at is not null and sent_at is null;
create index draft_to_approve on draft (approval_user_id, approval_team_id) where approval_state = 'asked' and sent_at is null;
create index draft_by_age on draft (changed_at);
create index draft_sent on draft (sent_message_id) where sent_message_id is not null;

alter table upload
  add column draft_conversation_id bigint,     -- the draft that holds it: it stays as long as that does, for whoever writes in it
  add column draft_id bigint;
create index upload_of_draft on upload (draft_conversation_id, draft_id) where draft_id is not null;

create table follow_up (                       -- a conversation comes back where no answer came by then
  conversation_id bigint primary key,
  message_id bigint not null,                  -- the letter that waits for its answer
  user_id bigint,                              -- who wants to know
  set_at timestamptz not null,
  due_at timestamptz not null
);
create index follow_up_due on follow_up (due_at);

alter table inbox add column approval jsonb;   -- whose letters a colleague has to approve before they go, and who does; null: nobody's
alter table "user" add column send_as text;    -- what Ctrl+Enter does in the composer; null: it sends
