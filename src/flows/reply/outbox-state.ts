// Whether mail goes out: how much waits that should have left, since when, what the last server said, and when one was last taken.
import { type RawBuilder, sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { must } from '../../kit/must.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'

export interface OutboxState {
  /** Messages that should have left; not those that can still be called back. */
  waiting: number
  /** When the oldest of them was written. */
  oldest: Date | null
  /** What keeps the one that was tried last; addresses are left out. */
  lastError: string | null
  /** When a server last took one. */
  lastSent: Date | null
}

/** Of those sent last so many are looked at, for one that `seenBy` sees. */
const RECENT = 500

/** `seenBy`: of conversations that they see; left out, of all. */
export async function outboxState(tx: Tx, seenBy?: Actor): Promise<OutboxState> {
  const isSeen = seenBy ? seenIn(tx, seenBy) : sql<boolean>`true`
  const [row] = await ask(
    tx,
    'outbox-state',
    sql<OutboxState>`with waiting as materialized (select queued_at, run_at, response from outbox o
        where state in ('queued', 'deferred', 'sending') and (state <> 'queued' or run_at <= ${tx.now}) and ${isSeen})
      select (select count(*)::int from waiting) as waiting, (select min(queued_at) from waiting) as oldest,
        (select response from waiting where response is not null order by run_at desc limit 1) as "lastError",
        (select ended_at from (select id, conversation_id, ended_at from outbox where state = 'accepted'
          order by id desc limit ${RECENT}) o where ${isSeen} order by o.id desc limit 1) as "lastSent"`,
  )
  const state = must(row, 'a count')
  return { ...state, lastError: state.lastError && withoutAddresses(state.lastError) }
}

/** Whether the conversation of a row, by the name `o`, is one that this actor sees; of a merged one its head counts. */
function seenIn(tx: Tx, actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`exists (select from conversation one join conversation head on head.id = coalesce(one.merged_into, one.id)
    where one.id = o.conversation_id and head.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and head.deleted_at is null
      and ${openTo(tx, actor, 'head')})`
}

/** Whom it was for is not said where nobody asks about the conversation. */
function withoutAddresses(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => (word.includes('@') ? '…' : word))
    .join(' ')
}
