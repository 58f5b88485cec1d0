// Calling a message back before it has left: it and all it left behind are taken out again, and what it changed about its
// conversation is put back where nothing else has happened there since.
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Person } from '../../desk/conversations/conversations.api.ts'
import { endFollowUp } from '../../desk/conversations/follow-up.ts'
import { familyOf } from '../../desk/conversations/merge.ts'
import { snippetOf } from '../../desk/conversations/snippet.ts'
import { threadHash } from '../../desk/conversations/thread-keys.ts'
import { lockConversation, touch, type StoredConversation } from '../../desk/conversations/touch.ts'
import { forgetUses } from '../../desk/macros/uses.ts'
import type { Means } from '../../desk/means.ts'
import { takeFromTimeline } from '../../desk/timeline/timeline.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { beforeIn, type Before } from './before.ts'
import { ownCopyKeys } from './outgoing.ts'
import type { undoSend as undoRoute } from './reply.api.ts'
import type { Owner } from '../../desk/drafts/held-files.ts'
import { bringBack } from './drafted.ts'

type Undone = OutputOf<typeof undoRoute>
type Cancelled = Awaited<ReturnType<typeof cancel>>

/**
 * The words go back to `owner`, and the uploads to the writer; where a program of the desk wrote it, to `owner` too. Too late once it
 * is on its way.
 */
export async function undoSend(
  tx: Tx,
  means: Pick<Means, 'raw' | 'blobs'>,
  id: Id,
  owner: Owner = { user_id: tx.actorId, token_id: null },
): Promise<Undone> {
  const message = await cancel(tx, id)
  const head = await lockConversation(tx, message.conversation_id)
  const before = await beforeOf(tx, message)
  const { uploads, attachments } = await takeFilesBack(tx, means, message, before, owner)
  await removeKeys(tx, means, message)
  await removeMessage(tx, message, before)
  await forgetUses(tx, message.conversation_id, message.id)
  await takeFromTimeline(tx, [message.id])
  if (message.raw_id !== null) await means.raw.drop(tx, [message.raw_id])
  await removeParticipants(tx, head.id, message, before)
  await restore(tx, head, message, before, attachments)
  await endFollowUp(tx, [head.id, message.conversation_id], message.id)
  const draft = await bringBack(tx, message.id, head.inbox_id)
  const { to, cc, bcc } = message.addressees as Record<'to' | 'cc' | 'bcc', Person[]>
  const { subject, text, html } = message
  return { conversationId: head.id, to, cc, bcc, subject, text, html, uploads, draft }
}

async function cancel(tx: Tx, id: Id) {
  const row = await tx.db
    .updateTable('outbox')
    .set({ state: 'cancelled', ended_at: tx.now })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .where('conversation_id', 'is not', null)
    .returning(['conversation_id', 'message_id'])
    .executeTakeFirst()
  if (!row) throw new Problem('conflict', 'too-late', 'It is on its way already.', { detail: { id } })
  return await tx.db
    .selectFrom('message')
    .selectAll()
    .where('conversation_id', '=', row.conversation_id)
    .where('id', '=', row.message_id)
    .executeTakeFirstOrThrow()
}

async function beforeOf(tx: Tx, message: Cancelled): Promise<Before> {
  const queued = await tx.db
    .selectFrom('event')
    .select('data')
    .where('subject_id', '=', message.conversation_id)
    .where('noun_id', '=', message.id)
    .where('name', '=', 'message.queued')
    .executeTakeFirst()
  return beforeIn(queued?.data)
}

/** Uploads are there again as they were, with a day of their own; what was taken along from another message lies there still. */
async function takeFilesBack(tx: Tx, means: Pick<Means, 'blobs'>, message: Cancelled, before: Before, undoer: Owner) {
  const writer = message.author_id
  const owner = writer === null || writer === undoer.user_id ? undoer : { user_id: writer, token_id: null }
  const rows = await tx.db
    .deleteFrom('attachment')
    .where('conversation_id', '=', message.conversation_id)
    .where('message_id', '=', message.id)
    .returning(['id', 'blob_id', 'name', 'type', 'size', 'sha256', 'is_inline'])
    .execute()
  const uploads: Undone['uploads'] = []
  for (const { blob_id: blobId, is_inline: _, ...file } of rows.toSorted((a, b) => compareIds(a.id, b.id))) {
    if (blobId === null) continue
    if (!before.uploadIds?.includes(file.id)) {
      await means.blobs.release(tx, blobId)
      continue
    }
    const { id, name, type, size } = file
    await tx.db
      .insertInto('upload')
      .values({ ...file, blob_id: blobId, ...owner, created_at: tx.now })
      .execute()
    uploads.push({ id, name, type, size })
  }
  return { uploads, attachments: rows.filter((one) => !one.is_inline).length }
}

