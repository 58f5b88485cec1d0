-- Rules that wait, rules that act once a cycle, and inboxes in which the first rule that holds is the last.

alter table rule add column after jsonb;       -- how long it waits before it is asked again, and what calls it off; null: at once
alter table inbox add column is_first_rule_last boolean not null default false;

create table rule_course (
  conversation_id bigint not null,
  rule_id bigint not null,
  cycle_id bigint not null,                    -- the newest message by a person when it held: it acts once until there is another
  message_id bigint not null,                  -- the message it was read with, and will be read with again
  held_at timestamptz not null,
  due_at timestamptz not null,                 -- when it was, or will be, carried out
  settled_at timestamptz,                      -- when that was done, or came to nothing; null: it waits
  primary key (conversation_id, rule_id)
);
