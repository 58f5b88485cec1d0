// Conversations that went from hand to hand: each handover costs the customer time, and says that routing did not know.
import { sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Handovers } from './health.api.ts'
import { shareOf } from './shares.ts'

const MANY = 3
const SHOWN = 20
/** Handovers that are looked at, the newest of a period. */
const MOST = 100_000

/** From somebody to somebody: being given to the first, or taken from the last, is none. */
export async function handoversSince(tx: Tx, actor: Actor, since: Date): Promise<Handovers> {
  const { rows } = await sql<Found>`
    with handed as (
      select e.subject_id, e.id, split_part(e.name, '.', 2) as what, e.data from event e
      where e.name in ('conversation.assigned', 'conversation.teamChanged', 'conversation.moved')
        and e.id >= ${firstIdAt(since.getTime())}::bigint and e.data ->> 'from' is not null and e.data ->> 'to' is not null
      order by e.id desc limit ${MOST}),
    chained as (
      select subject_id, count(*)::int as times,
        array_agg(kind || (data ->> 'to') order by id) as went, (array_agg(kind || (data ->> 'from') order by id))[1] as began
      from handed cross join lateral (select case what when 'assigned' then 'user:' when 'teamChanged' then 'team:' else 'inbox:' end as kind) named
      group by subject_id)
    select c.id as "conversationId", c.number, c.subject, chained.times, array_prepend(began, went) as chain,
      count(*) over () as conversations, count(*) filter (where times >= ${MANY}) over () as many
    from chained join conversation c on c.id = chained.subject_id
    where c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null and ${openTo(tx, actor, 'c')}
    order by chained.times desc, c.id desc limit ${SHOWN}`.execute(tx.db)
  const [first] = rows
  const conversations = Number(first?.conversations ?? 0)
  return {
    conversations,
    many: shareOf(Number(first?.many ?? 0), conversations),
    worst: rows
      .filter((row) => row.times >= MANY)
      .map(({ conversationId, number, subject, chain }) => ({
        conversationId,
        number,
        subject,
        chain,
        cameBack: new Set(chain).size < chain.length,
      })),
  }
}

interface Found {
  conversationId: Id
  number: string
  subject: string
  times: number
  chain: string[]
  conversations: string
  many: string
}
