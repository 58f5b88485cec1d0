// Filing an answer that somebody sent with another program: it becomes an answer in its conversation, credited to the address it was
// sent from, and nothing is sent. A copy of what we sent ourselves is known by its Message-ID, or by the signed address that
// answers to it go to, where the provider gave it another. Whoever can write among sent mail can write any sender: under an address
// that is not this inbox's it is shown, with a caution, and answers nobody.
import { letTakePart } from '../reply/outgoing.ts'
import { logOutgoing } from '../../desk/capture/outgoing.ts'
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import { familyOf } from '../../desk/conversations/merge.ts'
import { snippetOf } from '../../desk/conversations/snippet.ts'
import { statusAfter, type Status } from '../../desk/conversations/status.ts'
import { threadHash } from '../../desk/conversations/thread-keys.ts'
import { lockConversation, touch, type StoredConversation } from '../../desk/conversations/touch.ts'
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
import type { ReadMail } from '../../mail/read-mail.ts'
import { readReplyToken } from '../../mail/token.ts'
import { record } from '../../store/events.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { copyKeys } from '../intake/keys.ts'
import { headOf, type Head } from './policy.ts'

interface Sent {
  mailboxId: Id
  rawId: Id
  sentAt: string
}

interface Placed extends Sent {
  inboxId: Id
  /** Its sender is an address of this inbox. */
  isOwn: boolean
}

export function fileSentHandler(means: Pick<Means, 'raw' | 'reader' | 'keys'>): OutsideHandler {
  return {
    runOutside: async (store, job) => {
      const sent = job.payload as Sent
      const raw = await store.transact({ actorId: null, readOnly: true }, (tx) => means.raw.openMany(tx, [sent.rawId]))
      const bytes = raw.get(sent.rawId)
      if (!bytes) return // it was nothing for us when this was done before
      const mail = await means.reader.read(bytes, { from: null })
      await store.transact({ actorId: null }, (tx) => fileSent(tx, means, sent, mail))
    },
  }
}

export async function fileSent(tx: Tx, means: Pick<Means, 'raw' | 'keys'>, sent: Sent, mail: ReadMail): Promise<void> {
  const mailbox = await tx.db
    .selectFrom('mailbox')
    .select(['inbox_id', 'username'])
    .where('id', '=', sent.mailboxId)
    .executeTakeFirst()
  const inboxId = mailbox?.inbox_id
  if (!inboxId) return await means.raw.drop(tx, [sent.rawId])
  // As filing does: what is filed beside it must not be missed, nor come twice.
  await tx.query({
    name: 'sent-lock-inbox',
    text: 'select id from inbox where id = $1 for no key update',
    values: [inboxId],
  })
  const known = await holderOf(tx, inboxId, mail)
  if (known.includes(sent.rawId)) return
  const head = known.length > 0 || isOurs(tx, means, mail) ? null : await answeredBy(tx, inboxId, mail)
  if (head === null || !(await isToThem(tx, head, mail))) return await means.raw.drop(tx, [sent.rawId])
  const isOwn = await isFromHere(tx, { inboxId, username: mailbox.username }, mail)
  await write(tx, await lockConversation(tx, head.id), { ...sent, inboxId, isOwn }, mail)
}

/** From an address of the inbox, or the one the account signs in with. */
async function isFromHere(tx: Tx, at: { inboxId: Id; username: string }, { from }: ReadMail): Promise<boolean> {
  const rows = await tx.db.selectFrom('inbox_address').select('address').where('inbox_id', '=', at.inboxId).execute()
  const own = new Set([...rows.map((row) => row.address), normalizeAddress(at.username)])
  return from.length > 0 && from.every(({ address }) => own.has(withoutDetail(normalizeAddress(address)).address))
}

