// A page of a list as walks along one index, none longer than it takes: by shelf, by inbox, or by what was asked for. The index
// carries what else is checked. So a page costs the same wherever it lies and however many conversations there are. Where nothing
// leads to what fits, a page looks through so many and ends, short or empty; the next one goes on from there.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { type Conditions, conditionsOf, everyCondition, type Filters, inboxesOf, shelvesOf } from './filters.ts'
import type { Condition, Facet } from './facet.ts'
import type { Place } from './cursors.ts'
import { openTo } from './privacy.ts'
import { listedBy, type ListedConversation } from './views.ts'

/** A check on rows that something else leads to: the sum keeps PostgreSQL from walking through the inboxes for it. */
export const seenIn = (inboxIds: readonly Id[]): Condition =>
  sql`conversation.inbox_id + 0 = any(${[...inboxIds]}::bigint[])`

interface Asked extends Conditions {
  tx: Tx
  actor: Actor
  filters: Filters
  inboxIds: Id[]
  limit: number
  before: Place | null
  /** The other way round: the oldest first. */
  isOldest: boolean
}

/** One conversation of a list, as far as its order goes. */
export interface Placed {
  id: Id
  last_message_at: Date
}

export interface Walked<T> {
  rows: T[]
  /** All until then were looked at, and the list may go on; null: it is over, or the page is full. */
  deep: Date | null
}

type Page = RawBuilder<Placed & { is_all: boolean }>

/** Rows of a walk that are looked at where little may fit, and then again, before those that fit are looked up instead. */
const NEAR = { first: 4_000, then: 20_000 }
/** Where every one of them has to be fetched. */
const NEAR_FETCHED = 5_000
/** The same along all inboxes, each of which can be walked along by itself instead. */
const NEAR_BY_TIME = 1_000
/** How many places of a list are asked for at once. */
export const DEPTHS = { few: 300, most: 1_000 }
/** Lengths of pages whose statements are worth keeping: the screen's, and those. */
const USUAL = [51, ...Object.values(DEPTHS)]
/** Of so many inboxes, each is walked along by itself at once. */
const SOME_INBOXES = 2

export interface Wanted {
  limit: number
  before: Place | null
  isOldest?: boolean
}

/** Newest activity first, or oldest. */
export async function walk(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  wanted: Wanted,
): Promise<Walked<ListedConversation>> {
  const order = wanted.isOldest
    ? sql`order by page.last_message_at, page.id`
    : sql`order by page.last_message_at desc, page.id desc`
  return firstPage(
    { tx, actor, filters, isOldest: false, ...wanted },
    (page, join) => sql`select ${listedBy(actor)}, page.is_all, page.deep
      from (${page}) page ${join} conversation on conversation.id = page.id ${order}`,
  )
}

/** The newest of a list, without what its rows show; from `before` on. */
export async function walkPlaces(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  limit: number,
  before: Place | null = null,
): Promise<Walked<Placed>> {
  return firstPage(
    { tx, actor, filters, isOldest: false, limit, before },
    (page) => sql`select page.* from (${page}) page order by page.last_message_at desc, page.id desc`,
  )
}

type Ended = { is_all: boolean; deep: Date | null }

async function firstPage<T extends { id: Id }>(
  given: Pick<Asked, 'tx' | 'actor' | 'filters' | 'limit' | 'before' | 'isOldest'>,
  read: (page: Page, join: RawBuilder<unknown>) => RawBuilder<T & Ended>,
): Promise<Walked<T>> {
  const { tx, actor, filters, limit } = given
  const inboxIds = inboxesOf(filters, actor)
  const asked: Asked = { ...given, inboxIds, ...conditionsOf(filters, actor) }
  let found: (T & Ended)[] = []
  if (inboxIds.length === 0 || shelvesOf(filters).length === 0 || asked.few?.length === 0)
    return { rows: [], deep: null }
  for (const { page, isWalk = true, isLast } of waysOf(asked)) {
    const join = isLast ? sql`left join` : sql`join`
    found = await ask(tx, isWalk && USUAL.includes(limit) ? 'list-walk' : null, read(page(), join))
    if (found.length === limit || found[0]?.is_all) break
  }
  // Of a page that ended early one row tells how far was looked, also where nothing was found.
  const rows = found.filter((row) => row.id !== null)
  return { rows, deep: rows.length < limit && !found[0]?.is_all ? (found[0]?.deep ?? null) : null }
}

interface Way {
  page: () => Page
  /** False: how it is best found depends on the very values. */
  isWalk?: boolean
  /** Ends where it has looked through as much as a page may. */
  isLast?: boolean
}

