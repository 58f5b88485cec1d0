// A list of what says something: by number (`#1042`), or by words in subject, text, people, attachments' names and notes. The newest
// message that says it comes first.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import { search } from '../../store/search.ts'
import type { Hit } from '../../store/search/look.ts'
import type { Phrase } from '../../store/search/query.ts'
import { readQuestion } from '../../store/search/question.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { alongList } from './along.ts'
import { conditionsOf, everyCondition, type Filters, inboxesOf, shelvesOf } from './filters.ts'
import type { Condition } from './facet.ts'
import { impostorSigns } from './impostors.ts'
import { saying } from './phrases.ts'
import { openTo } from './privacy.ts'
import { type Listed, listedBy, type ListedConversation, readRow, withoutLongTexts } from './views.ts'
import { seenIn } from './walk.ts'

export async function findRows(tx: Tx, actor: Actor, filters: Filters): Promise<Listed> {
  const query = filters.q ?? ''
  const { limit, cursor = null } = filters
  const question = await readQuestion(tx, query)
  const inboxIds = inboxesOf(filters, actor)
  const numbered = cursor === null ? await byNumber(tx, query) : []
  const keep = (hits: Hit[]) => headsOf(tx, actor, filters, question.asked.phrases, hits)
  const { conversationIds, next } =
    (await alongList({ tx, actor, filters, question })) ??
    (await search(tx, question, { inboxIds, limit, cursor, keep }))
  const rows = await readRows(tx, actor, filters, [...numbered, ...conversationIds])
  const signsOf = await impostorSigns(tx)
  const conversations = rows.map((row) => withoutLongTexts(readRow(row, signsOf)))
  return { conversations, next, isPartial: next !== null && conversations.length < limit }
}

async function byNumber(tx: Tx, query: string): Promise<Id[]> {
  const number = /^\s*#?(\d{1,18})\s*$/.exec(query)?.[1]
  if (!number) return []
  const rows = await tx.query<{ id: Id }>({
    name: 'conversation-numbered',
    text: 'select coalesce(merged_into, id) as id from conversation where number = $1',
    values: [number],
  })
  return rows.map((row) => row.id)
}

/** Of the hits those that say the phrases and whose conversation is in the list; a part of a merged one stands for the whole. */
async function headsOf(
  tx: Tx,
  actor: Actor,
  filters: Filters,
  phrases: readonly Phrase[],
  hits: Hit[],
): Promise<Map<Hit, Id>> {
  const said = phrases.length > 0 ? await saying(tx, hits, phrases) : hits
  if (said.length === 0) return new Map()
  const ids = [...new Set(said.map((hit) => hit.conversationId))]
  const rows = await ask(
    tx,
    'find-heads',
    sql<{ part: Id; head: Id }>`select part.id as part, conversation.id as head from conversation part
      join conversation on conversation.id = coalesce(part.merged_into, part.id)
      where part.id = any(${ids}::bigint[]) and ${inList(tx, actor, filters)}`,
  )
  const heads = new Map(rows.map((row) => [row.part, row.head]))
  return new Map(
    said.flatMap((hit) => (heads.has(hit.conversationId) ? [[hit, heads.get(hit.conversationId) as Id]] : [])),
  )
}

/** As far as the list shows them, in this order, each once. */
async function readRows(tx: Tx, actor: Actor, filters: Filters, ids: Id[]): Promise<ListedConversation[]> {
  if (ids.length === 0) return []
  const rows = await ask(
    tx,
    'find-rows',
    sql<ListedConversation>`select ${listedBy(actor)} from conversation
      where conversation.id = any(${ids}::bigint[]) and ${inList(tx, actor, filters)}`,
  )
  const known = new Map(rows.map((row) => [row.id, row]))
  return [...new Set(ids)].flatMap((id) => known.get(id) ?? [])
}

function inList(tx: Tx, actor: Actor, filters: Filters): Condition {
  const all = [
    ...everyCondition(conditionsOf(filters, actor)),
    openTo(tx, actor),
    sql<boolean>`conversation.shelf = any(${shelvesOf(filters)}::text[])`,
    seenIn(inboxesOf(filters, actor)),
  ]
  return sql`${sql.join(all, sql` and `)}`
}
