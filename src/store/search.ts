// Search: which conversations have a message with these words. Its own table, filled after a message is filed, never with it.
//
// The index holds each word with its month. Looking through the newest month first and widening makes both a rare word and one in
// half of all mail quick, where "all that match, sorted by time" is slow for the latter. The month is part of the word, not a column
// beside it: a prefix would be looked up in all months otherwise.
import type { Id } from '../kit/id.ts'
import { Problem } from '../kit/problem.ts'
import { insertRows } from './access/rows.ts'
import { searchQuery, termOf, tsqueryOf } from './search/query.ts'
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
}

export interface Found {
  /** Newest matching message first; each once. */
  conversationIds: Id[]
  /** Folded; only what contains them, in that order, was asked for. The index cannot tell. */
  phrases: string[]
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
  const values = rows.map((row) => [
    row.conversationId,
    row.messageId,
    row.inboxId,
    bucketOf(row.at),
    row.at,
    termsOf(row),
  ])
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

function termsOf(row: SearchRow): string[] {
  return tokensOf(row.text).map((token) => termOf(bucketOf(row.at), token))
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

export async function search(tx: Tx, { query, inboxIds, limit, cursor }: Search): Promise<Found> {
  const asked = searchQuery(query)
  const found: Hit[] = []
  if (asked.wanted.length === 0 || inboxIds.length === 0)
    return { conversationIds: [], phrases: asked.phrases, next: null }
  const before = cursor ? readCursor(cursor) : null
  const [span] = await tx.query<{ oldest: number | null; newest: number | null }>({
    name: 'search-span',
    text: 'select min(bucket) as oldest, max(bucket) as newest from message_search',
    values: [],
  })
  const oldest = span?.oldest ?? 0
  // The newest month, then twice as many each time.
  for (
    let to = Math.min(span?.newest ?? -1, before ? bucketOf(before.at) : Infinity), width = 1;
    to >= oldest && found.length <= limit;
    to -= width, width *= 2
  ) {
    const months = Array.from({ length: Math.min(width, to - oldest + 1) }, (_, back) => to - back)
    const seen = new Set(found.map((hit) => hit.conversationId))
    const hits = await lookIn(tx, {
      tsquery: tsqueryOf(asked, months),
      everywhere: () =>
        tsqueryOf(
          asked,
          Array.from({ length: (span?.newest ?? 0) - to + width }, (_, n) => to - width + 1 + n),
        ),
      inboxIds,
      before,
      limit: limit + 1 + seen.size,
    })
    found.push(...hits.filter((hit) => !seen.has(hit.conversationId)))
  }
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    conversationIds: page.map((hit) => hit.conversationId),
    phrases: asked.phrases,
    next: found.length > limit && last ? writeCursor(last) : null,
  }
}

interface Hit {
  conversationId: Id
  at: Date
}

interface Look {
  tsquery: string
  /** The same in these months and all newer ones: what an earlier page may have shown. */
  everywhere: () => string
  inboxIds: readonly Id[]
  before: Hit | null
  limit: number
}

/** On a later page a conversation that an earlier page had shown by a newer message is left out. */
async function lookIn(tx: Tx, { tsquery, everywhere, inboxIds, before, limit }: Look): Promise<Hit[]> {
  const page = before
    ? `and (at, conversation_id) < ($4, $5) and not exists (select 1 from message_search newer where newer.conversation_id = hit.conversation_id
        and (newer.at, newer.conversation_id) >= ($4, $5) and newer.tokens @@ $6::tsquery and newer.inbox_id = any($2))`
    : ''
  // Not prepared: the plan depends on how frequent the words are.
  return await tx.query<Hit>({
    text: `select conversation_id as "conversationId", max(at) as at from message_search hit
      where tokens @@ $1::tsquery and inbox_id = any($2) ${page}
      group by conversation_id order by max(at) desc, conversation_id desc limit $3`,
    values: [tsquery, inboxIds, limit, ...(before ? [before.at, before.conversationId, everywhere()] : [])],
  })
}

/** Months since 1970, UTC. */
export function bucketOf(at: Date): number {
  return (at.getUTCFullYear() - 1970) * 12 + at.getUTCMonth()
}

const writeCursor = ({ at, conversationId }: Hit) => `${at.getTime()}-${conversationId}`

function readCursor(cursor: string): Hit {
  const [at = '', conversationId = ''] = cursor.split('-')
  if (!/^\d{1,15}$/.test(at) || !/^\d{1,19}$/.test(conversationId))
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by a search. Start again without one.')
  return { at: new Date(Number(at)), conversationId }
}
