// Search: which conversations have a message with these words. Its own table, filled after a message is filed, never with it.
//
// The index holds each word with its day or month (search/buckets.ts). Looking through the newest and going on until there is enough
// makes both a rare word and one in half of all mail quick, where "all that match, sorted by time" is slow for the latter. The time
// is part of the word, not a column beside it: a prefix would be looked up in all of them otherwise.
import type { Id } from '../kit/id.ts'
import { Problem } from '../kit/problem.ts'
import { insertRows } from './access/rows.ts'
import { between, bucketsFor } from './search/buckets.ts'
import { type Among, type Hit, type Look, lookAmong, lookThrough } from './search/look.ts'
import { termOf } from './search/query.ts'
import type { Question } from './search/question.ts'
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
  /** What the person may see, or a part of it. */
  inboxIds: readonly Id[]
  /** Conversations at most. */
  limit: number
  /** `next` of the page before. */
  cursor?: string | null
  /** What else has to hold: of these hits, newest first, those that are to be found, and the conversation that stands for each. */
  keep?: (hits: Hit[]) => Promise<Map<Hit, Id>>
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

/**
 * What was indexed lies in a list at first, which every walk over the index reads whole; a search makes many. Where the index is somebody
 * else's, or lies on other nodes, it is PostgreSQL that sorts it in, each time the list has grown to what the migrations allow.
 */
export async function sortIn(tx: Tx): Promise<void> {
  await tx.query({
    name: 'search-sort-in',
    text: `select gin_clean_pending_list(oid) from pg_class
      where oid = to_regclass('message_search_by_token') and pg_has_role(relowner, 'USAGE')`,
    values: [],
  })
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

/** What is gone meanwhile (a message called back, a note taken back) is found no more. */
export async function forgetMessages(tx: Tx, gone: readonly Pending[]): Promise<void> {
  const ids = gone.map((one) => one.messageId)
  await tx.query({
    name: 'search-forget',
    text: 'delete from message_search where conversation_id = any($1) and message_id = any($2)',
    values: [gone.map((one) => one.conversationId), ids],
  })
  await tx.query({ name: 'search-done', text: 'delete from search_pending where message_id = any($1)', values: [ids] })
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

/**
 * Hits that are looked through for one page: mostly the first look is enough. After the second the page ends, short or empty, and its
 * `next` goes on. Of a phrase every hit is read.
 */
const LOOKS = { first: 120, second: 1_500, secondOfPhrase: 400 }

export async function search(
  tx: Tx,
  question: Question,
  { inboxIds, limit, cursor, keep = asTheyAre }: Search,
): Promise<Found> {
  if (question.asked.wanted.length === 0 || inboxIds.length === 0) return { conversationIds: [], next: null }
  const first = cursor ? readCursor(cursor) : null
  let place = first
  const found = new Set<Id>()
  const second = question.asked.phrases.length > 0 ? LOOKS.secondOfPhrase : LOOKS.second
  for (const most of [LOOKS.first, second]) {
    const buckets = between(question.buckets, { since: null, until: place && place.at })
    const hits = await lookThrough(tx, { ...question, buckets, inboxIds, before: place, limit: most })
    const kept = await keep(hits)
    const shown = first ? await shownBefore(tx, { ...question, inboxIds, first, keep }, kept) : null
    for (const hit of hits) {
      const id = kept.get(hit)
      const isNew = id !== undefined && !found.has(id) && !shown?.has(id)
      if (isNew && found.size === limit) return { conversationIds: [...found], next: place && cursorAfter(place) }
      if (isNew) found.add(id)
      place = hit
    }
    if (hits.length < most) return { conversationIds: [...found], next: null }
  }
  return { conversationIds: [...found], next: place && cursorAfter(place) }
}

const asTheyAre = async (hits: Hit[]) => new Map(hits.map((hit) => [hit, hit.conversationId]))

/** Of these those that an earlier page had by a newer message. */
async function shownBefore(
  tx: Tx,
  {
    first,
    keep,
    ...look
  }: Pick<Look, 'asked' | 'buckets' | 'inboxIds'> & Required<Pick<Search, 'keep'>> & { first: Hit },
  kept: Map<Hit, Id>,
): Promise<Set<Id>> {
  const hits = await lookAmong(tx, { ...look, conversationIds: [...new Set(kept.values())], since: null })
  const newer = hits.filter((hit) => !isAfter(first, hit))
  return new Set((await keep(newer)).values())
}

/** What these conversations say since then, newest first: for filters that leave few, and for words that many say. */
export async function searchAmong(tx: Tx, { buckets, since, ...among }: Among): Promise<(Hit & { head: Id })[]> {
  if (among.asked.wanted.length === 0 || among.conversationIds.length === 0) return []
  return lookAmong(tx, { ...among, since, buckets: between(buckets, { since, until: null }) })
}

/** Whether a hit comes later in the order of pages: it is older. */
export const isAfter = (place: Hit, hit: Hit): boolean =>
  hit.at < place.at || (hit.at.getTime() === place.at.getTime() && BigInt(hit.messageId) < BigInt(place.messageId))

/** Of the page that ends with this hit. */
export const cursorAfter = ({ at, messageId }: Hit): string => `${at.getTime()}-${messageId}`

export function readCursor(cursor: string): Hit {
  const [, at, messageId] = /^(-?\d{1,15})-(\d{1,19})$/.exec(cursor) ?? []
  if (at === undefined || messageId === undefined)
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by a search. Start again without one.')
  return { at: new Date(Number(at)), messageId, conversationId: '0' }
}
