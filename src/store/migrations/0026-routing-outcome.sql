-- What each mail was given by its routing, as data beside the words: inbox, category, priority, team, assignee, and the rule that
-- gave each. Null: from before.
alter table routing add column outcome jsonb;
