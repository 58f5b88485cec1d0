// How far each webhook has followed what happened: events by their names, newest last. Filing and changing things know nothing of it, so
// that it costs nothing where there is none. An event is written under an id that may be older than its commit: the last minute is looked
// at again each time, and each event is told once all the same.
import { actorOf } from '../../desk/users/actors.ts'
import { eventsOf } from '../../desk/webhooks/kinds.api.ts'
import { putDeliveries, type Happened, type StoredWebhook } from '../../desk/webhooks/webhooks.ts'
import { compareIds, firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { isSeen } from './payload.ts'

export const followWebhooksJob = 'webhook.follow'
export const sweepWebhooksJob = 'webhook.sweep'

/** Transactions are shorter: of what is older none comes to light any more. */
const OPEN = 60_000
const PAGE = 200
/** Calls of one webhook that wait: one that takes none is told no more until it does. */
const MOST_WAITING = 5_000
const KEPT = 14 * 86_400_000
const MOST_KEPT = 2_000

/** By webhook the event behind which there is more to look at now. */
export type Further = ReadonlyMap<Id, Id>

/** A schedule's work: the first pages, or those behind the ones that were looked at just now. */
export async function followWebhooks(tx: Tx, behind?: Further): Promise<Further> {
  const rows = await tx.query<StoredWebhook>({
    name: 'webhooks-enabled',
    text: 'select * from webhook where is_enabled order by id for update skip locked',
    values: [],
  })
  const further = new Map<Id, Id>()
  for (const row of rows) {
    if (behind && !behind.has(row.id)) continue
    const last = await followOne(tx, row, behind?.get(row.id) ?? from(row))
    if (last !== null) further.set(row.id, last)
  }
  return further
}

/** Answers the last event of a full page. */
async function followOne(tx: Tx, row: StoredWebhook, behind: Id): Promise<Id | null> {
  const actor = await actorOf(tx, row.owner_id)
  if (!actor?.permissions.has('webhook.manage') || (await waitingOf(tx, row.id)) >= MOST_WAITING) return null
  const events = await tx.query<Happened>({
    name: 'webhook-events',
    text: `select e.id, e.name, e.subject_id as "subjectId", e.noun_id as "nounId", e.at from event e
      where e.name = any($1::text[]) and e.id > $2::bigint
        and not exists (select from webhook_delivery d where d.webhook_id = $3 and d.event_id = e.id) order by e.id limit $4`,
    values: [eventsOf(row.kinds), behind, row.id, PAGE],
  })
  const reach = { inboxIds: row.inbox_ids, isWithContent: row.is_with_content }
  const told: Happened[] = []
  for (const event of events) if (await isSeen(tx, actor, event, reach)) told.push(event)
  await putDeliveries(tx, row.id, told)
  const newest = events.at(-1)?.id
  if (newest === undefined) return null
  await noteSeen(tx, row, newest)
  return events.length === PAGE ? newest : null
}

/** Never beyond what may still come to light: of that it begins again. */
async function noteSeen(tx: Tx, { id, seen_to_id: seen }: StoredWebhook, newest: Id): Promise<void> {
  const open = firstIdAt(tx.now.getTime() - OPEN)
  const to = compareIds(newest, open) < 0 ? newest : open
  if (compareIds(to, seen) <= 0) return
  await tx.query({ name: 'webhook-seen', text: 'update webhook set seen_to_id = $2 where id = $1', values: [id, to] })
}

const from = ({ begun_at_id: begun, seen_to_id: seen }: StoredWebhook): Id =>
  compareIds(seen, begun) > 0 ? seen : begun

async function waitingOf(tx: Tx, id: Id): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    name: 'webhook-backlog',
    text: `select count(*)::int as count from (select from webhook_delivery where webhook_id = $1 and state in ('waiting', 'sending') limit $2) w`,
    values: [id, MOST_WAITING],
  })
  return row?.count ?? 0
}

/** The log is bounded in time and in number. */
export async function sweepWebhooks(tx: Tx): Promise<void> {
  await tx.query({
    name: 'webhook-log-old',
    // What is looked at again would be told again: after a quiet fortnight too.
    text: `delete from webhook_delivery d using webhook w
      where d.ended_at < $1 and w.id = d.webhook_id and (d.event_id <= w.seen_to_id or not w.is_enabled)`,
    values: [new Date(tx.now.getTime() - KEPT)],
  })
  const rows = await tx.db.selectFrom('webhook').select(['id', 'seen_to_id']).execute()
  for (const { id, seen_to_id: seen } of rows)
    await tx.query({
      name: 'webhook-log-many',
      text: `delete from webhook_delivery where webhook_id = $1 and ended_at is not null and event_id <= $3 and id < coalesce((
        select id from webhook_delivery where webhook_id = $1 order by id desc offset $2 limit 1), 0)`,
      values: [id, MOST_KEPT, seen],
    })
}
