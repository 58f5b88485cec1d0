// One deal as its page shows it: where it was, which conversations belong to it, and what happened.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { OutputOf } from '../../kit/route.ts'
import { ask } from '../../store/access/composed.ts'
import { historyOf } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { openTo } from '../conversations/privacy.ts'
import type { Actor } from '../users/permissions.ts'
import type { readDeal } from './deals.api.ts'
import { shownDeals, type DealRow } from './rows.ts'

type Whole = OutputOf<typeof readDeal>

/** Of the history, of the stays and of the conversations. */
const LAST = 100

export async function wholeDeal(tx: Tx, actor: Actor, row: DealRow): Promise<Whole> {
  const [deal] = await shownDeals(tx, actor, [row])
  const history = (await historyOf(tx, row.id)).slice(-LAST)
  return {
    ...(deal as NonNullable<typeof deal>),
    stays: await staysOf(tx, row.id),
    conversations: await linkedOf(tx, actor, row.id),
    history: history.map(({ id, name, at, actorId, data }) => ({ id, name, at: at.toISOString(), actorId, data: shownData(data) })), // prettier-ignore
  }
}

/** Not which conversations: those are named to whoever sees them. */
const shownData = (data: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(data).filter(([key]) => key !== 'sourceId' && key !== 'conversationId'))

async function staysOf(tx: Tx, dealId: Id): Promise<Whole['stays']> {
  const rows = await tx.query<{ stageId: Id; stage: string; at: Date; by: Id | null; until: Date | null }>({
    name: 'deal-stays',
    text: `select * from (select y.id, y.stage_id as "stageId", s.name as stage, y.entered_at as at, y.entered_by as by, y.left_at as until
        from deal_stay y join stage s on s.id = y.stage_id where y.deal_id = $1 order by y.id desc limit ${LAST}) last order by id`,
    values: [dealId],
  })
  return rows.map(({ stageId, stage, at, by, until }) => ({
    stageId,
    stage,
    enteredAt: at.toISOString(),
    enteredById: by,
    leftAt: until?.toISOString() ?? null,
  }))
}

type Linked = Omit<Whole['conversations'][number], 'lastMessageAt'> & { lastMessageAt: Date }

async function linkedOf(tx: Tx, actor: Actor, dealId: Id): Promise<Whole['conversations']> {
  const rows = await ask(
    tx,
    'deal-linked',
    sql<Linked>`select c.id, c.number, c.subject, c.status, c.last_message_at as "lastMessageAt", l.because, l.confidence, l.linked_by as "linkedById"
      from deal_conversation l join conversation asked on asked.id = l.conversation_id
      join conversation c on c.id = coalesce(asked.merged_into, asked.id)
      where l.deal_id = ${dealId}::bigint and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null
        and ${openTo(tx, actor, 'c')} order by l.linked_at desc, l.conversation_id limit ${sql.lit(LAST)}`,
  )
  const once = [...new Map(rows.map((row) => [row.id, row])).values()]
  return once.map((row) => ({ ...row, lastMessageAt: row.lastMessageAt.toISOString() }))
}
