// What points at a contact or a company, by an index: it follows when two become one. A table that begins to point here has its line here.

export interface Follower {
  table: string
  column: string
  /** Its primary key. */
  key: readonly string[]
  /** A row of the loser's that stays as it is, where the winner (`$1`) has one like it. */
  stays?: string
  /** Of the key the columns that hold no id. */
  words?: readonly string[]
}

/** In one sequence: the loser's ends by itself, as its contact is gone. */
const BOTH_UNDER_WAY = `enrolment.state in ('waiting', 'paused') and exists (select from enrolment twin
  where twin.sequence_id = enrolment.sequence_id and twin.contact_id = $1 and twin.state in ('waiting', 'paused'))`

const lessons = ['subject_id', 'to_id'].map((column) => ({ table: 'log_lesson', column, key: ['kind', 'value', 'subject_id'], words: ['kind', 'value'] })) // prettier-ignore

export const followersOf: Record<'contact' | 'company', readonly Follower[]> = {
  contact: [
    { table: 'conversation', column: 'contact_id', key: ['id'] },
    { table: 'task', column: 'contact_id', key: ['id'] },
    { table: 'deal_contact', column: 'contact_id', key: ['deal_id', 'contact_id'] },
    { table: 'enrolment', column: 'contact_id', key: ['id'], stays: BOTH_UNDER_WAY },
    ...lessons,
  ],
  company: [
    { table: 'conversation', column: 'company_id', key: ['id'] },
    { table: 'task', column: 'company_id', key: ['id'] },
    { table: 'deal', column: 'company_id', key: ['id'] },
    { table: 'contact', column: 'company_id', key: ['id'] },
    { table: 'company', column: 'parent_id', key: ['id'] },
    ...lessons,
  ],
}
