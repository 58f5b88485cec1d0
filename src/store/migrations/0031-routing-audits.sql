-- Audits of routing: samples of what was routed, judged a second time by people who are not shown what was decided.

create table routing_audit (
  id bigint primary key,
  since timestamptz not null,
  until timestamptz not null,
  inbox_ids bigint[] not null,                 -- drawn from
  population integer not null,                 -- conversations there were to draw from
  created_by bigint,                           -- null: Postroom, by the plan
  created_at timestamptz not null,
  signed_by bigint,
  signed_name text,                            -- as it stood then
  signed_at timestamptz,
  conclusion text not null default ''
);

create table routing_audit_mail (
  audit_id bigint not null,
  conversation_id bigint not null,
  place integer not null,                      -- in the order of the draw
  message_id bigint not null,
  outcome jsonb not null,                      -- what was decided, as it was when this was drawn
  inbox_id bigint,                             -- where its judge says it belongs; null: not judged
  category_id bigint,
  is_unsure boolean not null default false,
  comment text not null default '',
  judged_by bigint,
  judged_at timestamptz,
  primary key (audit_id, conversation_id),
  unique (audit_id, place)
);
