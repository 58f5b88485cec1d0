-- The worker sorts in once a second rather than after every batch, as many at once touch each page of the index once. With room for
-- them PostgreSQL does not sort in a part of each batch beforehand.
alter index message_search_by_token set (gin_pending_list_limit = 4096);
