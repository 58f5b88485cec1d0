-- What only one may have: an upload of a token that acts for itself, a change that one person is told of.

alter table upload add column token_id bigint; -- the very token, where it is the desk's own or for some inboxes only
alter table change add column user_id bigint;  -- of those who may know, only this user; null: all of them
