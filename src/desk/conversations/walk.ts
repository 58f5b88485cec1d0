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

/** One conversation of a list, as far as its order goes. */
export interface Placed {
  id: Id
  last_message_at: Date
}

type Page = RawBuilder<Placed & { is_all: boolean }>

/** Rows of a walk that are looked at where little may fit, and then again, before those that fit are looked up instead. */
const NEAR = { first: 4_000, then: 20_000 }
/** The same along all inboxes, each of which can be walked along by itself instead. */
const NEAR_BY_TIME = 1_000
/** How many places of a list are asked for at once. */
export const DEPTHS = { few: 300, most: 1_000 }
/** Lengths of pages whose statements are worth keeping: the screen's, and those. */
const USUAL = [51, ...Object.values(DEPTHS)]
/** Of so many inboxes, each is walked along by itself at once. */
const SOME_INBOXES = 2

/** Newest activity first. */
export async function walk(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  { limit, before }: { limit: number; before: Place | null },
): Promise<ListedConversation[]> {
  return firstPage(
    tx,
    actor,
    filters,
    { limit, before },
    (page) => sql`select ${listedBy(actor)}, page.is_all
      from (${page}) page join conversation on conversation.id = page.id
      order by page.last_message_at desc, page.id desc`,
  )
}

/** The newest of a list, without what its rows show. */
export async function walkPlaces(tx: Tx, actor: Actor, filters: Filters, limit: number): Promise<Placed[]> {
  return firstPage(
    tx,
    actor,
    filters,
    { limit, before: null },
    (page) => sql`select page.* from (${page}) page order by page.last_message_at desc, page.id desc`,
  )
}

async function firstPage<T>(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  { limit, before }: { limit: number; before: Place | null },
  read: (page: Page) => RawBuilder<T & { is_all: boolean }>,
): Promise<T[]> {
  const inboxIds = inboxesOf(filters, actor)
  if (inboxIds.length === 0) return []
  const asked: Asked = { tx, actor, filters, inboxIds, limit, before, ...conditionsOf(filters, actor) }
  let rows: (T & { is_all: boolean })[] = []
  for (const { page, isWalk = true } of waysOf(asked)) {
    rows = await ask(tx, isWalk && USUAL.includes(limit) ? 'list-walk' : null, read(page()))
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
  const { actor, filters, inboxIds, facets, seldom } = asked
  const [first, ...others] = facets
  const isNamed = filters.inboxId !== undefined
  const alongAll = (near: number) => (isNamed || inboxIds.length === 1 ? byInboxes(asked, near) : byTime(asked, near))
  if (seldom) {
    const page = (near: number) => (first && !isNamed ? byFacet(asked, first, others, near) : alongAll(near))
    const near = [{ page: () => page(NEAR.first) }, { page: () => page(NEAR.then) }]
    return seldom === 'near' ? near : [...near, { page: () => lookedUp(asked), isWalk: false }]
  }
  if (first) {
    if (others.length === 0 && !isNamed) {
      const all = { page: () => byFacet(asked, first, others, null) }
      return first.isOften ? [{ page: () => alongAll(NEAR_BY_TIME) }, all] : [all]
    }
    return [
      { page: () => byFacet(asked, first, others, NEAR.first) },
      { page: () => (isNamed ? byInboxes(asked, NEAR.then) : byFacet(asked, first, others, NEAR.then)) },
      { page: () => lookedUp(asked), isWalk: false },
    ]
  }
  if (actor.seesAll && !isNamed) return [{ page: () => byTime(asked, null) }]
  if (inboxIds.length <= SOME_INBOXES) return [{ page: () => byInboxes(asked, null) }]
  return [{ page: () => byTime(asked, NEAR_BY_TIME) }, { page: () => byInboxes(asked, null) }]
}

const newestFirst = sql`order by conversation.last_message_at desc, conversation.id desc`
const every = (conditions: readonly Condition[]) => sql.join([...conditions], sql` and `)
const literals = (texts: readonly string[]) => sql`array[${sql.join(texts.map((text) => sql.lit(text)))}]`

/** Along all there is, of whatever inbox. */
function byTime(asked: Asked, near: number | null): Page {
  const { inboxIds, filters, facets } = asked
  const checks = [...facets.map((facet) => facet.is), seenIn(inboxIds)]
  return along(asked, { starts: [onShelf(filters)], checks, near })
}

function byInboxes(asked: Asked, near: number | null): Page {
  const { inboxIds, filters, facets } = asked
  const [one] = inboxIds
  const checks = facets.map((facet) => facet.is)
  if (inboxIds.length === 1)
    return along(asked, { starts: [sql`${onShelf(filters)} and conversation.inbox_id = ${one}::bigint`], checks, near })
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
  const on = (shelf: string) => sql<boolean>`conversation.shelf = ${sql.lit(shelf)}`
  const starts = facet.isShelfless
    ? facet.starts
    : facet.starts.flatMap((start) => shelves.map((shelf) => sql<boolean>`${start} and ${on(shelf)}`))
  const isOnShelf = sql<boolean>`conversation.shelf = any(${literals(shelves)})`
  return along(asked, { starts, beside: facet.beside && sql`${facet.beside} and ${isOnShelf}`, checks, near })
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
