// How many conversations wait where. Open ones are what a desk works on and few, so they are counted; those that wait for a
// customer pile up, so their count stops at a bound; what is done with is not counted at all.
import { sql } from 'kysely'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { unreadBy, visibleConversations } from './views.ts'

interface Counts {
  views: Record<string, number>
  inboxes: Record<string, { open: number; unassigned: number }>
}

/** From here on the exact number no longer matters to anybody; the screen says so. */
const MOST = 10_000

export async function countViews(tx: Tx, actor: Actor): Promise<Counts> {
  const counts: Counts = {
    views: { open: 0, mine: 0, unassigned: 0, unread: 0, waiting: 0, snoozed: 0, held: 0 },
    inboxes: Object.fromEntries(actor.inboxIds.map((id) => [id, { open: 0, unassigned: 0 }])),
  }
  if (actor.inboxIds.length === 0) return counts
  counts.views.waiting = await countUpTo(tx, actor, sql<boolean>`status = 'waiting' and held is null`)
  counts.views.held = await countUpTo(tx, actor, sql<boolean>`held is not null`)
  const add = (view: string, count: number) => {
    counts.views[view] = (counts.views[view] ?? 0) + count
  }
  for (const row of await openOnes(tx, actor)) {
    const count = Number(row.count)
    if (row.snoozed) {
      add('snoozed', count)
      continue
    }
    add('open', count)
    if (row.mine) add('mine', count)
    if (row.unassigned) add('unassigned', count)
    if (row.unread) add('unread', count)
    const inbox = (counts.inboxes[row.inbox_id] ??= { open: 0, unassigned: 0 })
    inbox.open += count
    if (row.unassigned) inbox.unassigned += count
  }
  return counts
}

interface OpenOnes {
  inbox_id: string
  snoozed: boolean
  unassigned: boolean
  mine: boolean
  unread: boolean
  count: string
}

async function openOnes(tx: Tx, actor: Actor): Promise<OpenOnes[]> {
  const rows = await visibleConversations(tx, actor)
    .where('conversation.status', '=', 'open')
    .where('conversation.held', 'is', null)
    .select([
      'conversation.inbox_id as inbox_id',
      sql<boolean>`coalesce(conversation.snoozed_until > now(), false)`.as('snoozed'),
      sql<boolean>`assignee_id is null`.as('unassigned'),
      sql<boolean>`coalesce(assignee_id = ${actor.id ?? '0'}, false)`.as('mine'),
      unreadBy(actor).as('unread'),
      sql<string>`count(*)`.as('count'),
    ])
    .groupBy(sql`1, 2, 3, 4, 5`)
    .execute()
  return rows as unknown as OpenOnes[]
}

async function countUpTo(tx: Tx, actor: Actor, which: ReturnType<typeof sql<boolean>>): Promise<number> {
  const some = visibleConversations(tx, actor)
    .where(which)
    .select(sql<number>`1`.as('one'))
    .limit(MOST)
  const { count } = await tx.db
    .selectFrom(some.as('some'))
    .select((is) => is.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
