// What a timeline can be of: for its schema, and for the page's address.
export const nouns = ['contact', 'company', 'deal'] as const
