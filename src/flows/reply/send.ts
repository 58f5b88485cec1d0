// Sending: an answer to a conversation, or the first word of one. Refused when the conversation has moved on since the writer
// looked; otherwise whole in one transaction, and still to be called back for some seconds.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { InputOf } from '../../kit/route.ts'
import { contactsOf } from '../../desk/contacts/contacts.ts'
import { messageEntries } from '../../desk/conversations/entries.ts'
import type { Message, Person } from '../../desk/conversations/conversations.api.ts'
import { beginFields } from '../../desk/conversations/own-fields.ts'
import { takeNumbers } from '../../desk/conversations/numbers.ts'
import { noteMoves } from '../../desk/conversations/tally.ts'
import { snippetOf } from '../../desk/conversations/snippet.ts'
import { statusAfter, type Status } from '../../desk/conversations/status.ts'
import { lockConversation, touch, type StoredConversation } from '../../desk/conversations/touch.ts'
import { refuseIncomplete } from '../../desk/fields/required.ts'
import type { Means } from '../../desk/means.ts'
import { noteUses } from '../../desk/macros/uses.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { setFollowUp } from '../../desk/conversations/follow-up.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { type Accepted, acceptJob } from '../calendars/accept.ts'
import type { Before } from './before.ts'
import { refuseBlocked } from './checks/guard.ts'
import { calendarAnswer } from './calendar-answer.ts'
import { cutAlong, filesFor, type CutFile, type OutgoingFile } from './files.ts'
import { letTakePart, queueOutgoing, type Queued } from './outgoing.ts'
import type { sendReply as sendReplyRoute, startConversation as startRoute } from './reply.api.ts'
import { carryOutMacros, snoozeByMacros, wishOf } from './macros.ts'
import { answeredMessage } from './start.ts'
import { placePictures } from './pictures.ts'
import { keepSent, takeDraft } from './drafted.ts'
import { refuseUnapproved } from './unapproved.ts'
import { refusePast, wakeAt } from './after.ts'
import { withQuoteBelow } from './quote.ts'
import { refuseStale } from './stale.ts'

type Answering = InputOf<typeof sendReplyRoute>
type Starting = InputOf<typeof startRoute>

