// A message of ours, made whole before anything leaves: composed, kept as raw mail, written into its conversation, queued in
// the outbox. Its Message-ID is fixed here, so that trying again can never make a second message of it.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { logOutgoing } from '../../desk/capture/outgoing.ts'
import type { Person } from '../../desk/conversations/conversations.api.ts'
import { suppressedAmong } from '../../desk/contacts/suppressions.ts'
import type { Means } from '../../desk/means.ts'
import { domainOf, isAddress, normalizeAddress } from '../../mail/address.ts'
import { compose } from '../../mail/compose.ts'
import { sanitizeMailHtml } from '../../mail/html/sanitize.ts'
import { canonicalHash, strippedHash } from '../../mail/parse/hashes.ts'
import { baseSubject } from '../../mail/subject.ts'
import { ownMessageId, replyAddress } from '../../mail/token.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { subjectHash, threadHash } from '../../desk/conversations/thread-keys.ts'
import { copyKeys } from '../intake/keys.ts'
import type { Before, FormerRole } from './before.ts'
import type { OutgoingFile } from './files.ts'

export interface Outgoing {
  conversationId: Id
  inboxId: Id
  to: Person[]
  cc: Person[]
  bcc: Person[]
  subject: string
  text: string
  html: string | null
  files: OutgoingFile[]
  /** An answer to an invitation (`text/calendar; method=REPLY`); null: it is none. */
  calendar: string | null
  /** The message answered. */
  answers: { mailId: string | null; refs: string[] } | null
  /** Null for automatic messages. */
  authorId: Id | null
  kind: 'message' | 'auto-reply'
  /** Milliseconds until it leaves. */
  delay: number
  /** RFC 3834 fields of automatic messages. */
  headers?: [string, string][]
  before: Before
}

export interface Queued {
  messageId: Id
  outboxId: Id
  runAt: Date
}

export async function queueOutgoing(
  tx: Tx,
  means: Pick<Means, 'keys' | 'raw' | 'hostname'>,
  message: Outgoing,
): Promise<Queued> {
  for (const one of [...message.to, ...message.cc, ...message.bcc])
    if (!isAddress(one.address))
      throw new Problem('invalid', 'bad-address', `“${one.address}” is not a mail address.`, {
        detail: { address: one.address },
      })
  const inbox = await senderOf(tx, message.inboxId)
  const secret = means.keys.secret('reply')
  const messageId = tx.mint()
  const mailId = ownMessageId({
    conversationId: message.conversationId,
    messageId,
    domain: domainOf(inbox.address) || means.hostname,
    secret,
  })
  const refs = message.answers
    ? [...message.answers.refs, ...(message.answers.mailId ? [message.answers.mailId] : [])]
    : []
  const html = message.html === null ? null : sanitizeMailHtml(message.html).html
  const composed = await compose({
    from: { name: inbox.fromName, address: inbox.address },
    to: message.to,
    cc: message.cc,
    bcc: message.bcc,
    replyTo: [
      {
        name: inbox.fromName,
        address: replyAddress({ address: inbox.address, conversationId: message.conversationId, secret, now: tx.now }),
      },
    ],
    subject: message.subject,
    text: message.text,
    html,
    messageId: `<${mailId}>`,
    inReplyTo: message.answers?.mailId ? `<${message.answers.mailId}>` : null,
    references: refs.map((id) => `<${id}>`),
    date: tx.now,
    attachments: message.files.map(({ name, type, bytes, contentId }) => ({
      name,
      type,
      bytes,
      ...(contentId !== null && { contentId }),
    })),
    calendar: message.calendar,
    headers: message.headers ?? [],
  })
  const { to, held } = await withoutSuppressed(tx, composed.envelope.to)
  const rawId = tx.mint()
  await means.raw.put(tx, [{ id: rawId, bytes: composed.raw }])
  await writeMessage(tx, message, { messageId, mailId, rawId, refs, html, inbox })
  await logOutgoing(tx, { ...message, id: messageId, at: tx.now })
  const subjectKeys = await rememberKeys(tx, message, { messageId, mailId, raw: composed.raw })
  const outboxId = tx.mint()
  const runAt = new Date(tx.now.getTime() + message.delay)
  await tx.db
    .insertInto('outbox')
    .values({
      id: outboxId,
      conversation_id: message.conversationId,
      message_id: messageId,
      raw_id: rawId,
      envelope_from: message.kind === 'auto-reply' ? '' : composed.envelope.from, // RFC 3834 §3.3: nobody answers an answering machine
      recipients: to,
      state: 'queued',
      run_at: runAt,
      queued_at: tx.now,
    })
    .execute()
  await tx.db
    .insertInto('delivery')
    .values(
      [...new Set(composed.envelope.to.map(normalizeAddress))].map((recipient) => ({
        conversation_id: message.conversationId,
        message_id: messageId,
        recipient,
        state: held.has(recipient) ? 'suppressed' : 'queued',
        changed_at: tx.now,
      })),
    )
    .execute()
  const uploadIds = message.files.flatMap((file) => file.uploadId ?? [])
  const before: Before = { ...message.before, uploadIds, subjectKeys }
  await record(
    tx,
    'message.queued',
    messageId,
    { outboxId, kind: message.kind, isAnswer: message.answers !== null, before },
    { conversationId: message.conversationId, inboxId: message.inboxId },
  )
  tx.wake.add('outbox')
  return { messageId, outboxId, runAt }
}

