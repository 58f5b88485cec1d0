-- Who decided what is learned from, so that no one person teaches without bounds in a day (flows/learning/day-share.ts).

alter table example add column actor_id bigint; -- null: decided before this was kept
