-- What a message is beside its words: an invitation, and whether somebody signed or encrypted it.
alter table message add column invitation jsonb; -- as mail/calendar reads it; null: it is none
alter table message add column protection jsonb; -- {scheme, isSigned, isEncrypted}; null: neither