/** The cheapest first; the last one leads to all of the page, or says how far it has looked. */
function waysOf(asked: Asked): Way[] {
  const { actor, filters, inboxIds, facets, checks, fetched, indexed, few } = asked
  const [first, ...others] = facets
  if (few) return [{ page: () => lookedUp(asked), isWalk: false }]
  const isNamed = filters.inboxId !== undefined || (filters.narrowing?.inboxIds ?? null) !== null
  // A query has many forms, and each kept statement costs every connection.
  const isWalk = filters.narrowing === undefined
  const most = fetched.length > 0 ? NEAR_FETCHED : checks.length > 0 ? NEAR.then : null
  const last = { isLast: most !== null, isWalk }
  if (first) {
    const byFirst = (near: number | null, isLast = false) => byFacet(asked, first, others, { near, isLast })
    if (most !== null) {
      if (!isNamed || others.length > 0) return [{ page: () => byFirst(most, true), ...last }]
      const byNamed = { page: () => byInboxes(asked, { near: most, isLast: true }), ...last }
      return [{ page: () => byFirst(NEAR.first), isWalk }, byNamed]
    }
    if (others.length === 0 && !isNamed && indexed.length === 0) {
      const all = { page: () => byFirst(null), isWalk }
      return first.isOften ? [{ page: () => byTime(asked, { near: NEAR_BY_TIME }), isWalk }, all] : [all]
    }
    return [
      { page: () => byFirst(NEAR.first), isWalk },
      { page: () => (isNamed ? byInboxes(asked, { near: NEAR.then }) : byFirst(NEAR.then)), isWalk },
      { page: () => lookedUp(asked), isWalk: false },
    ]
  }
  if (most === null && indexed.length > 0) {
    const ofSome = isNamed || inboxIds.length === 1
    const alongAll = (near: number) => (ofSome ? byInboxes(asked, { near }) : byTime(asked, { near }))
    const walks = [NEAR.first, NEAR.then].map((near) => ({ page: () => alongAll(near), isWalk }))
    return [...walks, { page: () => lookedUp(asked), isWalk: false }]
  }
  const ofAll = inboxIds.length === actor.inboxIds.length && actor.seesAll
  if (ofAll) return [{ page: () => byTime(asked, { near: most, isLast: most !== null }), ...last }]
  const byEach = { page: () => byInboxes(asked, { near: most, isLast: most !== null }), ...last }
  if (inboxIds.length <= SOME_INBOXES) return [byEach]
  return [{ page: () => byTime(asked, { near: NEAR_BY_TIME }), isWalk }, byEach]
}

const orderOf = ({ isOldest }: Asked) =>
  isOldest
    ? sql`order by conversation.last_message_at, conversation.id`
    : sql`order by conversation.last_message_at desc, conversation.id desc`
const every = (conditions: readonly Condition[]) => sql.join([...conditions], sql` and `)
const literals = (texts: readonly string[]) => sql`array[${sql.join(texts.map((text) => sql.lit(text)))}]`

interface Reach {
  /** No row that lies deeper in one walk than this is looked at in any of them: what another finds there is not the next. */
  near: number | null
  /** The page says where it ended. */
  isLast?: boolean
}

/** Along all there is, of whatever inbox. */
function byTime(asked: Asked, reach: Reach): Page {
  const { inboxIds, filters, facets } = asked
  const checks = [...facets.map((facet) => facet.is), seenIn(inboxIds)]
  return along(asked, { starts: onShelves(filters), checks, ...reach })
}

function byInboxes(asked: Asked, reach: Reach): Page {
  const { inboxIds, filters, facets } = asked
  const [one] = inboxIds
  const checks = facets.map((facet) => facet.is)
  const starts = (is: Condition) => onShelves(filters).map((on) => sql<boolean>`${on} and ${is}`)
  if (inboxIds.length === 1)
    return along(asked, { starts: starts(sql`conversation.inbox_id = ${one}::bigint`), checks, ...reach })
  const each = sql`unnest(${inboxIds}::bigint[]) as of_inbox (id)`
  return along(asked, { each, starts: starts(sql`conversation.inbox_id = of_inbox.id`), checks, ...reach })
}

/** One shelf is named outright, so that an index of that shelf alone can serve; all of them together have indexes of their own. */
function onShelves(filters: Filters): Condition[] {
  const shelves = shelvesOf(filters)
  if (shelves.length === ALL && !shelves.includes('held')) return [sql`conversation.shelf <> 'held'`]
  return shelves.map((shelf) => sql`conversation.shelf = ${sql.lit(shelf)}`)
}
/** Of the view of all. */
const ALL = 4

