// Lists of deals: walks along one index, none longer than it takes. What is open goes by when it is expected, or by how long it has been in
// its stage; what is closed by when that was.
import { type RawBuilder, sql } from 'kysely'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import { nearest, type Condition, type Place, type Way } from '../../store/access/walks.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from '../conversations/merge.ts'
import { visibleConversation } from '../conversations/read.ts'
import { validId } from '../conversations/views.ts'
import { mustMeet } from '../tasks/lists.ts'
import type { Actor } from '../users/permissions.ts'
import type { Deal, DealFilters } from './deals.api.ts'
import { wordsAsked } from './names.ts'
import { pipelinesFor } from './pipelines.ts'
import { DEAL, shownDeals, type DealRow } from './rows.ts'
import { seenBy } from './sight.ts'

export interface Page {
  cursor?: string | undefined
  limit: number
}

/** So many deals are looked at for one page. */
const NEAR = 1_000
/** So many that are called so. */
const CALLED = 2_000
/** A page of the usual length, whose statements are worth keeping. */
const USUAL = 50

export async function listOf(
  tx: Tx,
  actor: Actor,
  filters: DealFilters,
  page: Page,
): Promise<{ deals: Deal[]; next: string | null }> {
  const found = await walk(tx, actor, filters, page)
  const rows = found.rows.slice(0, page.limit)
  const last = rows.at(-1)
  const next = found.rows.length > page.limit && last ? last : found.depth
  return { deals: await shownDeals(tx, actor, rows), next: next && writeCursor(next) }
}

async function walk(
  tx: Tx,
  actor: Actor,
  filters: DealFilters,
  { cursor, limit }: Page,
): Promise<{ rows: (DealRow & Place)[]; depth: Place | null }> {
  const { starts, isFew } = await startsOf(tx, actor, filters)
  if (starts.length === 0) return { rows: [], depth: null }
  const along = wayOf(filters)
  const way = isFew ? sorted(along) : along
  const from = readCursor(cursor)
  const conditions = [heldIn(filters), ...(from ? [way.behind(from)] : [])]
  const [depth = null] = isFew ? [] : await ask(tx, 'deal-depth', nearest('deal', way, starts, conditions, { most: 1, from: NEAR - 1 })) // prettier-ignore
  const within = depth ? [sql<boolean>`not ${way.behind(depth)}`] : []
  const others = [...othersOf(filters, tx.now), seenBy(tx, actor)]
  const page = nearest('deal', way, starts, [...conditions, ...within, ...others], { most: limit + 1, from: 0 })
  const rows = await ask(
    tx,
    limit === USUAL ? 'deal-list' : null,
    sql<DealRow & Place>`select ${DEAL}, page.place from (${page}) page join deal on deal.id = page.id
      order by page.at ${way.direction}, page.id ${way.direction}`,
  )
  return { rows, depth }
}

const EXPECTED = sql`coalesce(deal.expected_on, 'infinity'::date)`
const ways: Record<'expected' | 'resting' | 'closed', Way> = {
  expected: {
    key: EXPECTED,
    direction: sql`asc`,
    behind: ({ place, id }) => sql`(${EXPECTED}, deal.id) > (${place}::date, ${id}::bigint)`,
  },
  resting: {
    key: sql`deal.entered_at`,
    direction: sql`asc`,
    behind: ({ place, id }) => sql`(deal.entered_at, deal.id) > (${place}::timestamptz, ${id}::bigint)`,
  },
  closed: {
    key: sql`deal.closed_at`,
    direction: sql`desc`,
    behind: ({ place, id }) => sql`(deal.closed_at, deal.id) < (${place}::timestamptz, ${id}::bigint)`,
  },
}

const wayOf = ({ state, order }: DealFilters): Way => (state === 'open' ? ways[order] : ways.closed)

/** The order is hidden from PostgreSQL, which would walk along all there is for it. */
const sorted = (way: Way): Way => ({ ...way, key: sql`(array[${way.key}])[1]` })

