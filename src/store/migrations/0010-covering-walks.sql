-- Lists walk along an index without fetching what they pass by: each index carries what is checked on the way (decision 13).

drop index conversation_by_shelf, conversation_by_inbox, conversation_unassigned, conversation_by_assignee, conversation_by_team,
  conversation_by_category, conversation_by_priority, conversation_by_company, conversation_by_tags, conversation_private;
create index conversation_by_shelf on conversation (shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null;
create index conversation_by_inbox on conversation (inbox_id, shelf, last_message_at desc, id desc)
  include (assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null;
-- The view of all: everything but what is held.
create index conversation_by_time on conversation (last_message_at desc, id desc)
  include (shelf, inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf <> 'held';
create index conversation_by_inbox_time on conversation (inbox_id, last_message_at desc, id desc)
  include (shelf, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf <> 'held';
create index conversation_by_assignee on conversation (assignee_id, shelf, last_message_at desc, id desc)
  include (inbox_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and assignee_id is not null;
create index conversation_by_team on conversation (team_id, shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and team_id is not null;
create index conversation_by_category on conversation (category_id, shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, priority, last_inbound_at, private_at) where shelf is not null and category_id is not null;
create index conversation_by_priority on conversation (priority, shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, category_id, last_inbound_at, private_at) where shelf is not null and priority <> 'normal';

-- A tag, newest first: by its place among the tags of a conversation. Few have more than three.
create index conversation_by_tag_1 on conversation ((tags[1]), shelf, last_message_at desc, id desc)
  include (tags, inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and tags[1] is not null;
create index conversation_by_tag_2 on conversation ((tags[2]), shelf, last_message_at desc, id desc)
  include (tags, inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and tags[2] is not null;
create index conversation_by_tag_3 on conversation ((tags[3]), shelf, last_message_at desc, id desc)
  include (tags, inbox_id, assignee_id, team_id, category_id, priority, last_inbound_at, private_at) where shelf is not null and tags[3] is not null;
create index conversation_by_more_tags on conversation using gin (tags) where cardinality(tags) > 3;
-- What has no tags, which is most, costs these nothing; whoever asks says `tags <> '{}'`.
create index conversation_by_tags on conversation using gin (tags) where tags <> '{}';
create index conversation_by_company on conversation (company_id, last_message_at desc) where company_id is not null;

-- The few private ones of a person are counted one by one (counts.ts), out of the index alone.
create index conversation_private on conversation (id) include (inbox_id, shelf, assignee_id, last_inbound_at, private_at)
  where private_at is not null and shelf in ('open', 'snoozed', 'waiting', 'held');
