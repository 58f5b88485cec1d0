// Lists in another order than by time: what is due first, or whoever has waited longest. Two parts follow each other: what has such an
// instant, walked along its own index, then all the rest, the oldest first, so that nothing is left out.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { type Place, readCursor, writeCursor } from './cursors.ts'
import { conditionsOf, everyCondition, type Filters, inboxesOf, shelvesOf } from './filters.ts'
import type { Condition } from './facet.ts'
import { impostorSigns } from './impostors.ts'
import { openTo } from './privacy.ts'
import { type Listed, listedBy, type ListedConversation, readRow, withoutLongTexts } from './views.ts'
import { seenIn, walk } from './walk.ts'

export type Order = 'due' | 'waiting'

/** Rows of the index that one page looks through where little of it fits. */
const LOOKED = 3_000
const REST = 'rest'

interface Way {
  /** The index by itself: `head` and `at`, from a place on. */
  from: RawBuilder<unknown>
  at: string
  head: string
  /** Of a row and its conversation: this is where it stands, and not further up too. */
  stands: Condition
  /** Of a conversation: it stands nowhere in this index. */
  isAbsent: Condition
  /** On others nothing stands in it. */
  shelves: string[]
}

const WAYS: Record<Order, Way> = {
  due: {
    from: sql`clock placed where placed.stopped_at is null and placed.due_at is not null`,
    at: 'placed.due_at',
    head: 'placed.conversation_id',
    stands: sql`not exists (select from clock sooner where sooner.conversation_id = conversation.id and sooner.stopped_at is null
      and sooner.due_at is not null and (sooner.due_at < place.at or (sooner.due_at = place.at and sooner.id < place.own)))`,
    isAbsent: sql`not exists (select from clock where clock.conversation_id = conversation.id and clock.stopped_at is null
      and clock.due_at is not null)`,
    shelves: ['open', 'snoozed', 'waiting', 'held'],
  },
  waiting: {
    from: sql`conversation placed where placed.waiting_since is not null and placed.shelf = 'open'`,
    at: 'placed.waiting_since',
    head: 'placed.id',
    stands: sql`true`,
    isAbsent: sql`(conversation.waiting_since is null or conversation.shelf <> 'open')`,
    shelves: ['open'],
  },
}

export async function listInOrder(tx: Tx, actor: Actor, filters: Filters, order: Order): Promise<Listed> {
  const { limit } = filters
  const cursor = readCursor(filters.cursor)
  const signsOf = await impostorSigns(tx)
  const rows: ListedConversation[] = []
  const told = (next: string | null) => ({
    conversations: rows.map((row) => withoutLongTexts(readRow(row, signsOf))),
    next,
    isPartial: next !== null && rows.length < limit,
  })
  if (cursor?.part !== REST) {
    const found = await placedRows(tx, actor, filters, { order, limit: limit + 1, after: cursor })
    rows.push(...found.rows.slice(0, limit))
    const last = found.rows[limit - 1]
    if (found.rows.length > limit && last) return told(writeCursor({ at: last.placed_at, id: last.id }))
    if (found.end) return told(writeCursor(found.end))
  }
  const left = limit - rows.length
  const begin = cursor?.part === REST ? cursor : null
  const asked = { ...filters, narrowing: unplaced(filters, order) }
  const rest = await walk(tx, actor, asked, { limit: left + 1, before: begin, isOldest: true })
  rows.push(...rest.rows.slice(0, left))
  const last = rest.rows[left - 1]
  if (rest.rows.length > left) {
    // The page is full of what has its place: the rest begins on the next.
    const place = last ? { at: last.last_message_at, id: last.id } : { at: new Date(0), id: '0' }
    return told(writeCursor(place, REST))
  }
  return told(rest.deep && writeCursor({ at: rest.deep, id: '9223372036854775807' }, REST))
}

function unplaced({ narrowing }: Filters, order: Order): NonNullable<Filters['narrowing']> {
  const given = narrowing ?? {
    shelves: null,
    inboxIds: null,
    facets: [],
    checks: [],
    fetched: [],
    indexed: [],
    ranges: [],
    few: null,
  }
  return { ...given, fetched: [...given.fetched, WAYS[order].isAbsent] }
}

type PlacedRow = ListedConversation & { placed_at: Date }
interface Wanted {
  order: Order
  limit: number
  after: Place | null
}

/** `end`: how far the index was looked through, where it goes on. */
async function placedRows(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  { order, limit, after }: Wanted,
): Promise<{ rows: PlacedRow[]; end: { at: Date; id: Id } | null }> {
  const inboxIds = inboxesOf(filters, actor)
  const shelves = shelvesOf(filters)
  const { from, at, head, stands, shelves: all } = WAYS[order]
  if (inboxIds.length === 0 || !shelves.some((one) => all.includes(one))) return { rows: [], end: null }
  const [time, id] = [sql.ref(at), sql.ref(head)]
  const beyond = after ? sql` and (${time}, ${id}) > (${after.at}::timestamptz, ${after.id}::bigint)` : sql``
  const index = (offset: number, length: number) =>
    sql`select ${time} as at, ${id} as head, placed.id as own from ${from}${beyond}
      order by ${time}, ${id} offset ${sql.lit(offset)} limit ${sql.lit(length)}`
  const conditions = [
    ...everyCondition(conditionsOf(filters, actor)),
    stands,
    openTo(tx, actor),
    sql<boolean>`conversation.shelf = any(${shelves}::text[])`,
    seenIn(inboxIds),
  ]
  // One after another, whatever else PostgreSQL would begin with: most pages are full long before the last.
  const rows = await ask(
    tx,
    null,
    sql<PlacedRow>`select ${listedBy(actor)}, place.at as placed_at from (${index(0, LOOKED)}) place
      cross join lateral (select * from conversation where conversation.id = place.head and ${sql.join(conditions, sql` and `)}
        offset 0) conversation
      order by place.at, place.head limit ${sql.lit(limit)}`,
  )
  if (rows.length === limit) return { rows, end: null }
  const [end] = await ask(tx, null, sql<{ at: Date; head: Id }>`${index(LOOKED - 1, 1)}`)
  return { rows, end: end ? { at: end.at, id: end.head } : null }
}
