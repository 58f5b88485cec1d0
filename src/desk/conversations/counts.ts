// How many conversations wait where, as the screen shows it beside the views: read from the tallies, never counted. Only the few
// private ones that somebody is shown are looked at one by one.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { lookingUntil } from './privacy.ts'
import { type Placed, readTallies, talliesOf, type TallyName } from './tally.ts'

interface Counts {
  views: Record<string, number>
  inboxes: Record<string, { open: number; unassigned: number }>
}

export async function countViews(tx: Tx, actor: Actor): Promise<Counts> {
  const counts: Counts = {
    views: { open: 0, mine: 0, unassigned: 0, unread: 0, waiting: 0, snoozed: 0, held: 0 },
    inboxes: Object.fromEntries(actor.inboxIds.map((id) => [id, { open: 0, unassigned: 0 }])),
  }
  if (actor.inboxIds.length === 0) return counts
  const add = (inboxId: Id, name: TallyName, amount: number) => {
    const inbox = counts.inboxes[inboxId]
    if (inbox && (name === 'open' || name === 'unassigned')) inbox[name] += amount
    const view = name === 'inbound' || name === 'read' ? 'unread' : name
    counts.views[view] = (counts.views[view] ?? 0) + (name === 'read' ? -amount : amount)
  }
  for (const { inbox_id, name, amount } of await readTallies(tx, actor.inboxIds, actor.id)) add(inbox_id, name, amount)
  for (const row of await privateOnes(tx, actor)) {
    const readers = row.seen_at ? [{ conversation_id: row.id, user_id: actor.id ?? '', seen_at: row.seen_at }] : []
    for (const { userId, name } of talliesOf({ ...row, private_at: null }, readers))
      if (userId === '0' || userId === actor.id) add(row.inbox_id, name, 1)
  }
  return counts
}

async function privateOnes(tx: Tx, actor: Actor): Promise<(Placed & { seen_at: Date | null })[]> {
  if (!actor.id) return []
  return await tx.query({
    name: 'count-private',
    text: `select c.id, c.inbox_id, c.shelf, c.assignee_id, c.last_inbound_at, c.private_at, s.seen_at
      from conversation_member m join conversation c on c.id = m.conversation_id
      left join seen s on s.conversation_id = c.id and s.user_id = m.user_id
      where m.user_id = $1 and (m.until is null or m.until > $2) and c.private_at is not null
        and c.shelf in ('open', 'snoozed', 'waiting', 'held') and c.inbox_id = any($3::bigint[])`,
    values: [actor.id, lookingUntil(tx, actor), actor.inboxIds],
  })
}