/** What the index itself says. */
const heldIn = ({ state }: DealFilters): Condition =>
  state === 'open'
    ? sql`deal.kind = 'open' and deal.deleted_at is null`
    : sql`deal.closed_at is not null and deal.deleted_at is null`

/** What is looked at in each deal that a walk comes along. */
function othersOf({ state, tag, expectedBy, stalled }: DealFilters, now: Date): Condition[] {
  const others: Condition[] = []
  if (state === 'won' || state === 'lost') others.push(sql`deal.kind = ${state}`)
  if (tag !== undefined) others.push(sql`exists (select from unnest(deal.tags) one where lower(one) = lower(${tag}))`)
  if (expectedBy !== undefined) others.push(sql`deal.expected_on <= ${expectedBy}::date`)
  // As `isStale` of a deal that is shown.
  if (stalled === 'yes')
    others.push(sql`deal.entered_at < (select ${now}::timestamptz - make_interval(days => s.stale_days) from stage s where s.id = deal.stage_id)`) // prettier-ignore
  return others
}

interface Starts {
  starts: Condition[]
  /** As many as one can have about one thing: sorted, not walked. */
  isFew: boolean
}

async function startsOf(tx: Tx, actor: Actor, filters: DealFilters): Promise<Starts> {
  const few = await fewOf(tx, actor, filters)
  const { stageId, pipelineId, owner } = filters
  const exact: Condition[] = []
  if (owner === 'nobody') exact.push(sql`deal.owner_id is null`)
  else if (owner !== undefined) exact.push(sql`deal.owner_id = ${owner === 'me' ? (actor.id ?? '0') : validId(owner)}::bigint`) // prettier-ignore
  if (stageId !== undefined) exact.push(sql`deal.stage_id = ${validId(stageId)}::bigint`)
  else if (pipelineId !== undefined) exact.push(sql`deal.pipeline_id = ${validId(pipelineId)}::bigint`)
  if (few.length > 0) return { starts: [and([...few, ...exact])], isFew: true }
  if (exact.length > 0 && (owner !== 'nobody' || exact.length > 1)) return { starts: [and(exact)], isFew: false }
  // Without any of these along each pipeline; what is mine in one that I see no longer is found by its owner.
  const pipelines = await pipelinesFor(tx, actor)
  return { starts: pipelines.map(({ id }) => and([sql`deal.pipeline_id = ${id}::bigint`, ...exact])), isFew: false }
}

const and = (all: readonly Condition[]): Condition => sql`${sql.join(all, sql` and `)}`

/** What one does not see there are no deals of: it does not exist. */
async function fewOf(
  tx: Tx,
  actor: Actor,
  { companyId, contactId, conversationId, q }: DealFilters,
): Promise<Condition[]> {
  const few: Condition[] = []
  if (companyId !== undefined) {
    await mustMeet(tx, actor, 'company', companyId)
    few.push(sql`deal.company_id = ${companyId}::bigint`)
  }
  if (contactId !== undefined) {
    await mustMeet(tx, actor, 'contact', contactId)
    few.push(sql`deal.id in (select c.deal_id from deal_contact c where c.contact_id = ${contactId}::bigint)`)
  }
  if (conversationId !== undefined) {
    const { id } = await visibleConversation(tx, actor, conversationId)
    const family = await familyOf(tx, id)
    few.push(sql`deal.id in (select l.deal_id from deal_conversation l where l.conversation_id = any(${family}::bigint[]))`) // prettier-ignore
  }
  if (q !== undefined && q.trim() !== '') {
    const words = wordsAsked(q)
    few.push(words === null ? sql`false` : calledSo(words))
  }
  return few
}

const calledSo = (words: string): RawBuilder<boolean> =>
  sql`deal.id in (select d.id from deal d where d.words @@ ${words}::tsquery and d.deleted_at is null limit ${sql.lit(CALLED)})`

const writeCursor = ({ place, id }: Place) => Buffer.from(`${place}|${id}`).toString('base64url')

function readCursor(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const [place = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  if (
    !/^(infinity|\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2})?)$/.test(place) ||
    !/^\d{1,18}$/.test(id)
  )
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return { place, id }
}