/** The originals of messages that are this one. */
async function holderOf(tx: Tx, inboxId: Id, mail: ReadMail): Promise<Id[]> {
  const rows = await tx.query<{ raw_id: Id | null }>({
    name: 'sent-known',
    text: `select m.raw_id from message_key k join message m on m.conversation_id = k.conversation_id and m.id = k.message_id
        where k.inbox_id = $1 and k.key = any($2::bytea[])
      union all select m.raw_id from thread_key t join message m on m.conversation_id = t.conversation_id and m.id = t.message_id
        where t.inbox_id = $1 and t.hash = $3 and t.is_own`,
    values: [inboxId, copyKeys(mail), threadHash(mail.messageId ?? '')],
  })
  return rows.map((row) => row.raw_id ?? '')
}

function isOurs(tx: Tx, { keys }: Pick<Means, 'keys'>, mail: ReadMail): boolean {
  const secret = keys.secret('reply')
  return mail.replyTo.some(({ address }) => {
    const token = readReplyToken(address, secret, tx.now)
    return token !== null && 'conversationId' in token
  })
}

/** The conversation of the nearest mail that it names; in the bin it stays there, and has its answer when it is restored. */
async function answeredBy(tx: Tx, inboxId: Id, mail: ReadMail): Promise<Head | null> {
  for (const id of [...new Set([...mail.inReplyTo, ...mail.references.toReversed()])].slice(0, 100)) {
    const rows = await tx.query<{ conversation_id: Id; is_own: boolean }>({
      name: 'sent-answers',
      text: `select conversation_id, bool_or(is_own) as is_own from thread_key where inbox_id = $1 and hash = $2
        group by conversation_id`,
      values: [inboxId, threadHash(id)],
    })
    const holders = rows.filter((row) => row.is_own)
    const [only, ...others] = holders.length > 0 ? holders : rows // those that only refer to it count where nobody has it
    if (!only || others.length > 0) continue
    const head = await headOf(tx, only.conversation_id, inboxId)
    if (head) return head
  }
  return null
}

/** A question to a colleague answers nobody; nor does what one of them wrote themselves, whichever way it came among sent mail. */
async function isToThem(tx: Tx, head: Head, mail: ReadMail): Promise<boolean> {
  const from = mail.from.map((one) => normalizeAddress(one.address))
  const to = [...mail.to, ...mail.cc, ...mail.bcc].map((one) => normalizeAddress(one.address))
  const own = await ownAddresses(tx)
  const rows = await tx.db
    .selectFrom('participant')
    .select('address')
    .where('conversation_id', 'in', await familyOf(tx, head.id))
    .where('address', 'in', ['', ...from, ...to])
    .execute()
  const theirs = rows.map((row) => row.address).filter((address) => !own.has(address))
  return theirs.some((address) => to.includes(address)) && !theirs.some((address) => from.includes(address))
}

async function write(tx: Tx, was: StoredConversation, sent: Placed, mail: ReadMail): Promise<void> {
  const messageId = tx.mint()
  const at = new Date(Math.min(new Date(sent.sentAt).getTime(), tx.now.getTime()))
  await insertMessage(tx, { conversationId: was.id, messageId, at }, sent, mail)
  await rememberKeys(tx, { conversationId: was.id, messageId, at }, sent.inboxId, mail)
  const isAnswer = mail.kind === 'message' && sent.isOwn
  if (isAnswer) {
    await logOutgoing(tx, { ...mail, id: messageId, conversationId: was.id, inboxId: sent.inboxId, authorId: null, at })
    const own = await ownAddresses(tx)
    const others = [...mail.to, ...mail.cc].filter(
      ({ address }) => !own.has(withoutDetail(normalizeAddress(address)).address),
    )
    await letTakePart(tx, was.id, others)
  }
  // What the customer wrote after it still needs an answer.
  const later = await theirsAfter(tx, was.id, at)
  const isLast = isAnswer && later === null
  const status = isLast ? statusAfter(was.status as Status, 'we answered') : was.status
  const because = 'answered from the mail account'
  const told = { mailboxId: sent.mailboxId, address: mail.from[0]?.address ?? '' }
  const event = !sent.isOwn
    ? { name: 'message.sentAsOther', nounId: messageId, data: told }
    : status === was.status
      ? { name: 'conversation.answered', data: { messageId, because } }
      : { name: 'conversation.statusChanged', data: { from: was.status, to: status, messageId, because } }
  await touch(
    tx,
    was.id,
    {
      ...(isLast && { status, waiting_since: null, snoozed_until: null }),
      ...(at >= was.last_message_at && { last_message_at: at, snippet: snippetOf(mail.reply) }),
      message_count: was.message_count + 1,
      attachment_count: was.attachment_count + mail.attachments.filter((one) => !one.inline).length,
    },
    event,
  )
  if (!sent.isOwn) return
  const about = { conversationId: was.id, inboxId: sent.inboxId }
  const waits = later !== null && was.waiting_since !== null ? { waitsSince: later.toISOString() } : {}
  await record(tx, 'message.sentElsewhere', messageId, { ...told, isAnswer, ...waits }, about)
}

