// What a split looks at, and what it remembers for its undo.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Changed } from './state.ts'

export interface Person {
  name: string
  address: string
}

export interface Told {
  id: Id
  conversation_id: Id
  direction: string
  kind: string
  sender: Person
  addressees: Record<'from' | 'to' | 'cc', Person[]>
  subject: string
  is_stranger: boolean
  because: string
  received_at: Date
}

export interface Participant {
  conversation_id: Id
  address: string
  name: string
  contact_id: Id | null
  role: string
  since: Date
}

export interface Moved {
  id: Id
  from: Id
  because: string
  is_stranger: boolean
}

/** As stored in `split_undo`. */
export interface Split extends Changed {
  /** The conversation that the first of the messages lay in. */
  home: Id
  /** How the new one began. */
  made: Changed['left']
  moved: Moved[]
  participants: Participant[]
  isUndone?: true
}

export async function toldIn(tx: Tx, family: Id[]): Promise<Told[]> {
  return await tx.query<Told>({
    text: `select id, conversation_id, direction, kind, sender, addressees, subject, is_stranger, because, received_at from message
      where conversation_id = any($1::bigint[]) order by received_at, id`,
    values: [family],
  })
}
