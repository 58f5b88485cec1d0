// What an answer starts from: recipients, subject, quoted text, signature, and what the writer should know.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { suppressedAmong } from '../../desk/contacts/suppressions.ts'
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import { readInbox } from '../../desk/inboxes/inboxes.ts'
import { signatureFor } from '../../desk/inboxes/signatures.ts'
import { forwardedIn } from '../../desk/conversations/forwarded.ts'
import { familyOf } from '../../desk/conversations/merge.ts'
import { messageEntries } from '../../desk/conversations/entries.ts'
import type { Message } from '../../desk/conversations/conversations.api.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
import { forwardSubject, replySubject } from '../../mail/subject.ts'
import type { Tx } from '../../store/tx.ts'
import type { OutputOf } from '../../kit/route.ts'
import { quoteForForward, quoteForReply } from './quote.ts'
import { recipientsOf } from './recipients.ts'
import type { prepareReply, ReplyKind } from './reply.api.ts'

/** The message named, or the newest a person wrote from outside, or else the newest. */
export async function answeredMessage(tx: Tx, conversationId: Id, messageId?: Id): Promise<Message> {
  const family = await familyOf(tx, conversationId)
  const id = messageId ?? (await newestOf(tx, family))
  const [found] = id ? await messageEntries(tx, family, [id]) : []
  if (!found)
    throw new Problem('missing', 'message-missing', 'There is no such message to answer.', { detail: { messageId } })
  return found
}

async function newestOf(tx: Tx, family: Id[]): Promise<Id | undefined> {
  const [newest] = await tx.query<{ id: Id }>({
    name: 'reply-newest',
    text: `select id from (select id, direction, kind from message where conversation_id = any($1::bigint[])
        order by id desc limit 50) newest order by direction = 'in' and kind = 'message' desc, id desc limit 1`,
    values: [family],
  })
  return newest?.id
}

export async function isOwnAddress(tx: Tx): Promise<(address: string) => boolean> {
  const own = await ownAddresses(tx)
  return (address) => own.has(normalizeAddress(address)) || own.has(withoutDetail(normalizeAddress(address)).address)
}

type Start = OutputOf<typeof prepareReply>

export async function startReply(
  tx: Tx,
  conversation: { id: Id; inboxId: Id; version: number },
  kind: ReplyKind,
  messageId: Id | undefined,
): Promise<Start> {
  const message = await answeredMessage(tx, conversation.id, messageId)
  const inbox = await readInbox(tx, conversation.inboxId)
  const recipients = recipientsOf(await asWritten(tx, conversation.id, message), kind, await isOwnAddress(tx))
  const addresses = [...recipients.to, ...recipients.cc].map((one) => one.address)
  const quoted = { ...message, at: new Date(message.at) }
  const quote = kind === 'forward' ? quoteForForward(quoted) : quoteForReply(quoted)
  return {
    kind,
    messageId: message.id,
    from: { name: inbox.fromName, address: inbox.addresses[0] ?? '' },
    ...recipients,
    subject: kind === 'forward' ? forwardSubject(message.subject) : replySubject(message.subject),
    quotedText: quote.text,
    quotedHtml: quote.html,
    signature: await signatureFor(tx, { inboxId: inbox.id, userId: tx.actorId, conversationId: conversation.id }),
    attachments:
      kind === 'forward' && message.secret === null
        ? message.attachments.map(({ id, name, type, size }) => ({ id, messageId: message.id, name, type, size }))
        : [],
    version: conversation.version,
    cautions: [
      ...cautions(message, recipients.to.length),
      ...(await elsewhere(tx, conversation.id, message)),
      ...((await suppressedAmong(tx, addresses)).size > 0 ? ['recipient-suppressed'] : []),
    ],
  }
}

/** What was passed on is answered to who wrote it, once somebody has made them the contact; whoever passed it on is in copy. */
async function asWritten(tx: Tx, conversationId: Id, message: Message): Promise<Message> {
  const forwarded = await forwardedIn(tx, conversationId)
  if (forwarded?.messageId !== message.id) return message
  const isContact = await tx.db
    .selectFrom('conversation as c')
    .innerJoin('contact_address as a', 'a.contact_id', 'c.contact_id')
    .select('a.address')
    .where('c.id', '=', conversationId)
    .where('a.address', '=', forwarded.writer.address)
    .executeTakeFirst()
  if (!isContact) return message
  return { ...message, from: [forwarded.writer], replyTo: [], cc: [...message.from, ...message.cc] }
}

/** Codes; the screen has the words. */
function cautions(message: Message, recipients: number): string[] {
  return [
    ...(message.isStranger ? ['sender-is-stranger'] : []),
    ...(message.kind === 'list' ? ['mail-to-many'] : []),
    ...(message.kind === 'auto-reply' || message.kind === 'bounce' ? ['written-by-a-machine'] : []),
    ...(recipients === 0 ? ['nobody-to-answer'] : []),
  ]
}

/** Whoever writes under a customer's name asks for the answer at an address of their own. */
async function elsewhere(tx: Tx, conversationId: Id, message: Message): Promise<string[]> {
  if (message.direction === 'out' || message.replyTo.length === 0) return []
  const participants = await tx.db
    .selectFrom('participant')
    .select('address')
    .where('conversation_id', 'in', await familyOf(tx, conversationId))
    .where('role', '<>', 'sender')
    .execute()
  const isOwn = await isOwnAddress(tx)
  const known = new Set([
    ...message.from.map((one) => normalizeAddress(one.address)),
    ...participants.map((one) => one.address),
  ])
  const isNew = message.replyTo.some((one) => !known.has(normalizeAddress(one.address)) && !isOwn(one.address))
  return isNew ? ['answer-goes-elsewhere'] : []
}
