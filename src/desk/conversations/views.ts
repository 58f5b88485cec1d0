// Lists of conversations: the ready-made views, their filters and how a row reads. Every query names the inboxes the
// actor sees; there is no list without them.
import { sql, type SelectQueryBuilder, type Selectable } from 'kysely'
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { search } from '../../store/search.ts'
import { fold } from '../../store/search/tokens.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import type { ConversationRow, listConversations, ViewName } from './conversations.api.ts'
import { openTo } from './privacy.ts'

type Filters = z.output<typeof listConversations.input>
export type ListedConversation = Selectable<Tables['conversation']> & { is_unread: boolean }
type Query = SelectQueryBuilder<Tables, 'conversation', object>

const awake = sql<boolean>`(conversation.snoozed_until is null or conversation.snoozed_until <= now())`
const open = (query: Query) => query.where('conversation.status', '=', 'open').where(awake)

/** What each view holds, beside the inboxes one sees and nothing merged, binned or held. */
const views: Record<ViewName, (query: Query, actor: Actor) => Query> = {
  open,
  mine: (query, actor) => open(query).where('conversation.assignee_id', '=', actor.id ?? '0'),
  unassigned: (query) => open(query).where('conversation.assignee_id', 'is', null),
  unread: (query, actor) => open(query).where(unreadBy(actor)),
  waiting: (query) => query.where('conversation.status', '=', 'waiting'),
  snoozed: (query) =>
    query.where('conversation.status', '=', 'open').where(sql<boolean>`conversation.snoozed_until > now()`),
  resolved: (query) => query.where('conversation.status', '=', 'resolved'),
  all: (query) => query,
  held: (query) => query,
}

/** Something came in that this user has not looked at. */
export function unreadBy(actor: Actor) {
  return sql<boolean>`(conversation.last_inbound_at is not null and not exists (
    select 1 from seen where seen.conversation_id = conversation.id and seen.user_id = ${actor.id ?? '0'} and seen.seen_at >= conversation.last_inbound_at))`
}

/** Every list and count starts here: the row filter of the access model. */
export function visibleConversations(tx: Tx, actor: Actor): Query {
  return tx.db
    .selectFrom('conversation')
    .where('conversation.inbox_id', 'in', actor.inboxIds.length > 0 ? [...actor.inboxIds] : ['0'])
    .where('conversation.merged_into', 'is', null)
    .where('conversation.deleted_at', 'is', null)
    .where(openTo(tx, actor)) as unknown as Query
}

export async function listRows(
  tx: Tx,
  actor: Actor,
  filters: Filters,
): Promise<{ conversations: ConversationRow[]; next: string | null }> {
  let query = visibleConversations(tx, actor).where(
    'conversation.held',
    filters.view === 'held' ? 'is not' : 'is',
    null,
  )
  query = views[filters.view](query, actor)
  for (const [column, value] of [
    ['conversation.inbox_id', filters.inboxId],
    ['conversation.assignee_id', filters.assigneeId],
    ['conversation.team_id', filters.teamId],
    ['conversation.category_id', filters.categoryId],
    ['conversation.contact_id', filters.contactId],
  ] as const)
    if (value !== undefined) query = query.where(column, '=', validId(value))
  if (filters.priority) query = query.where('conversation.priority', '=', filters.priority)
  if (filters.tag) query = query.where(sql<boolean>`conversation.tags @> array[${filters.tag}]::text[]`)
  if (filters.q) {
    const found = await matching(tx, actor, filters.q)
    if (found.length === 0) return { conversations: [], next: null }
    query = query.where('conversation.id', 'in', found)
  }
  if (filters.cursor) {
    const [at, id] = readCursor(filters.cursor)
    query = query.where(
      sql<boolean>`(conversation.last_message_at, conversation.id) < (${at}::timestamptz, ${id}::bigint)`,
    )
  }
  const rows = (await query
    .selectAll('conversation')
    .select(unreadBy(actor).as('is_unread'))
    .orderBy('conversation.last_message_at', 'desc')
    .orderBy('conversation.id', 'desc')
    .limit(filters.limit + 1)
    .execute()) as unknown as ListedConversation[]
  const page = rows.slice(0, filters.limit)
  const last = page.at(-1)
  return { conversations: page.map(readRow), next: rows.length > filters.limit && last ? writeCursor(last) : null }
}

/** By number (`#1042`), or by words in subject, text, people and attachments' names: at most 1,000, newest first. */
async function matching(tx: Tx, actor: Actor, q: string): Promise<Id[]> {
  const number = /^\s*#?(\d{1,18})\s*$/.exec(q)?.[1]
  const numbered = number
    ? await tx.db
        .selectFrom('conversation')
        .select('id')
        .where('number', '=', number)
        .where('inbox_id', 'in', [...actor.inboxIds, '0'])
        .execute()
    : []
  const found = await search(tx, { query: q, inboxIds: [...actor.inboxIds], limit: 1000 })
  const worded =
    found.phrases.length > 0
      ? await saying(tx, found.conversationIds.slice(0, 300), found.phrases)
      : found.conversationIds
  const ids = [...new Set([...numbered.map((row) => row.id), ...worded])]
  if (ids.length === 0) return []
  const heads = await tx.db.selectFrom('conversation').select(['id', 'merged_into']).where('id', 'in', ids).execute()
  return [...new Set(heads.map((row) => row.merged_into ?? row.id))]
}

/** Those in which one message says all the phrases word for word; the index knows words, not their order. */
async function saying(tx: Tx, ids: Id[], phrases: string[]): Promise<Id[]> {
  if (ids.length === 0) return []
  const messages = await tx.db
    .selectFrom('message')
    .select(['conversation_id', 'subject', 'text'])
    .where('conversation_id', 'in', ids)
    .execute()
  const says = messages.filter((one) => {
    const words = fold(`${one.subject} ${one.text}`).replace(/\s+/g, ' ')
    return phrases.every((phrase) => words.includes(phrase))
  })
  return [...new Set(says.map((one) => one.conversation_id))]
}

export function validId(text: string): Id {
  if (!/^\d{1,19}$/.test(text) || BigInt(text) > 9_223_372_036_854_775_807n)
    throw new Problem('invalid', 'bad-id', 'An id is a number.', { detail: { id: text } })
  return text
}

const writeCursor = (row: { last_message_at: Date; id: Id }) =>
  Buffer.from(`${row.last_message_at.toISOString()}|${row.id}`).toString('base64url')

function readCursor(cursor: string): [at: string, id: Id] {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  if (!/^\d{4}-[\d:T.Z-]+$/.test(at) || Number.isNaN(Date.parse(at)) || !/^\d{1,18}$/.test(id))
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return [at, id]
}

export function readRow(row: ListedConversation): ConversationRow {
  return {
    id: row.id,
    number: row.number,
    inboxId: row.inbox_id,
    subject: row.subject,
    snippet: row.snippet,
    status: row.status as ConversationRow['status'],
    priority: row.priority as ConversationRow['priority'],
    categoryId: row.category_id,
    tags: row.tags,
    assigneeId: row.assignee_id,
    teamId: row.team_id,
    contactId: row.contact_id,
    from: { name: row.from_name, address: row.from_address },
    language: row.language,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    waitingSince: row.waiting_since?.toISOString() ?? null,
    lastMessageAt: row.last_message_at.toISOString(),
    messageCount: row.message_count,
    attachmentCount: row.attachment_count,
    isUnread: row.is_unread,
    held: row.held,
    isPrivate: row.private_at !== null,
    version: row.version,
    isSample: row.is_sample,
  }
}
