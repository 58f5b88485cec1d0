// What points at a contact or a company, by an index: it follows when two become one. A table that begins to point here has its line here.

export interface Follower {
  table: string
  column: string
  /** Its primary key. */
  key: readonly string[]
}

export const followersOf: Record<'contact' | 'company', readonly Follower[]> = {
  contact: [
    { table: 'conversation', column: 'contact_id', key: ['id'] },
    { table: 'task', column: 'contact_id', key: ['id'] },
    { table: 'deal_contact', column: 'contact_id', key: ['deal_id', 'contact_id'] },
    { table: 'enrolment', column: 'contact_id', key: ['id'] },
  ],
  company: [
    { table: 'conversation', column: 'company_id', key: ['id'] },
    { table: 'task', column: 'company_id', key: ['id'] },
    { table: 'deal', column: 'company_id', key: ['id'] },
    { table: 'contact', column: 'company_id', key: ['id'] },
    { table: 'company', column: 'parent_id', key: ['id'] },
  ],
}
