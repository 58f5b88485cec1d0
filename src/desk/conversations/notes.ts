// Notes: what colleagues write among themselves. A table of their own, so that they cannot be mailed by mistake. A note may answer
// another: then it belongs to that one's thread, and whoever wrote in it hears of it.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Note } from './conversations.api.ts'
import { follow } from './followers.ts'
import { mentionedIn } from './mentions.ts'
import { familyOf } from './merge.ts'
import { snippetOf } from './snippet.ts'
import { lockConversation, touch } from './touch.ts'
import { validId } from './views.ts'

type Row = Selectable<Tables['note']>
type Root = Pick<Row, 'id' | 'author_id' | 'text'>

/** Of one thread so many authors are told. */
const MOST_TOLD = 100

/** As they stand in the conversation, each with what it answers. */
export async function noteEntries(tx: Tx, family: readonly Id[], rows: readonly Row[]): Promise<Note[]> {
  const asked = [...new Set(rows.flatMap((row) => row.thread_id ?? []))]
  const roots = asked.length === 0 ? [] : await rootsOf(tx, family, asked)
  const byId = new Map(roots.map((root) => [root.id, root]))
  return rows.map((row) => ({
    type: 'note',
    id: row.id,
    conversationId: row.conversation_id,
    at: row.created_at.toISOString(),
    authorId: row.author_id,
    text: row.text,
    editedAt: row.edited_at?.toISOString() ?? null,
    mentionedIds: row.mentioned_ids,
    answers: row.thread_id === null ? null : answered(row.thread_id, byId.get(row.thread_id)),
  }))
}

const answered = (noteId: Id, root: Root | undefined): Note['answers'] => ({
  noteId,
  authorId: root?.author_id ?? null,
  snippet: root ? snippetOf(root.text) : '',
})

async function rootsOf(tx: Tx, family: readonly Id[], ids: readonly Id[]): Promise<Root[]> {
  return await tx.query<Root>({
    name: 'note-roots',
    text: `select id, author_id, left(text, 400) as text from note
      where conversation_id = any($1::bigint[]) and id = any($2::bigint[]) and deleted_at is null`,
    values: [family, ids],
  })
}

interface Writing {
  answersId?: Id | undefined
  /** Nobody is there to write it otherwise, so whom it names and who does not see it is left out. */
  isByRule?: boolean
}

export async function addNote(
  tx: Tx,
  conversationId: Id,
  text: string,
  { answersId, isByRule = false }: Writing = {},
): Promise<Note> {
  const head = await lockConversation(tx, conversationId)
  const mentionedIds = await mentionedIn(tx, head.id, text, isByRule)
  const thread = answersId === undefined ? null : await threadOf(tx, head.id, answersId)
  const row = await tx.db
    .insertInto('note')
    .values({
      conversation_id: conversationId,
      id: tx.mint(),
      author_id: tx.actorId,
      text,
      mentioned_ids: mentionedIds,
      thread_id: thread?.rootId ?? null,
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const data = { noteId: row.id, mentionedIds, ...(thread && { threadIds: thread.authorIds }) }
  await touch(tx, head.id, {}, { name: 'note.added', data, nounId: row.id })
  await letFollow(tx, { id: head.id, inboxId: head.inbox_id }, mentionedIds)
  await letFind(tx, row)
  return await shown(tx, head.id, row)
}

/** What one answers may be an answer itself: a thread has one level, so that it can be read. */
async function threadOf(tx: Tx, headId: Id, answersId: Id): Promise<{ rootId: Id; authorIds: Id[] }> {
  const family = await familyOf(tx, headId)
  const [found] = await tx.query<{ rootId: Id }>({
    name: 'note-thread',
    text: `select coalesce(thread_id, id) as "rootId" from note
      where conversation_id = any($1::bigint[]) and id = $2 and deleted_at is null`,
    values: [family, validId(answersId)],
  })
  if (!found) throw noSuchNote(answersId, 'There is no such note in this conversation any more.')
  const authors = await tx.query<{ authorId: Id }>({
    name: 'note-thread-authors',
    text: `select distinct author_id as "authorId" from note where conversation_id = any($1::bigint[])
        and (id = $2 or thread_id = $2) and deleted_at is null and author_id is not null limit ${MOST_TOLD}`,
    values: [family, found.rootId],
  })
  return { rootId: found.rootId, authorIds: authors.map((one) => one.authorId) }
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
  await letFind(tx, row)
  return await shown(tx, head.id, row)
}

/** Its answers stay, and say that what they answer was taken back. */
export async function deleteNote(tx: Tx, conversationId: Id, id: Id): Promise<void> {
  const row = await ownNote(tx, conversationId, id, { deleted_at: tx.now })
  await record(tx, 'note.deleted', id, {}, { conversationId, inboxId: await inboxOf(tx, conversationId) })
  await letFind(tx, row)
}

export async function restoreNote(tx: Tx, conversationId: Id, id: Id): Promise<Note> {
  const row = await ownNote(tx, conversationId, id, { deleted_at: null })
  await record(tx, 'note.restored', id, {}, { conversationId, inboxId: await inboxOf(tx, conversationId) })
  await letFind(tx, row)
  return await shown(tx, conversationId, row)
}

async function shown(tx: Tx, headId: Id, row: Row): Promise<Note> {
  const [note] = await noteEntries(tx, await familyOf(tx, headId), [row])
  return must(note, 'the note just written')
}

/** Behind whatever is read and written here, as messages are (indexing.ts). */
async function letFind(tx: Tx, { id, conversation_id: conversationId }: Row): Promise<void> {
  await tx.query({
    name: 'note-find',
    text: `insert into search_pending (message_id, conversation_id, since) values ($1, $2, $3) on conflict do nothing`,
    values: [id, conversationId, tx.now],
  })
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
  fields: { text?: string; edited_at?: Date; deleted_at?: Date | null; mentioned_ids?: Id[] },
): Promise<Row> {
  const row = await tx.db
    .updateTable('note')
    .set(fields)
    .where('conversation_id', 'in', await familyOf(tx, conversationId))
    .where('id', '=', id)
    .where('author_id', '=', tx.actorId)
    .where('deleted_at', fields.deleted_at === null ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw noSuchNote(id, 'There is no such note of yours.')
  return row
}

const noSuchNote = (id: Id, message: string) => new Problem('missing', 'note-missing', message, { detail: { id } })
