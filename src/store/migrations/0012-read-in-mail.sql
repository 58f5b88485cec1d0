-- What is read in a mail beyond its words: which stretches of the visible part are quoted, and what a signature told of a contact
-- once somebody accepted it.

alter table message add column folded integer[] not null default '{}'; -- stretches of text before reply_end that are quoted: start, end, start, end …
alter table contact add column title text;           -- what they do at their company, in their words
alter table contact add column website text;
alter table contact add column postal_address text;  -- lines as they were written
