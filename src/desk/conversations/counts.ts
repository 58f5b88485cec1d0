// How many conversations wait where. Open ones are few, so they are counted; what is done with is not.
import { sql } from 'kysely'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { unreadBy, visibleConversations } from './views.ts'

interface Counts {
  views: Record<string, number>
  inboxes: Record<string, { open: number; unassigned: number }>
}

export async function countViews(tx: Tx, actor: Actor): Promise<Counts> {
  const snoozed = sql<boolean>`coalesce(conversation.snoozed_until > now(), false)`
  const rows = (await visibleConversations(tx, actor)
    .where((is) => is.or([is('conversation.status', '<>', 'resolved'), is('conversation.held', 'is not', null)]))
    .select([
      'conversation.inbox_id as inbox_id',
      sql<string>`case when held is not null then 'held' when status = 'waiting' then 'waiting' when ${snoozed} then 'snoozed' else 'open' end`.as(
        'state',
      ),
      sql<boolean>`assignee_id is null`.as('unassigned'),
      sql<boolean>`coalesce(assignee_id = ${actor.id ?? '0'}, false)`.as('mine'),
      unreadBy(actor).as('unread'),
      sql<string>`count(*)`.as('count'),
    ])
    .groupBy(sql`1, 2, 3, 4, 5`)
    .execute()) as unknown as {
    inbox_id: string
    state: string
    unassigned: boolean
    mine: boolean
    unread: boolean
    count: string
  }[]
  const counts: Counts = {
    views: { open: 0, mine: 0, unassigned: 0, unread: 0, waiting: 0, snoozed: 0, held: 0 },
    inboxes: {},
  }
  for (const id of actor.inboxIds) counts.inboxes[id] = { open: 0, unassigned: 0 }
  for (const row of rows) {
    const count = Number(row.count)
    const add = (view: string) => (counts.views[view] = (counts.views[view] ?? 0) + count)
    add(row.state)
    if (row.state !== 'open') continue
    if (row.mine) add('mine')
    if (row.unassigned) add('unassigned')
    if (row.unread) add('unread')
    const inbox = (counts.inboxes[row.inbox_id] ??= { open: 0, unassigned: 0 })
    inbox.open += count
    if (row.unassigned) inbox.unassigned += count
  }
  return counts
}
