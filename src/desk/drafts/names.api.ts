// Which drafts a list can hold: for its schema, and for the page's address.
export const draftLists = ['mine', 'scheduled', 'approval'] as const