/** Where nobody is left it is refused: whoever wrote it learns so before it is out of sight. */
async function withoutSuppressed(tx: Tx, recipients: string[]): Promise<{ to: string[]; held: Set<string> }> {
  const held = await suppressedAmong(tx, recipients)
  const to = recipients.filter((one) => !held.has(normalizeAddress(one)))
  if (recipients.length > 0 && to.length === 0)
    throw new Problem(
      'conflict',
      'recipients-suppressed',
      `Mail to ${[...held].join(', ')} came back for good. Allow it again on the customer’s card to write there.`,
      { detail: { addresses: [...held] } },
    )
  return { to, held }
}

async function senderOf(tx: Tx, inboxId: Id): Promise<{ address: string; fromName: string }> {
  const row = await tx.db
    .selectFrom('inbox')
    .innerJoin('inbox_address', 'inbox_address.inbox_id', 'inbox.id')
    .select(['inbox.from_name', 'inbox_address.address'])
    .where('inbox.id', '=', inboxId)
    .orderBy('inbox_address.is_primary', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row)
    throw new Problem('invalid', 'inbox-without-address', 'This inbox has no address to send from.', {
      detail: { inboxId },
    })
  return { address: row.address, fromName: row.from_name }
}

async function writeMessage(
  tx: Tx,
  message: Outgoing,
  made: {
    messageId: Id
    mailId: string
    rawId: Id
    refs: string[]
    html: string | null
    inbox: { address: string; fromName: string }
  },
): Promise<void> {
  const from = { name: made.inbox.fromName, address: made.inbox.address }
  await tx.db
    .insertInto('message')
    .values({
      conversation_id: message.conversationId,
      id: made.messageId,
      inbox_id: message.inboxId,
      direction: 'out',
      kind: message.kind,
      author_id: message.authorId,
      sender: JSON.stringify(from),
      addressees: JSON.stringify({ from: [from], replyTo: [], to: message.to, cc: message.cc, bcc: message.bcc }),
      subject: message.subject,
      text: message.text,
      html: made.html,
      reply_end: message.text.length,
      mail_id: made.mailId,
      in_reply_to: message.answers?.mailId ? [message.answers.mailId] : [],
      refs: made.refs,
      raw_id: made.rawId,
      sent_at: tx.now,
      received_at: tx.now,
    })
    .execute()
  if (message.files.length > 0)
    await tx.db
      .insertInto('attachment')
      .values(
        message.files.map((file) => ({
          conversation_id: message.conversationId,
          message_id: made.messageId,
          id: file.uploadId ?? tx.mint(),
          blob_id: file.blobId,
          name: file.name,
          type: file.type,
          size: file.bytes.length,
          sha256: file.sha256,
          content_id: file.contentId,
          is_inline: file.contentId !== null,
        })),
      )
      .execute()
  await tx.db
    .insertInto('search_pending')
    .values({ message_id: made.messageId, conversation_id: message.conversationId, since: tx.now })
    .execute()
}

/** By which a mail of our own is known when it comes back. */
export const ownCopyKeys = (mailId: string, raw: Buffer): Buffer[] =>
  copyKeys({ messageId: mailId, strippedHash: strippedHash(raw), canonicalHash: canonicalHash(raw) })

/**
 * So that answers find the conversation, and our own mail that comes back is recognised as a copy. Answers the subject keys that
 * were not there before.
 */
async function rememberKeys(
  tx: Tx,
  message: Outgoing,
  made: { messageId: Id; mailId: string; raw: Buffer },
): Promise<string[]> {
  const common = { inbox_id: message.inboxId, message_id: made.messageId, conversation_id: message.conversationId }
  await tx.db
    .insertInto('message_key')
    .values(ownCopyKeys(made.mailId, made.raw).map((key) => ({ ...common, key })))
    .onConflict((clash) => clash.doNothing())
    .execute()
  await tx.db
    .insertInto('thread_key')
    .values({ ...common, hash: threadHash(made.mailId), is_own: true, sent_at: tx.now })
    .execute()
  const { base } = baseSubject(message.subject)
  const correspondents = [...new Set([...message.to, ...message.cc].map((one) => normalizeAddress(one.address)))]
  if (!base || correspondents.length === 0) return []
  const rows = await tx.db
    .insertInto('subject_key')
    .values(
      correspondents.map((address) => ({
        inbox_id: message.inboxId,
        hash: subjectHash(base, address),
        conversation_id: message.conversationId,
        last_at: tx.now,
      })),
    )
    .onConflict((clash) => clash.doNothing())
    .returning('hash')
    .execute()
  return rows.map((row) => row.hash.toString('hex'))
}

/** Whom we wrote to takes part from now on: their answers are no stranger's. Answers the former roles of those whose role changed. */
export async function letTakePart(tx: Tx, conversationId: Id, people: Person[]): Promise<FormerRole[]> {
  const byAddress = new Map(people.map((one) => [normalizeAddress(one.address), one]))
  if (byAddress.size === 0) return []
  const known = await tx.db
    .selectFrom('participant')
    .select(['address', 'role'])
    .where('conversation_id', '=', conversationId)
    .where('address', 'in', [...byAddress.keys()])
    .execute()
  const rows = [...byAddress].map(([address, { name }]) => ({
    conversation_id: conversationId,
    address,
    name,
    role: 'cc',
    since: tx.now,
  }))
  const changed = await tx.db
    .insertInto('participant')
    .values(rows)
    .onConflict((clash) =>
      clash
        .columns(['conversation_id', 'address'])
        .doUpdateSet({ role: 'cc' })
        .where('participant.role', '=', 'sender'),
    )
    .returning('address')
    .execute()
  return changed.map(({ address }) => ({ address, role: known.find((one) => one.address === address)?.role ?? null }))
}
