-- Lists and counts of a desk with a million conversations. A conversation lies on one shelf, so that every view is an equality and
-- every list a walk along an index; what lies where is kept as tallies, so that nobody counts.

alter table conversation add column shelf text generated always as (
  case when merged_into is not null or deleted_at is not null then null -- in no view
       when held is not null then 'held'
       when status = 'open' and snoozed_until is not null then 'snoozed' -- until the clock's job has woken it
       else status end) stored;

drop index conversation_by_inbox, conversation_by_assignee, conversation_by_time, conversation_by_status, conversation_by_team, conversation_held;
create index conversation_by_shelf on conversation (shelf, last_message_at desc, id desc) where shelf is not null;
create index conversation_by_inbox on conversation (inbox_id, shelf, last_message_at desc, id desc) where shelf is not null;
create index conversation_unassigned on conversation (inbox_id, last_message_at desc, id desc) where shelf = 'open' and assignee_id is null;
create index conversation_by_assignee on conversation (assignee_id, shelf, last_message_at desc, id desc) where shelf is not null and assignee_id is not null;
create index conversation_by_team on conversation (team_id, shelf, last_message_at desc, id desc) where shelf is not null and team_id is not null;
create index conversation_by_category on conversation (category_id, shelf, last_message_at desc, id desc) where shelf is not null and category_id is not null;
create index conversation_by_priority on conversation (priority, shelf, last_message_at desc, id desc) where shelf is not null and priority <> 'normal';

-- The number under a name is the sum of its rows. A change adds a row and touches none, so that nobody waits for anybody; a job
-- folds them into one now and then. A local table: it spans conversations.
create table tally (
  inbox_id bigint not null,
  user_id bigint not null,                     -- whose; 0: everybody's
  name text not null,                          -- open, unassigned, inbound (open, and something came in), snoozed, waiting, held; mine, read (open, and seen since)
  id bigint not null,
  amount bigint not null,
  primary key (inbox_id, user_id, name, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_insert_threshold = -1);

insert into tally (inbox_id, user_id, name, id, amount)
select inbox_id, user_id, name, 0, count(*) from (
  select c.inbox_id, kept.user_id, kept.name from conversation c, lateral (values
      (0::bigint, c.shelf), (0, case when c.shelf = 'open' and c.assignee_id is null then 'unassigned' end),
      (0, case when c.shelf = 'open' and c.last_inbound_at is not null then 'inbound' end),
      (c.assignee_id, case when c.shelf = 'open' and c.assignee_id is not null then 'mine' end)) as kept (user_id, name)
    where c.shelf in ('open', 'snoozed', 'waiting', 'held') and c.private_at is null and kept.name is not null
  union all
  select c.inbox_id, s.user_id, 'read' from conversation c join seen s on s.conversation_id = c.id and s.seen_at >= c.last_inbound_at
    where c.shelf = 'open' and c.private_at is null) one
group by inbox_id, user_id, name;

-- Customers are found by what the words of their names and addresses begin with.
create index contact_by_words on contact using gin (to_tsvector('simple', name));
create index contact_address_by_words on contact_address using gin (to_tsvector('simple', translate(address, '@.+-_', '     ')));

-- Which buckets message_search has: months since 1970, and from now on days (100000 + days since 1970).
comment on column message_search.bucket is 'months since 1970, or 100000 + days since 1970';
create table search_bucket (bucket integer primary key);
insert into search_bucket select distinct bucket from message_search;
drop index message_search_by_bucket;
-- The words of a message are read by nobody but their index: out of the way, the rest of a hundred messages fits into one page.
alter table message_search alter tokens set storage external, set (toast_tuple_target = 128);
