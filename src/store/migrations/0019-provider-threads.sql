-- Mail that is read from Gmail brings the number of its exchange there.

alter table intake add column provider_thread text;          -- X-GM-THRID; null where the provider names none
