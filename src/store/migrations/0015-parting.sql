-- Conversations are split, and splits and merges undone. What their undo gives back is kept with the conversation that came of it.

alter table conversation add column merge_undo jsonb;   -- of a merged one: what its merging changed (desk/conversations/state.ts); null: merged before this was kept
alter table conversation add column split_undo jsonb;   -- of one that was split off: which messages were moved, and what that changed
alter table conversation add column parted_from bigint; -- a person took it out of that one: no mail brings the two together again
create index conversation_split on conversation ((split_undo ->> 'head')) where split_undo is not null;
