// Search: which conversations have a message with these words. Its own table, filled after a message is filed, never with it.
//
// The index holds each word with its day or month (search/buckets.ts). Looking through the newest and going on until there is enough
// makes both a rare word and one in half of all mail quick, where "all that match, sorted by time" is slow for the latter. The time
// is part of the word, not a column beside it: a prefix would be looked up in all of them otherwise.
import type { Id } from '../kit/id.ts'
import { Problem } from '../kit/problem.ts'
import { insertRows } from './access/rows.ts'
import { bucketsFor, readBuckets, startOf } from './search/buckets.ts'
import { type SearchQuery, searchQuery, termOf, tsqueryOf } from './search/query.ts'
import { tokensOf } from './search/tokens.ts'
import type { Tx } from './tx.ts'

export interface SearchRow {
  conversationId: Id
  messageId: Id
  inboxId: Id
  /** By which it is found, newest first. */
  at: Date
  /** Everything worth finding it by: subject, text, people, names of attachments. */
  text: string
}

export interface Search {
  query: string
  /** What the person may see, or a part of it. */
  inboxIds: readonly Id[]
  /** Conversations at most. */
  limit: number
  /** `next` of the page before. */
  cursor?: string | null
  /** Gives up after the first look, where there may be a better way. */
  isShort?: boolean
  /** What else has to hold: of these hits, newest first, those that are to be found. */
  keep?: (hits: Hit[]) => Promise<Hit[]>
}

export interface Found {
  /** Newest matching message first; each once. */
  conversationIds: Id[]
  next: string | null
}

/** Replaces what was known of these messages, and takes them off the list of what is to be indexed. */
export async function indexMessages(tx: Tx, rows: readonly SearchRow[]): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map((row) => row.messageId)
  await tx.query({
    name: 'search-forget',
    text: 'delete from message_search where conversation_id = any($1) and message_id = any($2)',
    values: [rows.map((row) => row.conversationId), ids],
  })
  const head = 'insert into message_search (conversation_id, message_id, inbox_id, bucket, at, tokens)'
  const bucketOf = await bucketsFor(
    tx,
    rows.map((row) => row.at),
  )
  const values = rows.map((row) => {
    const bucket = bucketOf(row.at)
    const terms = tokensOf(row.text).map((token) => termOf(bucket, token))
    return [row.conversationId, row.messageId, row.inboxId, bucket, row.at, terms]
  })
  const types = ['bigint', 'bigint', 'bigint', 'int', 'timestamptz', 'text[]']
  await insertRows(
    tx,
    {
      name: 'search-index',
      head: `${head} select c, m, i, b, t, array_to_tsvector(w) from (values`,
      tail: ') as row (c, m, i, b, t, w)',
      types,
    },
    values,
  )
  await tx.query({ name: 'search-done', text: 'delete from search_pending where message_id = any($1)', values: [ids] })
}

export interface Pending {
  messageId: Id
  conversationId: Id
}

/** Oldest first; held until the transaction ends, so that several workers never take the same. */
export async function takePending(tx: Tx, limit: number): Promise<Pending[]> {
  return await tx.query<Pending>({
    name: 'search-pending',
    text: `select message_id as "messageId", conversation_id as "conversationId" from search_pending
      order by message_id limit $1 for update skip locked`,
    values: [limit],
  })
}

/** What is gone meanwhile (an undone message) needs no index. */
export async function dropPending(tx: Tx, messageIds: readonly Id[]): Promise<void> {
  await tx.query({
    name: 'search-done',
    text: 'delete from search_pending where message_id = any($1)',
    values: [messageIds],
  })
}

/** Seconds that the oldest message not yet to be found has been waiting; 0 where there is none. */
export async function searchLag(tx: Tx): Promise<number> {
  const [oldest] = await tx.query<{ since: Date }>({
    name: 'search-lag',
    text: 'select since from search_pending order by message_id limit 1',
    values: [],
  })
  return oldest ? Math.max(0, (tx.now.getTime() - oldest.since.getTime()) / 1000) : 0
}

