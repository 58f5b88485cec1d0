// What a list of deals can hold, and how it can go: for its schema, and for the page's address.
export const dealStates = ['open', 'won', 'lost', 'closed'] as const
export const dealOrders = ['expected', 'resting'] as const
