-- Remote images of mail: who wants them shown, and what was fetched, so that a second look tells their sender nothing.

alter table message add column images_at timestamptz; -- since when its remote images are shown; null: nobody has asked for them
alter table "user" add column reading jsonb not null default '{}'; -- how they like mail shown: {"mail": "text", "font": "fixed"}

-- Senders whose remote images are shown without asking, where it is proven that they are the sender.
create table image_sender (
  address text primary key,                    -- normalised
  user_id bigint,                              -- who said so; null: a program
  since timestamptz not null
);

create table remote_image (
  conversation_id bigint not null,
  message_id bigint not null,
  hash bytea not null,                         -- SHA-256 of its address
  blob_id bigint,                              -- null: it could not be shown
  type text,
  size integer not null,                       -- bytes; 0 where there are none
  fetched_at timestamptz not null,
  primary key (conversation_id, message_id, hash)
);
create index remote_image_by_age on remote_image (fetched_at);
