// A list of what says something: by number (`#1042`), or by words in subject, text, people and attachments' names. The newest
// message that says it comes first.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { cursorAfter, type Found, type Hit, search, searchAmong } from '../../store/search.ts'
import { searchQuery } from '../../store/search/query.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import type { ConversationRow } from './conversations.api.ts'
import { conditionsOf, type Filters, inboxesOf, shelvesOf } from './filters.ts'
import { seenIn, walk } from './walk.ts'
import { saying } from './phrases.ts'
import { openTo } from './privacy.ts'
import { listedBy, type ListedConversation, readRow } from './views.ts'

/** Where filters leave no more than this, those are looked through instead of all that say it. */
const FEW = 300

export async function findRows(
  tx: Tx,
  actor: Actor,
  filters: Filters,
): Promise<{ conversations: ConversationRow[]; next: string | null }> {
  const q = filters.q ?? ''
  const inboxIds = inboxesOf(filters, actor)
  const numbered = filters.cursor === undefined ? await byNumber(tx, actor, filters, q) : []
  const list = filters.cursor === undefined ? await listOf(tx, actor, filters) : null
  const rows = new Map<Id, ListedConversation>(numbered.map((row) => [row.id, row]))
  const { phrases } = searchQuery(q)
  /** Of the hits those whose conversation is in the list; a part of a merged one stands for the whole. */
  const heads = new Map<Id, Id>()
  const keep = async (hits: Hit[]): Promise<Hit[]> => {
    const said = phrases.length > 0 ? await saying(tx, hits, phrases) : hits
    const found = await listed(
      tx,
      actor,
      filters,
      said.map((hit) => hit.conversationId),
    )
    for (const { part, ...row } of found) {
      heads.set(part, row.id)
      if (!rows.has(row.id)) rows.set(row.id, row)
    }
    const known = new Set<Id>()
    return said.filter((hit) => {
      const head = heads.get(hit.conversationId)
      if (head === undefined || (known.has(head) && head !== hit.conversationId)) return false
      known.add(head)
      return true
    })
  }
  const asked = { query: q, inboxIds }
  const { conversationIds, next, isAll } = await found()
  const ids = new Set([...numbered.map((row) => row.id), ...conversationIds.map((id) => heads.get(id) ?? id)])
  const page = [...ids].flatMap((id) => rows.get(id) ?? [])
  return { conversations: page.slice(0, isAll ? FEW : undefined).map(readRow), next }

  async function found(): Promise<Found & { isAll?: boolean }> {
    const { limit, cursor = null } = filters
    const searching = { ...asked, limit, cursor, keep }
    if (!list) return search(tx, searching)
    if (list.length <= FEW) {
      const hits = await keep(await searchAmong(tx, { ...asked, conversationIds: await withParts(tx, list) }))
      return { conversationIds: hits.map((hit) => hit.conversationId), next: null, isAll: true }
    }
    const short = await search(tx, { ...searching, isShort: true })
    if (short.next === null || short.conversationIds.length === limit) return short
    return (await alongList(list, limit)) ?? search(tx, searching)
  }

  /** Where many say it but few of those are in the list: the newest of the list are looked through instead, if that is enough. */
  async function alongList(all: ListedConversation[], limit: number): Promise<Found | null> {
    for (const part of [all.slice(0, FEW / 3), all]) {
      const hits = await searchAmong(tx, { ...asked, conversationIds: await withParts(tx, part) })
      // What is further down the list was said before its last conversation was last written to.
      const since = part.at(-1)?.last_message_at ?? tx.now
      const kept = await keep(hits.filter((hit) => hit.at > since))
      const ids = [...new Set(kept.map((hit) => hit.conversationId))].slice(0, limit)
      const last = kept.find((hit) => hit.conversationId === ids.at(-1))
      if (ids.length === limit && last) return { conversationIds: ids, next: cursorAfter(last) }
    }
    return null
  }
}

async function byNumber(tx: Tx, actor: Actor, filters: Filters, q: string): Promise<ListedConversation[]> {
  const number = /^\s*#?(\d{1,18})\s*$/.exec(q)?.[1]
  if (!number) return []
  const { rows } = await sql<{ id: Id }>`select id from conversation where number = ${number}::bigint`.execute(tx.db)
  return listed(
    tx,
    actor,
    filters,
    rows.map((row) => row.id),
  )
}

/** The newest of what the filters leave, one more than few; null where nothing narrows it. */
async function listOf(tx: Tx, actor: Actor, filters: Filters): Promise<ListedConversation[] | null> {
  const { facets } = conditionsOf(filters, actor)
  if (
    facets.length === 0 &&
    filters.priority === undefined &&
    !['unassigned', 'snoozed', 'held'].includes(filters.view)
  )
    return null
  return walk(tx, actor, filters, { limit: FEW + 1, before: null })
}

/** With what was merged into them. */
async function withParts(tx: Tx, list: readonly ListedConversation[]): Promise<Id[]> {
  const ids = list.map((row) => row.id)
  const parts = await tx.query<{ id: Id }>({
    name: 'search-parts',
    text: 'select id from conversation where merged_into = any($1::bigint[])',
    values: [ids],
  })
  return [...ids, ...parts.map((row) => row.id)]
}

/** The conversations of these ids, or what they were merged into, as far as the list shows them. */
async function listed(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  ids: Id[],
): Promise<(ListedConversation & { part: Id })[]> {
  if (ids.length === 0) return []
  const { facets, checks } = conditionsOf(filters, actor)
  const all: RawBuilder<boolean>[] = [
    ...facets.map((one) => one.is),
    ...checks,
    openTo(tx, actor),
    sql`conversation.shelf = any(${shelvesOf(filters)}::text[])`,
    seenIn(inboxesOf(filters, actor)),
  ]
  const { rows } = await sql<ListedConversation & { part: Id }>`
    select ${listedBy(actor)}, part.id as part from conversation part
    join conversation on conversation.id = coalesce(part.merged_into, part.id)
    where part.id = any(${[...new Set(ids)]}::bigint[]) and ${sql.join(all, sql` and `)}`.execute(tx.db)
  return rows
}
