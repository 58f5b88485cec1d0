// A page of a list as walks along one index, none longer than it takes: by inbox and shelf, or by what was asked for. So it costs the
// same wherever it lies and however many conversations there are.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { type Conditions, conditionsOf, type Filters, inboxesOf, shelvesOf } from './filters.ts'
import { openTo } from './privacy.ts'
import { type ListedConversation, unreadBy } from './views.ts'

/** A check on rows that something else leads to: the sum keeps PostgreSQL from walking through the inboxes for it. */
export const seenIn = (inboxIds: readonly Id[]): RawBuilder<boolean> =>
  sql`conversation.inbox_id + 0 = any(${[...inboxIds]}::bigint[])`

/** Where a page ends. */
export interface Place {
  at: string
  id: Id
}

interface Walk extends Conditions {
  tx: Tx
  actor: Actor
  filters: Filters
  inboxIds: Id[]
  limit: number
  before: Place | null
}

type Found = RawBuilder<{ id: Id; last_message_at: Date }>

/** Rows of a walk that are looked at one after another, and then again, before those that fit are looked up instead. */
const NEAR = { led: [1_000, 6_000], free: [1_000] }

/** Newest activity first. */
export async function walk(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  { limit, before }: { limit: number; before: Place | null },
): Promise<ListedConversation[]> {
  const inboxIds = inboxesOf(filters, actor)
  if (inboxIds.length === 0) return []
  const asked: Walk = { tx, actor, filters, inboxIds, limit, before, ...conditionsOf(filters, actor) }
  if (!asked.isNarrow) return rowsOf(asked, along(asked, null))
  for (const near of asked.lead ? NEAR.led : NEAR.free) {
    const rows = await rowsOf(asked, along(asked, near))
    if (rows.length === limit) return rows
  }
  return rowsOf(asked, lookedUp(asked))
}

async function rowsOf({ tx, actor }: Walk, page: Found): Promise<ListedConversation[]> {
  const { rows } = await sql<ListedConversation>`
    select conversation.*, ${unreadBy(actor)} as is_unread from (${page}) page join conversation on conversation.id = page.id
    order by page.last_message_at desc, page.id desc`.execute(tx.db)
  return rows
}

const newestFirst = sql`order by conversation.last_message_at desc, conversation.id desc`
const together = (conditions: readonly RawBuilder<boolean>[]) => sql.join([...conditions], sql` and `)

/** By index order; of each walk the nearest rows only, unless that is null. */
function along(asked: Walk, near: number | null): Found {
  const { tx, actor, filters, inboxIds, limit, lead, checks, isNarrow } = asked
  const shelves = shelvesOf(filters)
  const from: RawBuilder<unknown>[] = []
  const led = [...(lead ? [lead] : []), ...laterThan(asked)]
  const checked = [...checks, openTo(tx, actor)]
  // One shelf is named outright, so that an index of that shelf alone can serve.
  if (shelves.length === 1) led.push(sql`conversation.shelf = ${shelves[0]}`)
  else if (filters.contactId !== undefined) led.push(sql`conversation.shelf = any(${shelves}::text[])`)
  else {
    from.push(sql`unnest(${shelves}::text[]) as of_shelf (shelf)`)
    led.push(sql`conversation.shelf = of_shelf.shelf`)
  }
  const isWholeDesk = actor.seesAll && filters.view !== 'unassigned'
  if (lead || ((isNarrow || isWholeDesk) && filters.inboxId === undefined)) checked.push(seenIn(inboxIds))
  else if (inboxIds.length === 1) led.push(sql`conversation.inbox_id = ${inboxIds[0]}::bigint`)
  else {
    from.push(sql`unnest(${inboxIds}::bigint[]) as of_inbox (id)`)
    led.push(sql`conversation.inbox_id = of_inbox.id`)
  }
  const one: Found = near
    ? sql`select conversation.id, conversation.last_message_at from (select * from conversation where ${together(led)}
        ${newestFirst} limit ${near}) conversation where ${together(checked)} ${newestFirst} limit ${limit}`
    : sql`select conversation.id, conversation.last_message_at from conversation where ${together([...led, ...checked])}
        ${newestFirst} limit ${limit}`
  if (from.length === 0) return one
  const walks = sql.join(from, sql` cross join `)
  // Beyond the end of one walk nobody has looked: what another finds there is not the next.
  const seen = near
    ? sql`where found.last_message_at > coalesce((select max(last.at) from ${walks} cross join lateral (
        select conversation.last_message_at as at from conversation where ${together(led)} ${newestFirst} offset ${near - 1} limit 1) last), '-infinity')`
    : sql``
  return sql`select found.id, found.last_message_at from ${walks} cross join lateral (${one}) found ${seen}
    order by found.last_message_at desc, found.id desc limit ${limit}`
}

/** All that fit, by whatever indexes leave the fewest, then sorted: the order is hidden from PostgreSQL, which would walk for it. */
function lookedUp(asked: Walk): Found {
  const { tx, actor, filters, inboxIds, limit, lead, checks } = asked
  const all = [...(lead ? [lead] : []), ...checks, ...laterThan(asked), openTo(tx, actor)]
  all.push(sql`conversation.shelf = any(${shelvesOf(filters)}::text[])`)
  all.push(sql`conversation.inbox_id = any(${inboxIds}::bigint[])`)
  return sql`select conversation.id, conversation.last_message_at from conversation where ${together(all)}
    order by conversation.last_message_at + interval '0' desc, conversation.id desc limit ${limit}`
}

function laterThan({ before }: Walk): RawBuilder<boolean>[] {
  if (!before) return []
  return [sql`(conversation.last_message_at, conversation.id) < (${before.at}::timestamptz, ${before.id}::bigint)`]
}
