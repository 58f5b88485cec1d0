-- A conversation may be kept to named people: whoever sees its inbox and is not among them has no such conversation, not in a list,
-- a count, a search or a live event. What counts or lists conversations without asking who looks must leave out what is private.

alter table conversation add column private_at timestamptz; -- null: open to whoever sees its inbox
create index conversation_private on conversation (inbox_id) where private_at is not null;

create table conversation_member (
  conversation_id bigint not null,
  user_id bigint not null,
  since timestamptz not null,
  until timestamptz,                           -- an administrator who looked in, with a reason: until then; null: one of those it is kept to
  primary key (conversation_id, user_id)
);
create index conversation_member_by_user on conversation_member (user_id, conversation_id);