/** By what they are found by: nothing leads from a message to its keys. */
async function removeKeys(tx: Tx, means: Pick<Means, 'raw'>, message: Cancelled): Promise<void> {
  const { inbox_id: inboxId, mail_id: mailId, raw_id: rawId } = message
  if (mailId === null || rawId === null) return
  await tx.db
    .deleteFrom('thread_key')
    .where('inbox_id', '=', inboxId)
    .where('hash', '=', threadHash(mailId))
    .where('message_id', '=', message.id)
    .execute()
  await tx.db
    .deleteFrom('message_key')
    .where('inbox_id', '=', inboxId)
    .where('key', 'in', ownCopyKeys(mailId, await means.raw.get(tx, rawId)))
    .where('message_id', '=', message.id)
    .execute()
}

async function removeMessage(tx: Tx, message: Cancelled, before: Before): Promise<void> {
  for (const table of ['delivery', 'search_pending', 'message_search'] as const)
    await tx.db
      .deleteFrom(table)
      .where('message_id', '=', message.id)
      .where('conversation_id', '=', message.conversation_id)
      .execute()
  await tx.db
    .deleteFrom('message')
    .where('conversation_id', '=', message.conversation_id)
    .where('id', '=', message.id)
    .execute()
  const hashes = before.subjectKeys?.map((hash) => Buffer.from(hash, 'hex')) ?? []
  // What has come since may need them too; then they stay.
  if (hashes.length > 0 && (await messagesSince(tx, [message.conversation_id], message.id)).length === 0)
    await tx.db
      .deleteFrom('subject_key')
      .where('inbox_id', '=', message.inbox_id)
      .where('hash', 'in', hashes)
      .where('conversation_id', '=', message.conversation_id)
      .execute()
}

/** Whom this message alone brought in goes, or is what they were before; who has been written to or has written since stays. */
async function removeParticipants(tx: Tx, headId: Id, message: Cancelled, before: Before): Promise<void> {
  if (!before.participants || before.participants.length === 0) return
  const since = await messagesSince(tx, await familyOf(tx, headId), message.id)
  const seen = new Set(since.flatMap(({ addressees }) => everybody(addressees)))
  for (const { address, role } of before.participants) {
    if (seen.has(address)) continue
    const of = { conversation_id: message.conversation_id, address, role: 'cc' }
    if (role === null) {
      await tx.db
        .deleteFrom('participant')
        .where((is) => is.and(of))
        .execute()
    } else {
      await tx.db
        .updateTable('participant')
        .set({ role })
        .where((is) => is.and(of))
        .execute()
    }
  }
}

function messagesSince(tx: Tx, family: Id[], messageId: Id) {
  return tx.db
    .selectFrom('message')
    .select('addressees')
    .where('conversation_id', 'in', family)
    .where('id', '>', messageId)
    .execute()
}

function everybody(addressees: unknown): string[] {
  const { from, to, cc } = addressees as Record<'from' | 'to' | 'cc', Person[]>
  return [...from, ...to, ...cc].map((one) => normalizeAddress(one.address))
}

async function restore(
  tx: Tx,
  head: StoredConversation,
  message: Cancelled,
  before: Before,
  attachments: number,
): Promise<void> {
  const isUntouched = head.id === message.conversation_id && head.version === before.version
  const last = await tx.db
    .selectFrom('message')
    .select(['received_at', 'text', 'reply_end'])
    .where('conversation_id', 'in', await familyOf(tx, head.id))
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  await touch(
    tx,
    head.id,
    {
      ...without(head, attachments),
      last_message_at: last?.received_at ?? head.created_at,
      snippet: last ? snippetOf(last.text.slice(0, last.reply_end)) : '',
      ...(isUntouched ? former(before, tx.now) : {}),
      ...(isUntouched && before.isFirst && !last ? { deleted_at: tx.now } : {}),
    },
    { name: 'message.cancelled', data: {}, nounId: message.id },
  )
  if (head.id === message.conversation_id) return
  // A merged one keeps its own count, which is taken from the whole when it is separated again.
  const part = await tx.db
    .selectFrom('conversation')
    .select(['message_count', 'attachment_count'])
    .where('id', '=', message.conversation_id)
    .executeTakeFirstOrThrow()
  await tx.db
    .updateTable('conversation')
    .set(without(part, attachments))
    .where('id', '=', message.conversation_id)
    .execute()
}

function without(was: { message_count: number; attachment_count: number }, attachments: number) {
  return {
    message_count: Math.max(0, was.message_count - 1),
    attachment_count: Math.max(0, was.attachment_count - attachments),
  }
}

/** What was to wake in the meantime is awake. */
function former({ status, statusId, waitingSince, assigneeId, snoozedUntil, ...rest }: Before, now: Date) {
  if (status === undefined) return {}
  const until = snoozedUntil ? new Date(snoozedUntil) : null
  return {
    status,
    status_id: statusId ?? null,
    waiting_since: waitingSince ? new Date(waitingSince) : null,
    assignee_id: assigneeId ?? null,
    snoozed_until: until && until > now ? until : null,
    ...(rest.priority !== undefined && { priority: rest.priority }),
    ...(rest.categoryId !== undefined && { category_id: rest.categoryId }),
    ...(rest.teamId !== undefined && { team_id: rest.teamId }),
    ...(rest.tags && { tags: rest.tags }),
  }
}
