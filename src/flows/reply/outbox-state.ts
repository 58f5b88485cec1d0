// Whether mail goes out: how much waits that should have left, since when, what the last server said, and when one was last taken.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'

export interface OutboxState {
  /** Messages that should have left; not those that can still be called back. */
  waiting: number
  /** When the oldest of them was written. */
  oldest: Date | null
  /** What keeps them, those tried last first; addresses are left out. */
  errors: { conversationId: Id; words: string }[]
  /** When a server last took one. */
  lastSent: Date | null
}

const ERRORS = 20

export async function outboxState(tx: Tx): Promise<OutboxState> {
  const [row] = await tx.query<OutboxState>({
    name: 'outbox-state',
    text: `with waiting as materialized (select conversation_id, queued_at, run_at, response from outbox
        where state in ('queued', 'deferred', 'sending') and (state <> 'queued' or run_at <= $1))
      select (select count(*)::int from waiting) as waiting, (select min(queued_at) from waiting) as oldest,
        (select coalesce(json_agg(one), '[]') from (select conversation_id::text as "conversationId", response as words from waiting
          where response is not null order by run_at desc limit ${ERRORS}) one) as errors,
        (select ended_at from outbox where state = 'accepted' order by id desc limit 1) as "lastSent"`,
    values: [tx.now],
  })
  const { errors, ...state } = must(row, 'a count')
  return { ...state, errors: errors.map((one) => ({ ...one, words: withoutAddresses(one.words) })) }
}

/** Whom it was for is the business of who sees the conversation. */
function withoutAddresses(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => (word.includes('@') ? '…' : word))
    .join(' ')
}
