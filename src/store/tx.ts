// What every verb is handed first: one transaction, the instant it happens at, and who acts.
import type { Kysely } from 'kysely'
import type { Id } from '../kit/id.ts'
import type { Tables } from './tables.ts'

/** A statement PostgreSQL prepares once per connection: `name` stands for exactly this `text`, everywhere. Without a name, not prepared. */
export interface Named {
  name?: string
  text: string
  values: unknown[]
}

/** What other work of this process may be waiting for; told after the commit, never before. */
export type Wake = 'change' | 'job' | 'intake' | 'outbox' | 'mailbox'

/** A job that follows an event only where it is of this kind, so that most cost nothing. */
export interface Follow {
  kind: string
  when: (data: Readonly<Record<string, unknown>>) => boolean
}

/** Which job kinds follow an event, by the event's name: the switchboard's page as data. */
export type Follows = Readonly<Record<string, readonly (string | Follow)[]>>

export interface Tx {
  /** Composed queries. Bound to this transaction's one connection; statements run one after another, whoever waits. */
  db: Kysely<Tables>
  /** Hand-written hot statements, prepared. int8 arrives as text, timestamptz as Date, jsonb parsed. */
  query: <T>(named: Named) => Promise<T[]>
  now: Date
  /** Null: Postroom itself. */
  actorId: Id | null
  requestId: string | null
  mint: () => Id
  follows: Follows
  /** Whom to wake once this is committed. */
  wake: Set<Wake>
  /** Run in this process once it is committed, never when it was undone: counting, not changing. */
  afterCommit: (() => void)[]
}
