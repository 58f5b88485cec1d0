-- What ends with the death of its worker is no failed attempt: it is counted by itself.

alter table job add column deaths integer not null default 0; -- workers that died with it in their hands
