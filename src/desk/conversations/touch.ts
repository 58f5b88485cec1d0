// The one way to change a conversation's row: the version grows with it, the change and its event stand together.
import { Problem } from '../../kit/problem.ts'
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Selectable, Updateable } from 'kysely'
import { sql } from 'kysely'

export type ConversationFields = Updateable<Tables['conversation']>
export type StoredConversation = Selectable<Tables['conversation']>

export function noSuchConversation(id: Id): Problem {
  return new Problem('missing', 'conversation-missing', 'There is no such conversation.', { detail: { id } })
}

/** Locks the row, so that two changes at once follow each other. */
export async function lockConversation(tx: Tx, id: Id): Promise<StoredConversation> {
  const row = await tx.db.selectFrom('conversation').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw noSuchConversation(id)
  return row
}

/** Writes `fields`, lets the version grow and records `event` with the new version in its data. */
export async function touch(
  tx: Tx,
  id: Id,
  fields: ConversationFields,
  event: { name: string; data: Record<string, unknown>; nounId?: Id },
): Promise<StoredConversation> {
  const row = await tx.db
    .updateTable('conversation')
    .set({ ...fields, version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw noSuchConversation(id)
  await record(
    tx,
    event.name,
    event.nounId ?? id,
    { ...event.data, version: row.version },
    { conversationId: id, inboxId: row.inbox_id },
  )
  return row
}
