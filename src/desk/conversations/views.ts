// Who is shown which conversation, and how its row reads. Every list and count names the inboxes the actor sees.
import { type RawBuilder, sql, type SelectQueryBuilder, type Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import type { ImpostorSign } from '../../mail/impostor/impostor.ts'
import type { ConversationRow, Measure, Person } from './conversations.api.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import { openTo } from './privacy.ts'

/** What the row of a list shows; of what it does not show nothing is read. */
const SHOWN = [
  'id',
  'number',
  'inbox_id',
  'subject',
  'snippet',
  'status',
  'status_id',
  'priority',
  'category_id',
  'tags',
  'assignee_id',
  'team_id',
  'contact_id',
  'from_name',
  'from_address',
  'last_inbound_at',
  'language',
  'snoozed_until',
  'waiting_since',
  'last_message_at',
  'message_count',
  'attachment_count',
  'held',
  'private_at',
  'version',
  'is_sample',
  'fields',
] as const satisfies (keyof Tables['conversation'])[]

export type ListedConversation = Pick<Selectable<Tables['conversation']>, (typeof SHOWN)[number]> & {
  is_unread: boolean
  due: { measure: Measure; at: string; warnAt: string | null } | null
}
/** A page of a list. */
export interface Listed {
  conversations: ConversationRow[]
  next: string | null
  /** It ended before it was full, and `next` goes on from where it has looked. */
  isPartial: boolean
}
type Query = SelectQueryBuilder<Tables, 'conversation', object>

/** Something came in that this user has not looked at. A subquery of one value: looked up row by row, never joined as a whole. */
export function unreadBy(actor: Actor): RawBuilder<boolean> {
  return sql<boolean>`(conversation.last_inbound_at is not null and coalesce((select seen.seen_at from seen
    where seen.conversation_id = conversation.id and seen.user_id = ${actor.id ?? '0'}) < conversation.last_inbound_at, true))`
}

/** The target that runs out first; of what pauses nothing runs out. */
const DUE = sql`(select jsonb_build_object('measure', clock.measure, 'at', clock.due_at, 'warnAt', clock.warn_at) from clock
  where clock.conversation_id = conversation.id and clock.stopped_at is null and clock.due_at is not null order by clock.due_at limit 1)`

/** The columns of a listed conversation, where a statement calls it `conversation`. */
export function listedBy(actor: Actor): RawBuilder<unknown> {
  const shown = SHOWN.map((name) => sql.ref(`conversation.${name}`))
  return sql`${sql.join(shown)}, ${unreadBy(actor)} as is_unread, ${DUE} as due`
}

/** The row filter of the access model. */
export function visibleConversations(tx: Tx, actor: Actor): Query {
  return tx.db
    .selectFrom('conversation')
    .where('conversation.inbox_id', 'in', actor.inboxIds.length > 0 ? [...actor.inboxIds] : ['0'])
    .where('conversation.merged_into', 'is', null)
    .where('conversation.deleted_at', 'is', null)
    .where(openTo(tx, actor)) as unknown as Query
}

export function validId(text: string): Id {
  if (!/^\d{1,19}$/.test(text) || BigInt(text) > 9_223_372_036_854_775_807n)
    throw new Problem('invalid', 'bad-id', 'An id is a number.', { detail: { id: text } })
  return text
}

/** `signsOf`: whether who wrote last would be taken for somebody else. */
export function readRow(row: ListedConversation, signsOf: (sender: Person) => ImpostorSign[]): ConversationRow {
  const from = { name: row.from_name, address: row.from_address }
  return {
    id: row.id,
    number: row.number,
    inboxId: row.inbox_id,
    subject: row.subject,
    snippet: row.snippet,
    status: row.status as ConversationRow['status'],
    statusId: row.status_id,
    priority: row.priority as ConversationRow['priority'],
    categoryId: row.category_id,
    tags: row.tags,
    assigneeId: row.assignee_id,
    teamId: row.team_id,
    contactId: row.contact_id,
    from,
    impostorSigns: row.last_inbound_at ? signsOf(from) : [], // else it is whom we wrote to
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
    due: row.due && {
      measure: row.due.measure,
      at: new Date(row.due.at).toISOString(),
      warnAt: row.due.warnAt && new Date(row.due.warnAt).toISOString(),
    },
    fields: row.fields as FieldValues,
  }
}

/** A page of fifty stays a page, whatever was written into fields. */
const LONG = 500
export function withoutLongTexts(row: ConversationRow): ConversationRow {
  const values = Object.entries(row.fields)
  if (!values.some(([, value]) => typeof value === 'string' && value.length > LONG)) return row
  return { ...row, fields: Object.fromEntries(values.filter(([, value]) => !(typeof value === 'string' && value.length > LONG))) } // prettier-ignore
}