/** With every move of a conversation to another inbox, in the same transaction: who may find it is decided by this. */
export async function moveIndexed(tx: Tx, conversationId: Id, inboxId: Id): Promise<void> {
  await tx.query({
    name: 'search-move',
    text: 'update message_search set inbox_id = $2 where conversation_id = $1',
    values: [conversationId, inboxId],
  })
}

/** Once so many hits were looked through for a page it ends, short or empty, and its `next` goes on. */
const PATIENCE = 1_500
/** Hits of the first look, which is mostly enough, and of the others. */
const LOOKS = { first: 120, later: 1_500 }

export async function search(
  tx: Tx,
  { query, inboxIds, limit, cursor, isShort = false, keep }: Search,
): Promise<Found> {
  const asked = searchQuery(query)
  if (asked.wanted.length === 0 || inboxIds.length === 0) return { conversationIds: [], next: null }
  let place = cursor ? readCursor(cursor) : null
  const buckets = await readBuckets(tx)
  const found = new Set<Id>()
  for (let looked = 0; looked < PATIENCE;) {
    const most = looked === 0 ? LOOKS.first : LOOKS.later
    const hits = await lookIn(tx, { asked, buckets: upTo(buckets, place), inboxIds, before: place, limit: most })
    looked += hits.length
    const first = cursor ? readCursor(cursor) : null
    const fresh = first ? await withoutShown(tx, { asked, buckets, inboxIds, first, keep }, hits) : hits
    const kept = new Set(keep ? await keep(fresh) : fresh)
    for (const hit of hits) {
      const isNew = kept.has(hit) && !found.has(hit.conversationId)
      if (isNew && found.size === limit) return { conversationIds: [...found], next: place && cursorAfter(place) }
      if (isNew) found.add(hit.conversationId)
      place = hit
    }
    if (hits.length < most) return { conversationIds: [...found], next: null }
    if (isShort) break
  }
  return { conversationIds: [...found], next: place && cursorAfter(place) }
}

export interface Hit {
  conversationId: Id
  messageId: Id
  at: Date
}

interface Look {
  asked: SearchQuery
  buckets: readonly number[]
  inboxIds: readonly Id[]
  before: Hit | null
  limit: number
}

/** Newest buckets that are asked for all words together before it is asked which word is seldom. */
const NEWEST = 32
/** Messages with a word, at most, that make it a seldom one. */
const SELDOM = 400

/**
 * A word and all that begins with it is collected from a bucket before the index sees that another word is not there: over years that
 * is long where a frequent word stands beside a seldom one. So after the newest buckets the seldom one is looked for by itself.
 */
async function lookIn(tx: Tx, look: Look): Promise<Hit[]> {
  if (look.asked.wanted.length < 2 || look.buckets.length <= NEWEST) return lookThrough(tx, look)
  const newest = await lookThrough(tx, { ...look, buckets: look.buckets.slice(0, NEWEST) })
  if (newest.length >= look.limit) return newest
  const longestFirst = look.asked.wanted.toSorted((one, other) => other.text.length - one.text.length).slice(0, 4)
  for (const word of longestFirst) {
    const asked = { ...look.asked, wanted: [word], unwanted: [] }
    const hits = await lookThrough(tx, { ...look, asked, limit: SELDOM })
    if (hits.length === SELDOM) continue
    const messages = new Set(hits.map((hit) => hit.messageId))
    const among = await lookAmong(tx, { ...look, conversationIds: [...new Set(hits.map((hit) => hit.conversationId))] })
    return among.filter((hit) => messages.has(hit.messageId)).slice(0, look.limit)
  }
  const [buckets, limit] = [look.buckets.slice(NEWEST), look.limit - newest.length]
  return [...newest, ...(await lookThrough(tx, { ...look, buckets, limit }))]
}

/**
 * One walk over the index for each bucket, newest first, only as many as it takes: the rows of a lateral join are asked for one
 * after another.
 */
