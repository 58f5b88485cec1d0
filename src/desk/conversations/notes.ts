// Notes: what colleagues write among themselves. A table of their own, so that they cannot be mailed by mistake.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Note } from './conversations.api.ts'
import { familyOf } from './merge.ts'
import { lockConversation, touch } from './touch.ts'

export function noteEntry(row: Selectable<Tables['note']>): Note {
  return {
    type: 'note',
    id: row.id,
    conversationId: row.conversation_id,
    at: row.created_at.toISOString(),
    authorId: row.author_id,
    text: row.text,
    editedAt: row.edited_at?.toISOString() ?? null,
  }
}

export async function addNote(tx: Tx, conversationId: Id, text: string): Promise<Note> {
  const { id: headId } = await lockConversation(tx, conversationId)
  const row = await tx.db
    .insertInto('note')
    .values({ conversation_id: conversationId, id: tx.mint(), author_id: tx.actorId, text, created_at: tx.now })
    .returningAll()
    .executeTakeFirstOrThrow()
  await touch(tx, headId, {}, { name: 'note.added', data: { noteId: row.id }, nounId: row.id })
  return noteEntry(row)
}

export async function changeNote(tx: Tx, conversationId: Id, id: Id, text: string): Promise<Note> {
  const row = await ownNote(tx, conversationId, id, { text, edited_at: tx.now })
  await record(tx, 'note.changed', id, {}, { conversationId, inboxId: await inboxOf(tx, conversationId) })
  return noteEntry(row)
}

export async function deleteNote(tx: Tx, conversationId: Id, id: Id): Promise<void> {
  await ownNote(tx, conversationId, id, { deleted_at: tx.now })
  await record(tx, 'note.deleted', id, {}, { conversationId, inboxId: await inboxOf(tx, conversationId) })
}

async function inboxOf(tx: Tx, conversationId: Id): Promise<Id> {
  const row = await tx.db
    .selectFrom('conversation')
    .select('inbox_id')
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow()
  return row.inbox_id
}

/** Only the author may change a note: what colleagues read must be what was written. */
async function ownNote(
  tx: Tx,
  conversationId: Id,
  id: Id,
  fields: { text?: string; edited_at?: Date; deleted_at?: Date },
) {
  const row = await tx.db
    .updateTable('note')
    .set(fields)
    .where('conversation_id', 'in', await familyOf(tx, conversationId))
    .where('id', '=', id)
    .where('author_id', '=', tx.actorId)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new Problem('missing', 'note-missing', 'There is no such note of yours.', { detail: { id } })
  return row
}
