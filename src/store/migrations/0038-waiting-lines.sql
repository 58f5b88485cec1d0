-- What waits to be given to somebody, by its kind and since when: of each kind the first are found by one step. Only what waits stands here.
create index conversation_waiting on conversation (inbox_id, coalesce(team_id, 0), priority, coalesce(category_id, 0), coalesce(language, ''),
  coalesce(waiting_since, last_message_at), id) where shelf = 'open' and assignee_id is null and private_at is null;
