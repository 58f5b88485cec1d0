-- Where more mail waits than can be filed, everybody's is filed first, not a thousand of one sender's (flows/intake/turns.ts).

alter table intake add column turn_at timestamptz not null default now(); -- in this order it is taken up; nothing waits for its turn
create index intake_turn on intake (turn_at, id);
drop index intake_waiting;
