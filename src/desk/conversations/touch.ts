// The one way to change a conversation's row: the version grows with it, the change and its event stand together.
import { Problem } from '../../kit/problem.ts'
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'
import { saidBy, tellAccounts } from '../mailboxes/changes.ts'
import { holdPlaced, noteMoves } from './tally.ts'

export type ConversationFields = Updateable<Tables['conversation']>
export type StoredConversation = Selectable<Tables['conversation']>

export function noSuchConversation(id: Id): Problem {
  return new Problem('missing', 'conversation-missing', 'There is no such conversation.', { detail: { id } })
}

/**
 * Locks a conversation, so that two changes at once follow each other. Of a merged one its head: what is done to a part is done
 * to the whole. Go on with the id of the row, not with the one asked for.
 */
export async function lockConversation(tx: Tx, id: Id): Promise<StoredConversation> {
  for (;;) {
    const row = await tx.db
      .selectFrom('conversation')
      .selectAll()
      .where('id', '=', (is) =>
        is
          .selectFrom('conversation as asked')
          .select(sql<Id>`coalesce(asked.merged_into, asked.id)`.as('head'))
          .where('asked.id', '=', id),
      )
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw noSuchConversation(id)
    if (row.merged_into === null) return row // otherwise it was merged while we waited for it
  }
}

/** The row itself, merged or not: for merging and its undo. */
export async function lockExactly(tx: Tx, id: Id): Promise<StoredConversation> {
  const row = await tx.db.selectFrom('conversation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw noSuchConversation(id)
  return row
}

/** What decides in which tallies a conversation is counted. */
const PLACING = [
  'status',
  'snoozed_until',
  'assignee_id',
  'inbox_id',
  'held',
  'merged_into',
  'deleted_at',
  'private_at',
  'last_inbound_at',
] as const satisfies (keyof ConversationFields)[]

/** A custom status belongs to one of the three: when that is left, it is left too. */
function withoutOwnStatus(fields: ConversationFields) {
  if (typeof fields.status !== 'string' || fields.status_id !== undefined) return fields
  return { ...fields, status_id: sql<Id | null>`case when status = ${fields.status} then status_id end` }
}

/**
 * Writes `fields`, lets the version grow and records `event` with the new version in its data. Mail accounts that follow the desk hear
 * of it in the same transaction.
 */
export async function touch(
  tx: Tx,
  id: Id,
  fields: ConversationFields,
  event: { name: string; data: Record<string, unknown>; nounId?: Id },
): Promise<StoredConversation> {
  const before = PLACING.some((name) => name in fields) ? await holdPlaced(tx, [id]) : null
  const row = await tx.db
    .updateTable('conversation')
    .set({ ...withoutOwnStatus(fields), version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw noSuchConversation(id)
  if (before) await noteMoves(tx, before, [row])
  await record(
    tx,
    event.name,
    event.nounId ?? id,
    { ...statusIn(fields, event), ...event.data, version: row.version },
    { conversationId: id, inboxId: row.inbox_id },
  )
  await tellAccounts(tx, row, saidBy(before?.[0], row, fields, event))
  return row
}

/** A merge, an undo: what changes the status by the way says to what, so that its history can be told from the events alone. */
function statusIn({ status }: ConversationFields, event: { name: string }): { status?: unknown } {
  return status === undefined || event.name === 'conversation.statusChanged' ? {} : { status }
}
