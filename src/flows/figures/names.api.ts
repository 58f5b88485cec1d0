// By what figures are told apart: for their schema, and for the page's address.
export const groupings = ['inbox', 'team', 'person', 'category', 'priority', 'tag'] as const
