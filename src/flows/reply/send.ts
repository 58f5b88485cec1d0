// Sending: an answer to a conversation, or the first word of one. Refused when the conversation has moved on since the writer
// looked; otherwise whole in one transaction, and still to be called back for some seconds.
import { createHash } from 'node:crypto'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { contactsOf } from '../../desk/contacts/contacts.ts'
import { attachmentFile } from '../../desk/conversations/files.ts'
import { messageEntries } from '../../desk/conversations/entries.ts'
import type { Message, Person } from '../../desk/conversations/conversations.api.ts'
import { statusAfter, type Status } from '../../desk/conversations/status.ts'
import { takeNumbers } from '../../desk/conversations/numbers.ts'
import { lockConversation, touch } from '../../desk/conversations/touch.ts'
import type { Means } from '../../desk/means.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { letTakePart, queueOutgoing, type OutgoingFile, type Queued } from './outgoing.ts'
import type { sendReply as sendReplyRoute, startConversation as startRoute } from './reply.api.ts'
import { answeredMessage } from './start.ts'
import { refuseStale } from './stale.ts'

type Answering = InputOf<typeof sendReplyRoute>
type Starting = InputOf<typeof startRoute>
const SNIPPET = 160

export async function sendReply(
  tx: Tx,
  means: Means,
  actor: Actor,
  input: Answering,
): Promise<{ message: Message; undoUntil: string; version: number }> {
  const was = await lockConversation(tx, input.id)
  await refuseStale(tx, was, input.version)
  const answered = await answeredMessage(tx, input.id, input.messageId)
  const files = [
    ...(await uploadedFiles(tx, means, actor, input.uploadIds)),
    ...(await takenAlong(tx, means, input.id, answered, input.attachmentIds)),
  ]
  const status =
    input.then ?? (input.kind === 'forward' ? (was.status as Status) : statusAfter(was.status as Status, 'we answered'))
  const before = {
    status: was.status,
    waitingSince: was.waiting_since,
    assigneeId: was.assignee_id,
    snoozedUntil: was.snoozed_until,
  }
  const stored = await tx.db
    .selectFrom('message')
    .select(['mail_id', 'refs'])
    .where('conversation_id', '=', answered.conversationId)
    .where('id', '=', answered.id)
    .executeTakeFirstOrThrow()
  const queued = await queueOutgoing(tx, means, {
    conversationId: input.id,
    inboxId: was.inbox_id,
    ...contentOf(input),
    files,
    answers: input.kind === 'forward' ? null : { mailId: stored.mail_id, refs: stored.refs },
    authorId: actor.id,
    kind: 'message',
    delay: means.undoMs,
    before,
  })
  await letTakePart(tx, input.id, [...input.to, ...input.cc])
  await touch(
    tx,
    input.id,
    {
      status,
      snoozed_until: null,
      ...(input.kind === 'forward' && input.then === undefined ? {} : { waiting_since: null }),
      ...(was.assignee_id === null && actor.id !== null && input.kind !== 'forward' ? { assignee_id: actor.id } : {}),
      last_message_at: tx.now,
      message_count: was.message_count + 1,
      attachment_count: was.attachment_count + files.length,
      snippet: input.text.replace(/\s+/g, ' ').trim().slice(0, SNIPPET),
    },
    status === was.status
      ? { name: 'conversation.answered', data: { messageId: queued.messageId } }
      : { name: 'conversation.statusChanged', data: { from: was.status, to: status, messageId: queued.messageId } },
  )
  return answer(tx, input.id, queued)
}

const contentOf = ({ to, cc, bcc, subject, text, html }: Answering | Starting) => ({ to, cc, bcc, subject, text, html })

async function answer(
  tx: Tx,
  conversationId: Id,
  queued: Queued,
): Promise<{ message: Message; undoUntil: string; version: number }> {
  const [message] = await messageEntries(tx, [conversationId], { ids: [queued.messageId] })
  const { version } = await tx.db
    .selectFrom('conversation')
    .select('version')
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow()
  return { message: must(message, 'the message just queued'), undoUntil: queued.runAt.toISOString(), version }
}

