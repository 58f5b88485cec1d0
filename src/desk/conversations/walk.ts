// A page of a list as walks along one index, none longer than it takes: by shelf, by inbox, or by what was asked for. The index
// carries what else is checked. So a page costs the same wherever it lies and however many conversations there are.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import {
  type Condition,
  type Conditions,
  conditionsOf,
  type Facet,
  type Filters,
  inboxesOf,
  shelvesOf,
} from './filters.ts'
import { openTo } from './privacy.ts'
import { listedBy, type ListedConversation } from './views.ts'

/** A check on rows that something else leads to: the sum keeps PostgreSQL from walking through the inboxes for it. */
export const seenIn = (inboxIds: readonly Id[]): Condition =>
  sql`conversation.inbox_id + 0 = any(${[...inboxIds]}::bigint[])`

/** Where a page ends. */
export interface Place {
  at: string
  id: Id
}

interface Asked extends Conditions {
  tx: Tx
  actor: Actor
  filters: Filters
  inboxIds: Id[]
  limit: number
  before: Place | null
}

type Page = RawBuilder<{ id: Id; last_message_at: Date; is_all: boolean }>

/** Rows of a walk that are looked at where little may fit, and then again, before those that fit are looked up instead. */
const NEAR = [1_000, 20_000]
/** Lengths of pages whose statements are worth keeping: the screen's, and what find.ts asks for. */
const USUAL = [51, 301]
/** Of so many inboxes, each is walked along by itself at once. */
const SOME_INBOXES = 2

/** Newest activity first. */
export async function walk(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  { limit, before }: { limit: number; before: Place | null },
): Promise<ListedConversation[]> {
  const inboxIds = inboxesOf(filters, actor)
  if (inboxIds.length === 0) return []
  const asked: Asked = { tx, actor, filters, inboxIds, limit, before, ...conditionsOf(filters, actor) }
  let rows: (ListedConversation & { is_all: boolean })[] = []
  for (const { page, isWalk = true } of waysOf(asked)) {
    rows = await rowsOf(asked, page(), isWalk)
    if (rows.length === limit || rows[0]?.is_all) break
  }
  return rows
}

interface Way {
  page: () => Page
  /** False: how it is best found depends on the very values. */
  isWalk?: boolean
}

/** The cheapest first; the last one always leads to all of the page. */
function waysOf(asked: Asked): Way[] {
  const { actor, filters, inboxIds, facets } = asked
  const [first, ...others] = facets
  if (first) {
    if (others.length === 0 && filters.inboxId === undefined)
      return [{ page: () => byFacet(asked, first, others, null) }]
    const walks = NEAR.map((near) => ({ page: () => byFacet(asked, first, others, near) }))
    return [...walks, { page: () => lookedUp(asked), isWalk: false }]
  }
  if (actor.seesAll && filters.inboxId === undefined) return [{ page: () => byTime(asked, null) }]
  if (inboxIds.length <= SOME_INBOXES) return [{ page: () => byInboxes(asked) }]
  return [{ page: () => byTime(asked, NEAR[0] ?? null) }, { page: () => byInboxes(asked) }]
}

async function rowsOf(
  { tx, actor, limit }: Asked,
  page: Page,
  isWalk: boolean,
): Promise<(ListedConversation & { is_all: boolean })[]> {
  return await ask(
    tx,
    isWalk && USUAL.includes(limit) ? 'list-walk' : null,
    sql<ListedConversation & { is_all: boolean }>`select ${listedBy(actor)}, page.is_all
      from (${page}) page join conversation on conversation.id = page.id
      order by page.last_message_at desc, page.id desc`,
  )
}

const newestFirst = sql`order by conversation.last_message_at desc, conversation.id desc`
const every = (conditions: readonly Condition[]) => sql.join([...conditions], sql` and `)
const literals = (texts: readonly string[]) => sql`array[${sql.join(texts.map((text) => sql.lit(text)))}]`

/** Along all there is, of whatever inbox. */
function byTime(asked: Asked, near: number | null): Page {
  const { inboxIds, filters } = asked
  return along(asked, { starts: [onShelf(filters)], checks: [seenIn(inboxIds)], near })
}

function byInboxes(asked: Asked): Page {
  const { inboxIds, filters } = asked
  const [one] = inboxIds
  if (inboxIds.length === 1)
    return along(asked, { starts: [sql`${onShelf(filters)} and conversation.inbox_id = ${one}::bigint`], near: null })
  const each = sql`unnest(${inboxIds}::bigint[]) as of_inbox (id)`
  return along(asked, { each, starts: [sql`${onShelf(filters)} and conversation.inbox_id = of_inbox.id`], near: null })
}