export async function sendReply(
  tx: Tx,
  means: Means,
  actor: Actor,
  input: Answering,
  along: readonly CutFile[] = [],
  headers: [string, string][] = [],
): Promise<{ message: Message; undoUntil: string; version: number }> {
  refusePast(tx, input.snoozedUntil, input.followUpAt)
  // Read while nobody waits for the conversation.
  const { uploadIds } = input
  const draft = await takeDraft(tx, actor, input)
  const answered = await answeredMessage(tx, input.id, input.messageId)
  const words = input.withQuote ? withQuoteBelow(input.kind, answered, input) : input
  const given = await filesFor(tx, means, { writer: actor, uploadIds, along, room: roomBeside(means, words), draft })
  const { html, files } = placePictures(words.html, given, means.hostname)
  const was = await lockConversation(tx, input.id)
  await refuseStale(tx, was, input.version)
  await refuseUnapproved(tx, actor, { inboxId: was.inbox_id, categoryId: was.category_id }, draft) // prettier-ignore
  const snoozedUntil = input.snoozedUntil === undefined ? null : new Date(input.snoozedUntil)
  const wish = await wishOf(tx, actor, was, input.macros ?? [])
  const then = input.then ?? wish.status
  if (then === 'resolved' && was.status !== 'resolved') await refuseIncomplete(tx, was)
  const leaving = { ...input, ...words, conversationId: was.id, inboxId: was.inbox_id, files: files.length }
  await refuseBlocked(tx, means, actor, leaving, input.override?.reason ?? null)
  const status = snoozedUntil ? 'open' : (then ?? statusOf(input.kind, was.status as Status))
  const now = await carryOutMacros(tx, was, wish)
  const isSnoozed = input.then === undefined && !snoozedUntil && wish.snooze !== null
  const before: Before = {
    version: now.version + (isSnoozed ? 2 : 1),
    status: was.status,
    statusId: was.status_id,
    waitingSince: was.waiting_since?.toISOString() ?? null,
    assigneeId: was.assignee_id,
    snoozedUntil: was.snoozed_until?.toISOString() ?? null,
    ...(now.version > was.version && formerOf(was)),
    participants: await letTakePart(tx, was.id, [...input.to, ...input.cc]),
  }
  const stored = await tx.db
    .selectFrom('message')
    .select(['mail_id', 'refs'])
    .where('conversation_id', '=', answered.conversationId)
    .where('id', '=', answered.id)
    .executeTakeFirstOrThrow()
  const queued = await queueOutgoing(tx, means, {
    conversationId: was.id,
    inboxId: was.inbox_id,
    ...contentOf(input),
    text: words.text,
    html,
    files,
    calendar: input.invitation ? await calendarAnswer(tx, answered, was.inbox_id, input.invitation) : null,
    answers: input.kind === 'forward' ? null : { mailId: stored.mail_id, refs: stored.refs },
    authorId: actor.id,
    kind: 'message',
    delay: means.undoMs,
    headers,
    before,
  })
  await touch(
    tx,
    was.id,
    {
      status,
      ...(input.then === undefined && !snoozedUntil && wish.statusId !== null ? { status_id: wish.statusId } : {}),
      snoozed_until: snoozedUntil,
      ...(input.kind === 'forward' && then === undefined ? {} : { waiting_since: null }),
      ...(now.assignee_id === null && !wish.isAssigned && actor.id !== null && input.kind !== 'forward'
        ? { assignee_id: actor.id }
        : {}),
      last_message_at: tx.now,
      message_count: was.message_count + 1,
      attachment_count: was.attachment_count + besideWords(files),
      snippet: snippetOf(input.text),
    },
    status === was.status
      ? { name: 'conversation.answered', data: { messageId: queued.messageId } }
      : { name: 'conversation.statusChanged', data: { from: was.status, to: status, messageId: queued.messageId } },
  )
  if (isSnoozed) await snoozeByMacros(tx, was, wish)
  await noteUses(tx, {
    conversationId: was.id,
    messageId: queued.messageId,
    inboxId: was.inbox_id,
    userId: actor.id,
    answeredId: answered.direction === 'in' && answered.secret === null ? answered.id : null,
    macros: wish.counted,
  })
  if (snoozedUntil) await wakeAt(tx, was.id, snoozedUntil)
  const { messageId } = queued
  if (input.followUpAt) await setFollowUp(tx, was.id, { messageId, dueAt: new Date(input.followUpAt) })
  if (draft) await keepSent(tx, draft, { messageId, inboxId: was.inbox_id, content: input })
  if (input.invitation && actor.id !== null) {
    const accepted: Accepted = { conversationId: answered.conversationId, messageId: answered.id, answerId: messageId, answerIn: was.id, userId: actor.id, answer: input.invitation } // prettier-ignore
    await enqueue(tx, acceptJob, accepted, { runAt: new Date(tx.now.getTime() + means.undoMs + GRACE) })
  }
  return answer(tx, was.id, queued)
}

/** Beyond the time in which an answer can be called back. */
const GRACE = 5_000

const formerOf = (was: StoredConversation) => ({
  priority: was.priority,
  categoryId: was.category_id,
  teamId: was.team_id,
  tags: was.tags,
})

/** The files of the message answered that go along, taken out of it; for `sendReply`, before its transaction. */
export async function filesAlong(
  transact: <T>(verb: (tx: Tx) => Promise<T>) => Promise<T>,
  means: Means,
  seen: (tx: Tx) => Promise<{ id: Id }>,
  input: Answering,
): Promise<CutFile[]> {
  if (input.attachmentIds.length === 0) return []
  return await cutAlong(transact, means, async (tx) => {
    const { id: conversationId } = await seen(tx)
    const message = await answeredMessage(tx, conversationId, input.messageId)
    return { conversationId, message, ids: input.attachmentIds, room: roomBeside(means, input) }
  })
}

const roomBeside = ({ messageBytes }: Means, { text, html }: Pick<Answering, 'text' | 'html'>) =>
  messageBytes - Buffer.byteLength(text) - Buffer.byteLength(html ?? '')
const statusOf = (kind: Answering['kind'], was: Status) => (kind === 'forward' ? was : statusAfter(was, 'we answered'))
const contentOf = ({ to, cc, bcc, subject, text }: Answering | Starting) => ({ to, cc, bcc, subject, text })
const besideWords = (files: readonly OutgoingFile[]) => files.filter((one) => one.contentId === null).length