interface Made {
  conversationId: Id
  messageId: Id
  at: Date
}

/** When the first mail of theirs came that was no longer answered by what was sent then. */
async function theirsAfter(tx: Tx, conversationId: Id, at: Date): Promise<Date | null> {
  const later = await tx.db
    .selectFrom('message')
    .select('received_at')
    .where('conversation_id', 'in', await familyOf(tx, conversationId))
    .where('direction', '=', 'in')
    .where('kind', '=', 'message')
    .where('received_at', '>', at)
    .orderBy('received_at')
    .limit(1)
    .executeTakeFirst()
  return later?.received_at ?? null
}

async function insertMessage(
  tx: Tx,
  { conversationId, messageId, at }: Made,
  sent: Placed,
  mail: ReadMail,
): Promise<void> {
  const { from, replyTo, to, cc, bcc } = mail
  const here = { conversation_id: conversationId, message_id: messageId }
  await tx.db
    .insertInto('message')
    .values({
      conversation_id: conversationId,
      id: messageId,
      inbox_id: sent.inboxId,
      direction: 'out',
      kind: mail.kind,
      sender: JSON.stringify(from[0] ?? { name: '', address: '' }),
      addressees: JSON.stringify({ from, replyTo, to, cc, bcc }),
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      reply_end: mail.replyEnd,
      folded: mail.folded,
      language: mail.language,
      mail_id: mail.messageId,
      in_reply_to: mail.inReplyTo,
      refs: mail.references,
      raw_id: sent.rawId,
      sent_at: mail.date,
      received_at: at,
      is_stranger: !sent.isOwn,
      because: sent.isOwn ? 'it was sent from the mail account' : 'it lies among the sent mail of the account',
      secret: mail.secret && `${mail.secret.what}: ${mail.secret.because}`,
      warnings: mail.warnings,
      is_degraded: mail.degraded,
    })
    .execute()
  const files = mail.attachments.map(({ part, name, type, size, sha256, contentId, inline }) => ({
    ...here,
    id: tx.mint(),
    part,
    name,
    type,
    size,
    sha256,
    content_id: contentId,
    is_inline: inline,
  }))
  if (files.length > 0) await tx.db.insertInto('attachment').values(files).execute()
  await tx.db
    .insertInto('search_pending')
    .values({ ...here, since: tx.now })
    .execute()
}

/** So that answers find it, and it is known when it comes again. */
async function rememberKeys(
  tx: Tx,
  { conversationId, messageId, at }: Made,
  inboxId: Id,
  mail: ReadMail,
): Promise<void> {
  const common = { inbox_id: inboxId, conversation_id: conversationId, message_id: messageId }
  await tx.db
    .insertInto('message_key')
    .values(copyKeys(mail).map((key) => ({ ...common, key })))
    .onConflict((clash) => clash.doNothing())
    .execute()
  const names = [...(mail.messageId ? [{ id: mail.messageId, isOwn: true }] : []), ...mail.references.slice(-100).map((id) => ({ id, isOwn: false }))] // prettier-ignore
  if (names.length === 0) return
  await tx.db
    .insertInto('thread_key')
    .values(names.map(({ id, isOwn }) => ({ ...common, hash: threadHash(id), is_own: isOwn, sent_at: at })))
    .onConflict((clash) => clash.doNothing())
    .execute()
}