/** One shelf is named outright, so that an index of that shelf alone can serve; all of them together have indexes of their own. */
function onShelf({ view }: Filters): Condition {
  return view === 'all'
    ? sql`conversation.shelf <> 'held'`
    : sql`conversation.shelf = ${sql.lit(shelvesOf({ view })[0])}`
}

/** By one facet, of each shelf by itself; the others are checked. */
function byFacet(asked: Asked, facet: Facet, others: readonly Facet[], near: number | null): Page {
  const { filters, inboxIds } = asked
  const shelves = shelvesOf(filters)
  const checks = [...others.map((other) => other.is), seenIn(inboxIds)]
  if (facet.isShelfless) checks.push(sql`conversation.shelf = any(${literals(shelves)})`)
  const isOne = facet.isShelfless || shelves.length === 1
  const shelf = sql<boolean>`conversation.shelf = ${isOne ? sql.lit(shelves[0]) : sql`of_shelf.shelf`}`
  return along(asked, {
    ...(isOne ? {} : { each: sql`unnest(${literals(shelves)}) as of_shelf (shelf)` }),
    starts: facet.starts.map((start) => (facet.isShelfless ? start : sql`${start} and ${shelf}`)),
    beside: facet.beside && sql`${facet.beside} and ${shelf}`,
    checks,
    near,
  })
}

interface Walks {
  /** What there is a walk for each of. */
  each?: RawBuilder<unknown>
  /** Several walks of one kind: where each begins. */
  starts: Condition[]
  beside?: Condition | undefined
  checks?: Condition[]
  /** No row that lies deeper in one walk than this is looked at in any of them: what another finds there is not the next. */
  near: number | null
}

function along(asked: Asked, { each, starts, beside, checks = [], near }: Walks): Page {
  const { tx, actor, limit } = asked
  const before = laterThan(asked)
  const deep = near ? [sql<boolean>`conversation.last_message_at >= (select depth.at from depth)`] : []
  const checked = [...before, ...deep, ...checks, ...asked.checks, openTo(tx, actor)]
  const walks = starts.map((start) => nearest([start, ...checked], limit))
  if (beside) walks.push(sorted([beside, ...checked], limit))
  const page = sql`select walked.id, walked.last_message_at from ${ofEach(each, walks)} ${sql.raw(ORDER)} limit ${sql.lit(limit)}`
  if (!near) return sql`select *, true as is_all from (${page}) found`
  const depths = starts.map(
    (start) => sql`(select conversation.last_message_at as at from conversation
    where ${every([start, ...before])} ${newestFirst} offset ${sql.lit(near - 1)} limit 1)`,
  )
  return sql`with depth as materialized (select coalesce(max(walked.at), '-infinity') as at from ${ofEach(each, depths)})
    select *, (select depth.at = '-infinity' from depth) as is_all from (${page}) found`
}

const ORDER = 'order by walked.last_message_at desc, walked.id desc'

function nearest(conditions: readonly Condition[], limit: number): RawBuilder<unknown> {
  return sql`(select conversation.id, conversation.last_message_at from conversation where ${every(conditions)}
    ${newestFirst} limit ${sql.lit(limit)})`
}

/** The order is hidden from PostgreSQL, which would walk along all there is for it. */
function sorted(conditions: readonly Condition[], limit: number): RawBuilder<unknown> {
  return sql`(select conversation.id, conversation.last_message_at from conversation where ${every(conditions)}
    order by conversation.last_message_at + interval '0' desc, conversation.id desc limit ${sql.lit(limit)})`
}

function ofEach(each: RawBuilder<unknown> | undefined, walks: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const one = sql`(${sql.join([...walks], sql` union all `)}) walked`
  return each ? sql`${each} cross join lateral ${one}` : one
}

/** All that fit, by whatever indexes leave the fewest, then sorted. */
function lookedUp(asked: Asked): Page {
  const { tx, actor, filters, inboxIds, limit, facets, checks } = asked
  const all = [...facets.map((one) => one.is), ...checks, ...laterThan(asked), openTo(tx, actor)]
  all.push(sql`conversation.shelf = any(${literals(shelvesOf(filters))})`)
  all.push(sql`conversation.inbox_id = any(${inboxIds}::bigint[])`)
  return sql`select *, true as is_all from ${sorted(all, limit)} found`
}

function laterThan({ before }: Asked): Condition[] {
  if (!before) return []
  return [sql`(conversation.last_message_at, conversation.id) < (${before.at}::timestamptz, ${before.id}::bigint)`]
}
