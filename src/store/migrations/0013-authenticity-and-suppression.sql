-- Whether a mail's sender is who it says, and to which addresses nothing is sent any more.

alter table message add column authenticity jsonb; -- as mail/authenticity has it; {result: pending} while name servers are asked; null: nobody was asked

-- Mail to it came back for good. Of the whole desk: an address is good or useless for every inbox.
create table suppression (
  address text primary key,
  reason text not null,                        -- one of mail/bounce/reason-names
  response text not null,                      -- what the other server said
  conversation_id bigint not null,             -- of the message that came back
  message_id bigint not null,
  since timestamptz not null
);