/** The first recipient becomes the conversation's contact. */
export async function startConversation(
  tx: Tx,
  means: Means,
  actor: Actor,
  input: Starting,
): Promise<{ conversationId: Id; message: Message; undoUntil: string }> {
  const conversationId = tx.mint()
  const people = [...input.to, ...input.cc].map((one) => ({ ...one, address: normalizeAddress(one.address) }))
  const files = await uploadedFiles(tx, means, actor, input.uploadIds)
  const first = must(people[0], 'a recipient')
  const contact = (await contactsOf(tx, [first])).get(first.address)
  const [number] = await takeNumbers(tx, 1)
  await tx.db
    .insertInto('conversation')
    .values({
      id: conversationId,
      number: must(number, 'a number'),
      inbox_id: input.inboxId,
      contact_id: contact?.contactId ?? null,
      company_id: contact?.companyId ?? null,
      subject: input.subject,
      snippet: input.text.replace(/\s+/g, ' ').trim().slice(0, SNIPPET),
      from_name: first.name,
      from_address: first.address,
      status: input.then ?? 'waiting',
      assignee_id: actor.id,
      last_message_at: tx.now,
      message_count: 1,
      attachment_count: files.length,
      created_at: tx.now,
    })
    .execute()
  await tx.db
    .insertInto('participant')
    .values(
      [...new Map(people.map((one) => [one.address, one])).values()].map((one, at) =>
        participant(conversationId, one, at === 0 ? 'requester' : 'cc', tx.now),
      ),
    )
    .execute()
  await record(tx, 'conversation.opened', conversationId, {}, { conversationId, inboxId: input.inboxId })
  const queued = await queueOutgoing(tx, means, {
    conversationId,
    inboxId: input.inboxId,
    ...contentOf(input),
    files,
    answers: null,
    authorId: actor.id,
    kind: 'message',
    delay: means.undoMs,
    before: { isFirst: true },
  })
  const { message, undoUntil } = await answer(tx, conversationId, queued)
  return { conversationId, message, undoUntil }
}

function participant(conversationId: Id, one: Person, role: string, since: Date) {
  return { conversation_id: conversationId, address: one.address, name: one.name, role, since }
}

/** Only one's own uploads: an id that is somebody else's is one that does not exist. */
async function uploadedFiles(tx: Tx, means: Means, actor: Actor, ids: Id[]): Promise<OutgoingFile[]> {
  if (ids.length === 0) return []
  const rows = await tx.db
    .selectFrom('upload')
    .selectAll()
    .where('id', 'in', ids)
    .where('user_id', actor.id === null ? 'is' : '=', actor.id)
    .execute()
  return Promise.all(
    ids.map(async (id) => {
      const row = rows.find((one) => one.id === id)
      if (!row)
        throw new Problem('invalid', 'upload-missing', 'An attachment was uploaded too long ago. Add it again.', {
          detail: { id },
        })
      await tx.db.deleteFrom('upload').where('id', '=', id).execute()
      return {
        name: row.name,
        type: row.type,
        sha256: row.sha256,
        bytes: await means.blobs.get(tx, row.blob_id),
        blobId: row.blob_id,
      }
    }),
  )
}

async function takenAlong(
  tx: Tx,
  means: Means,
  conversationId: Id,
  answered: Message,
  ids: Id[],
): Promise<OutgoingFile[]> {
  const files: OutgoingFile[] = []
  for (const id of ids) {
    const found = await attachmentFile(tx, means, conversationId, answered.id, id)
    const bytes = found.bytes as Buffer
    files.push({
      name: found.name,
      type: found.type,
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      blobId: await means.blobs.put(tx, bytes),
    })
  }
  return files
}
