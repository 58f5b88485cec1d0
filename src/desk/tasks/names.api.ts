// Whose tasks a list can hold: for its schema, and for the page's address.
export const whoseNames = ['mine', 'teams', 'asked', 'nobody', 'all'] as const