/** By one facet, of each shelf by itself; the others are checked. */
function byFacet(asked: Asked, facet: Facet, others: readonly Facet[], reach: Reach): Page {
  const { filters, inboxIds } = asked
  const shelves = shelvesOf(filters)
  const checks = [...others.map((other) => other.is), seenIn(inboxIds)]
  if (facet.isShelfless) checks.push(sql`conversation.shelf = any(${literals(shelves)})`)
  const on = (shelf: string) => sql<boolean>`conversation.shelf = ${sql.lit(shelf)}`
  const starts = facet.isShelfless
    ? facet.starts
    : facet.starts.flatMap((start) => shelves.map((shelf) => sql<boolean>`${start} and ${on(shelf)}`))
  const isOnShelf = sql<boolean>`conversation.shelf = any(${literals(shelves)})`
  return along(asked, { starts, beside: facet.beside && sql`${facet.beside} and ${isOnShelf}`, checks, ...reach })
}

interface Walks extends Reach {
  /** What there is a walk for each of. */
  each?: RawBuilder<unknown>
  /** Several walks of one kind: where each begins. */
  starts: Condition[]
  beside?: Condition | undefined
  checks?: Condition[]
}

function along(asked: Asked, { each, starts, beside, checks = [], near, isLast = false }: Walks): Page {
  const { tx, actor, limit, isOldest } = asked
  const within = [...laterThan(asked), ...asked.ranges]
  const isNear = isOldest
    ? sql<boolean>`conversation.last_message_at <= (select depth.at from depth)`
    : sql<boolean>`conversation.last_message_at >= (select depth.at from depth)`
  const checked = [
    ...within,
    ...(near ? [isNear] : []),
    ...checks,
    ...asked.checks,
    ...asked.fetched,
    ...asked.indexed,
    openTo(tx, actor),
  ]
  const walks = starts.map((start) => nearest(asked, [start, ...checked], limit))
  if (beside) walks.push(sorted(asked, [beside, ...checked], limit))
  const order = sql.raw(isOldest ? 'walked.last_message_at, walked.id' : 'walked.last_message_at desc, walked.id desc')
  const page = sql`select walked.id, walked.last_message_at from ${ofEach(each, walks)} order by ${order} limit ${sql.lit(limit)}`
  const nowhere = sql`null::timestamptz`
  if (!near) return sql`select *, true as is_all, ${nowhere} as deep from (${page}) found`
  const end = sql.lit(isOldest ? 'infinity' : '-infinity')
  const depths = starts.map(
    (start) => sql`(select conversation.last_message_at as at from conversation
    where ${every([start, ...within])} ${orderOf(asked)} offset ${sql.lit(near - 1)} limit 1)`,
  )
  const deepest = isOldest ? sql`min(walked.at)` : sql`max(walked.at)`
  const depth = sql`with depth as materialized (select coalesce(${deepest}, ${end}) as at from ${ofEach(each, depths)})`
  if (isLast)
    return sql`${depth} select found.*, depth.at = ${end} as is_all, nullif(depth.at, ${end}) as deep
      from depth left join (${page}) found on true`
  return sql`${depth} select *, (select depth.at = ${end} from depth) as is_all, ${nowhere} as deep from (${page}) found`
}

function nearest(asked: Asked, conditions: readonly Condition[], limit: number): RawBuilder<unknown> {
  return sql`(select conversation.id, conversation.last_message_at from conversation where ${every(conditions)}
    ${orderOf(asked)} limit ${sql.lit(limit)})`
}

/** The order is hidden from PostgreSQL, which would walk along all there is for it. */
function sorted({ isOldest }: Asked, conditions: readonly Condition[], limit: number): RawBuilder<unknown> {
  const order = isOldest
    ? sql`conversation.last_message_at + interval '0', conversation.id`
    : sql`conversation.last_message_at + interval '0' desc, conversation.id desc`
  return sql`(select conversation.id, conversation.last_message_at from conversation where ${every(conditions)}
    order by ${order} limit ${sql.lit(limit)})`
}

function ofEach(each: RawBuilder<unknown> | undefined, walks: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const one = sql`(${sql.join([...walks], sql` union all `)}) walked`
  return each ? sql`${each} cross join lateral ${one}` : one
}

/** All that fit, by whatever indexes leave the fewest, then sorted. */
function lookedUp(asked: Asked): Page {
  const { tx, actor, filters, inboxIds, limit } = asked
  const all = [...everyCondition(asked), ...laterThan(asked), openTo(tx, actor)]
  all.push(sql`conversation.shelf = any(${literals(shelvesOf(filters))})`)
  all.push(sql`conversation.inbox_id = any(${inboxIds}::bigint[])`)
  return sql`select *, true as is_all, null::timestamptz as deep from ${sorted(asked, all, limit)} found`
}

function laterThan({ before, isOldest }: Asked): Condition[] {
  if (!before) return []
  const place = sql`(${before.at}::timestamptz, ${before.id}::bigint)`
  return [
    isOldest
      ? sql`(conversation.last_message_at, conversation.id) > ${place}`
      : sql`(conversation.last_message_at, conversation.id) < ${place}`,
  ]
}
