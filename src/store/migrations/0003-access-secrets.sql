-- Mail that opens an account to whoever reads it (one-time codes, links that sign in) is told apart. Its words stay in the raw
-- mail alone: text is empty and html null, so that no list, search, rule or quotation can give them away.
alter table message add column secret text; -- "code: why" or "link: why", without the secret; null: it is none
