// Notes: what colleagues write among themselves. A table of their own, so that they cannot be mailed by mistake.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Note } from './conversations.api.ts'
import { follow } from './followers.ts'
import { mentionedIn } from './mentions.ts'
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
    mentionedIds: row.mentioned_ids,
  }
}

/** `isByRule`: nobody is there to write it otherwise, so whom it names and who does not see it is left out. */
export async function addNote(tx: Tx, conversationId: Id, text: string, isByRule = false): Promise<Note> {
  const head = await lockConversation(tx, conversationId)
  const mentionedIds = await mentionedIn(tx, head.id, text, isByRule)
  const row = await tx.db
    .insertInto('note')
    .values({
      conversation_id: conversationId,
      id: tx.mint(),
      author_id: tx.actorId,
      text,
      mentioned_ids: mentionedIds,
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await touch(tx, head.id, {}, { name: 'note.added', data: { noteId: row.id, mentionedIds }, nounId: row.id })
  await letFollow(tx, { id: head.id, inboxId: head.inbox_id }, mentionedIds)
  return noteEntry(row)
}

export async function changeNote(tx: Tx, conversationId: Id, id: Id, text: string): Promise<Note> {
  const head = await lockConversation(tx, conversationId)
  const mentionedIds = await mentionedIn(tx, head.id, text)
  const before = await tx.db.selectFrom('note').select('mentioned_ids').where('conversation_id', 'in', await familyOf(tx, conversationId)).where('id', '=', id).executeTakeFirst() // prettier-ignore
  const row = await ownNote(tx, conversationId, id, { text, edited_at: tx.now, mentioned_ids: mentionedIds })
  // Whom it named before has been told.
  const fresh = mentionedIds.filter((userId) => !before?.mentioned_ids.includes(userId))
  await record(tx, 'note.changed', id, { mentionedIds: fresh }, { conversationId, inboxId: head.inbox_id })
  await letFollow(tx, { id: head.id, inboxId: head.inbox_id }, fresh)
  return noteEntry(row)
}

export async function deleteNote(tx: Tx, conversationId: Id, id: Id): Promise<void> {
  await ownNote(tx, conversationId, id, { deleted_at: tx.now })
  await record(tx, 'note.deleted', id, {}, { conversationId, inboxId: await inboxOf(tx, conversationId) })
}

async function letFollow(tx: Tx, conversation: { id: Id; inboxId: Id }, mentionedIds: readonly Id[]): Promise<void> {
  const others = mentionedIds.filter((userId) => userId !== tx.actorId)
  if (others.length > 0) await follow(tx, conversation, others, { because: 'named in a note' })
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
  fields: { text?: string; edited_at?: Date; deleted_at?: Date; mentioned_ids?: Id[] },
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