async function lookThrough(tx: Tx, { asked, buckets, inboxIds, before, limit }: Look): Promise<Hit[]> {
  const page = before ? 'and (at, message_id) < ($4::timestamptz, $5::bigint)' : ''
  return await tx.query<Hit>({
    name: before ? 'search-look-on' : 'search-look',
    text: `select hit.* from unnest($1::text[]) as bucket (query) cross join lateral (
        select conversation_id as "conversationId", message_id as "messageId", at from message_search
        where tokens @@ bucket.query::tsquery and inbox_id = any($2::bigint[]) ${page}
        order by at desc, message_id desc limit $3) hit limit $3`,
    values: [
      buckets.map((bucket) => tsqueryOf(asked, bucket)),
      inboxIds,
      limit,
      ...(before ? [before.at, before.messageId] : []),
    ],
  })
}

/** On a later page a conversation that an earlier page had shown by a newer message is left out. */
async function withoutShown(
  tx: Tx,
  {
    asked,
    buckets,
    inboxIds,
    first,
    keep,
  }: Pick<Look, 'asked' | 'buckets' | 'inboxIds'> & Pick<Search, 'keep'> & { first: Hit },
  hits: Hit[],
): Promise<Hit[]> {
  const ids = [...new Set(hits.map((hit) => hit.conversationId))]
  const newer = await lookAmong(tx, { asked, buckets, inboxIds, conversationIds: ids })
  const before = newer.filter((hit) => isSame(first, hit) || isBefore(first, hit))
  const shown = new Set((keep ? await keep(before) : before).map((hit) => hit.conversationId))
  return hits.filter((hit) => !shown.has(hit.conversationId))
}

/** The same question of a few conversations only, by their rows instead of the index: for filters that leave few. Newest first. */
export async function searchAmong(
  tx: Tx,
  { query, inboxIds, conversationIds }: Pick<Search, 'query' | 'inboxIds'> & { conversationIds: readonly Id[] },
): Promise<Hit[]> {
  const asked = searchQuery(query)
  if (asked.wanted.length === 0 || conversationIds.length === 0) return []
  return lookAmong(tx, { asked, buckets: await readBuckets(tx), inboxIds, conversationIds })
}

async function lookAmong(
  tx: Tx,
  {
    asked,
    buckets,
    inboxIds,
    conversationIds,
  }: Pick<Look, 'asked' | 'buckets' | 'inboxIds'> & { conversationIds: readonly Id[] },
): Promise<Hit[]> {
  return await tx.query<Hit>({
    name: 'search-among',
    text: `select conversation_id as "conversationId", message_id as "messageId", at from message_search
      join unnest($1::int[], $2::text[]) as asked (bucket, query) using (bucket)
      where conversation_id = any($3::bigint[]) and inbox_id = any($4::bigint[]) and tokens @@ asked.query::tsquery
      order by at desc, message_id desc`,
    values: [buckets, buckets.map((bucket) => tsqueryOf(asked, bucket)), conversationIds, inboxIds],
  })
}

const isBefore = (one: Hit, other: Hit) =>
  one.at < other.at || (one.at.getTime() === other.at.getTime() && BigInt(one.messageId) < BigInt(other.messageId))
const isSame = (one: Hit, other: Hit) => one.messageId === other.messageId

/** Those that may hold something older than this. */
function upTo(buckets: readonly number[], place: Hit | null): readonly number[] {
  return place ? buckets.filter((bucket) => startOf(bucket) <= place.at.getTime()) : buckets
}

/** Of the page that ends with this hit. */
export const cursorAfter = ({ at, messageId }: Hit): string => `${at.getTime()}-${messageId}`

function readCursor(cursor: string): Hit {
  const [, at, messageId] = /^(-?\d{1,15})-(\d{1,19})$/.exec(cursor) ?? []
  if (at === undefined || messageId === undefined)
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by a search. Start again without one.')
  return { at: new Date(Number(at)), messageId, conversationId: '0' }
}
