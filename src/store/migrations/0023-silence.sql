-- When mail usually comes to a mailbox, and whether it has been silent for longer than that.

create table mailbox_arrival (
  mailbox_id bigint not null,
  hour timestamptz not null,                   -- its beginning; when the server took the mails in
  count integer not null,
  primary key (mailbox_id, hour)
);

alter table mailbox add column last_mail_at timestamptz;       -- when its server took in the newest mail that was read
alter table mailbox add column silent_since timestamptz;       -- the same, while it is silent for longer than is usual
alter table mailbox add column silent_expected real;           -- how many mails would usually have come since then
