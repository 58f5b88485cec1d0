-- What the lists and searches of a large desk still paid for (decision 21).

-- What is urgent of a category: two filters that go together, and which each alone leave too much. Most conversations are of normal
-- priority and have no row here.
create index conversation_by_category_priority on conversation (category_id, priority, shelf, last_message_at desc, id desc)
  include (inbox_id, assignee_id, team_id, last_inbound_at, private_at)
  where shelf is not null and category_id is not null and priority <> 'normal';

-- What waits to be sorted into the index is read whole by each of the many small walks of a search: the worker sorts it in after
-- every batch, and without the worker it stays short.
alter index message_search_by_token set (gin_pending_list_limit = 512);
