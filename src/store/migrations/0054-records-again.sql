-- Companies and deals come in from files as contacts do, each step by where its rows begin; tasks are about deals; who became part of
-- somebody who became part of another is that other.

alter table contact_import
  add column noun text not null default 'contact', -- contact, company, deal
  add column marks jsonb not null default '[]';    -- where every thousandth row begins: characters, line
alter table contact_import_row rename column contact_id to record_id; -- the contact, company or deal
alter index contact_import_row_by_contact rename to contact_import_row_by_record;

alter table task add column deal_id bigint;
create index task_of_deal on task (deal_id, id) where deal_id is not null;

create index log_lesson_by_subject on log_lesson (subject_id);
create index log_lesson_by_to on log_lesson (to_id) where to_id is not null;

-- Until now a record told only whom it became part of first.
with recursive head as (
  select id as part, merged_into as into_id from contact where merged_into is not null
  union all select head.part, next.merged_into from head join contact next on next.id = head.into_id where next.merged_into is not null
)
update contact set merged_into = last.into_id
  from (select distinct on (h.part) h.part, h.into_id from head h join contact c on c.id = h.into_id and c.merged_into is null) last
  where contact.id = last.part and contact.merged_into <> last.into_id;
with recursive head as (
  select id as part, merged_into as into_id from company where merged_into is not null
  union all select head.part, next.merged_into from head join company next on next.id = head.into_id where next.merged_into is not null
)
update company set merged_into = last.into_id
  from (select distinct on (h.part) h.part, h.into_id from head h join company c on c.id = h.into_id and c.merged_into is null) last
  where company.id = last.part and company.merged_into <> last.into_id;

-- Lists by name.
create index contact_by_name on contact (lower(name), id) where merged_into is null;
create index company_by_name on company (lower(name), id) where merged_into is null;