async function answer(
  tx: Tx,
  conversationId: Id,
  queued: Queued,
): Promise<{ message: Message; undoUntil: string; version: number }> {
  const [message] = await messageEntries(tx, [conversationId], [queued.messageId])
  const { version } = await tx.db
    .selectFrom('conversation')
    .select('version')
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow()
  return { message: must(message, 'the message just queued'), undoUntil: queued.runAt.toISOString(), version }
}

/** The first recipient becomes the conversation's contact. `headers`: fields of lists, of a letter that many get. */
export async function startConversation(
  tx: Tx,
  means: Means,
  actor: Actor,
  input: Starting,
  headers: [string, string][] = [],
): Promise<{ conversationId: Id; message: Message; undoUntil: string }> {
  const conversationId = tx.mint()
  const people = [...input.to, ...input.cc].map((one) => ({ ...one, address: normalizeAddress(one.address) }))
  const { uploadIds, inboxId } = input
  const draft = await takeDraft(tx, actor, { ...input, id: input.draft?.id ?? '' })
  await refuseUnapproved(tx, actor, { inboxId, categoryId: null }, draft)
  const given = await filesFor(tx, means, {
    writer: actor,
    uploadIds,
    along: [],
    room: roomBeside(means, input),
    draft,
  })
  const { html, files } = placePictures(input.html, given, means.hostname)
  const first = must(people[0], 'a recipient')
  const wish = await wishOf(tx, actor, { inbox_id: input.inboxId }, input.macros ?? [])
  const contact = (await contactsOf(tx, [first])).get(first.address)
  const [number] = await takeNumbers(tx, 1)
  const opened = await tx.db
    .insertInto('conversation')
    .values({
      id: conversationId,
      number: must(number, 'a number'),
      inbox_id: input.inboxId,
      contact_id: contact?.contactId ?? null,
      company_id: contact?.companyId ?? null,
      subject: input.subject,
      snippet: snippetOf(input.text),
      from_name: first.name,
      from_address: first.address,
      status: input.then ?? wish.status ?? 'waiting',
      status_id: input.then === undefined ? wish.statusId : null,
      assignee_id: actor.id,
      last_message_at: tx.now,
      message_count: 1,
      attachment_count: besideWords(files),
      created_at: tx.now,
    })
    .returningAll()
    .execute()
  await noteMoves(tx, [], opened)
  await beginFields(tx, [{ id: conversationId, inboxId: input.inboxId }])
  const begun = must(opened[0], 'the conversation just opened')
  await tx.db
    .insertInto('participant')
    .values(
      [...new Map(people.map((one) => [one.address, one])).values()].map((one, at) =>
        participant(conversationId, one, at === 0 ? 'requester' : 'cc', tx.now),
      ),
    )
    .execute()
  const where = { conversationId, inboxId: input.inboxId }
  await record(tx, 'conversation.opened', conversationId, { status: begun.status }, where)
  const leaving = { ...input, kind: 'first' as const, conversationId, files: files.length }
  await refuseBlocked(tx, means, actor, leaving, input.override?.reason ?? null)
  const now = await carryOutMacros(tx, begun, wish)
  const isSnoozed = input.then === undefined && wish.snooze !== null
  const queued = await queueOutgoing(tx, means, {
    conversationId,
    inboxId: input.inboxId,
    ...contentOf(input),
    html,
    files,
    calendar: null,
    answers: null,
    authorId: actor.id,
    kind: 'message',
    delay: means.undoMs,
    headers,
    before: { isFirst: true, version: now.version + Number(isSnoozed) },
  })
  if (isSnoozed) await snoozeByMacros(tx, begun, wish)
  const use = {
    conversationId,
    messageId: queued.messageId,
    inboxId: input.inboxId,
    userId: actor.id,
    answeredId: null,
  }
  await noteUses(tx, { ...use, macros: wish.counted })
  if (draft) await keepSent(tx, draft, { messageId: queued.messageId, inboxId, content: input })
  const { message, undoUntil } = await answer(tx, conversationId, queued)
  return { conversationId, message, undoUntil }
}

function participant(conversationId: Id, one: Person, role: string, since: Date) {
  return { conversation_id: conversationId, address: one.address, name: one.name, role, since }
}
