// Drawing the sample of an audit: each conversation that was opened in the period and routed has the same chance.
import { sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Outcome } from '../../desk/rules/outcome.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export interface Drawn {
  conversationId: Id
  messageId: Id
  outcome: Outcome
}

interface Wanted {
  since: Date
  until: Date
  inboxIds: readonly Id[]
  size: number
  /** The same seed draws the same out of the same conversations. */
  seed: Id
}

/**
 * Of what `actor` sees, without what is private, binned or held, and without mails that hide a way to sign in: their judge reads them.
 * Conversations lie in the order in which they were opened, so a period is a stretch of their key.
 */
export async function draw(
  tx: Tx,
  actor: Actor,
  { since, until, inboxIds, size, seed }: Wanted,
): Promise<{ population: number; drawn: Drawn[] }> {
  const { rows } = await sql<Drawn & { population: string }>`
    select c.id as "conversationId", first.message_id as "messageId", first.outcome, count(*) over () as population
    from conversation c
      cross join lateral (select message_id, outcome from routing
        where conversation_id = c.id and message_id is not null and outcome is not null order by id limit 1) first
    where c.id >= ${firstIdAt(since.getTime())}::bigint and c.id < ${firstIdAt(until.getTime())}::bigint
      and c.inbox_id = any(${[...inboxIds]}::bigint[]) and c.inbox_id = any(${[...actor.inboxIds]}::bigint[])
      and c.deleted_at is null and c.merged_into is null and c.held is null and c.private_at is null and ${openTo(tx, actor, 'c')}
      and not exists (select from message m where m.conversation_id = c.id and m.id = first.message_id and m.secret is not null)
    order by hashint8extended(c.id, ${seed}::bigint), c.id limit ${size}`.execute(tx.db)
  return {
    population: Number(rows[0]?.population ?? 0),
    drawn: rows.map(({ conversationId, messageId, outcome }) => ({ conversationId, messageId, outcome })),
  }
}
