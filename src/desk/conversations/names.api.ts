// The words that conversations and their lists are told apart by: for schemas, and for pages, which need no schema to name them.

/** The ready-made views. `mine`, `unassigned` and `unread` are open conversations; `snoozed` wake by themselves. */
export const viewNames = [
  'open',
  'mine',
  'unassigned',
  'unread',
  'waiting',
  'snoozed',
  'resolved',
  'all',
  'held',
] as const
export const statuses = ['open', 'waiting', 'resolved'] as const
export const priorities = ['low', 'normal', 'high', 'urgent'] as const
export const sorts = ['newest', 'oldest', 'due', 'waiting'] as const
