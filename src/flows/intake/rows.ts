// The rows a decided mail becomes, table by table. Pure.
import type { Insertable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { KnownContact } from '../../desk/contacts/contacts.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
import { isMarkedSpam } from '../../mail/spam-mark.ts'
import { baseSubject } from '../../mail/subject.ts'
import type { Tables } from '../../store/tables.ts'
import { refersTo } from './decide.ts'
import type { Placed } from './placed.ts'
import { subjectHash, threadHash } from '../../desk/conversations/thread-keys.ts'
import { copyKeys } from './keys.ts'

export type Row<T extends keyof Tables> = Insertable<Tables[T]>

export function messageRow(mail: Placed): Row<'message'> {
  const { read } = mail
  const first = read.from[0] ?? { name: '', address: mail.envelopeFrom ?? '' }
  return {
    conversation_id: mail.conversationId,
    id: mail.messageId,
    inbox_id: mail.homeId,
    direction: 'in',
    kind: read.kind,
    sender: JSON.stringify(first),
    addressees: JSON.stringify({ from: read.from, replyTo: read.replyTo, to: read.to, cc: read.cc, bcc: read.bcc }),
    subject: read.subject,
    text: read.text,
    html: read.html,
    reply_end: read.replyEnd,
    folded: read.folded,
    language: read.language,
    mail_id: read.messageId,
    in_reply_to: read.inReplyTo,
    refs: read.references,
    raw_id: mail.intakeId,
    envelope_from: mail.envelopeFrom,
    envelope_to: mail.recipients,
    sent_at: read.date,
    received_at: mail.receivedAt,
    is_stranger: mail.isStranger,
    because: mail.because,
    bounce: read.bounce ? JSON.stringify(read.bounce) : null,
    warnings: read.warnings,
    authenticity: mail.authenticity && JSON.stringify(mail.authenticity),
    is_degraded: read.degraded,
    is_marked_spam: isMarkedSpam(read.headers),
    secret: read.secret && `${read.secret.what}: ${read.secret.because}`,
    invitation: read.invitation && JSON.stringify(read.invitation),
    protection: read.protection && JSON.stringify(read.protection),
  }
}

export function attachmentRows(mail: Placed, mint: () => Id): Row<'attachment'>[] {
  return mail.read.attachments.map((one) => ({
    conversation_id: mail.conversationId,
    message_id: mail.messageId,
    id: mint(),
    part: one.part,
    name: one.name,
    type: one.type,
    size: one.size,
    sha256: one.sha256,
    content_id: one.contentId,
    is_inline: one.inline,
  }))
}

/**
 * A stranger is remembered as such and brings nobody along, nor does mail that joined by what anybody could guess; a known
 * sender's recipients take part from now on.
 */
export function participantRows(
  mail: Placed,
  contacts: Map<string, KnownContact>,
  own: ReadonlySet<string>,
): Row<'participant'>[] {
  if (mail.held || mail.read.kind === 'bounce') return []
  const row = (address: string, name: string, role: string) => ({
    conversation_id: mail.conversationId,
    address,
    name,
    contact_id: contacts.get(address)?.contactId ?? null,
    role,
    since: mail.receivedAt,
  })
  const from = mail.from
    ? [row(mail.from, mail.read.from[0]?.name ?? '', mail.isNew ? 'requester' : mail.isStranger ? 'sender' : 'cc')]
    : []
  const others =
    mail.isStranger || mail.isGuessable
      ? []
      : [...mail.read.to, ...mail.read.cc].map((one) => row(normalizeAddress(one.address), one.name, 'cc'))
  const rows = [...from, ...others].filter(
    (one) => one.address.includes('@') && !own.has(one.address) && !own.has(withoutDetail(one.address).address),
  )
  return [...new Map(rows.toReversed().map((one) => [one.address, one])).values()]
}

/** So that it is filed once, however often it comes. */
export function copyRows(mail: Placed): Row<'message_key'>[] {
  return copyKeys(mail.read).map((key) => ({
    inbox_id: mail.inboxId,
    key,
    conversation_id: mail.conversationId,
    message_id: mail.messageId,
  }))
}

/** So that its answers find it, and it those that came before it. */
export function threadRows(mail: Placed): Row<'thread_key'>[] {
  if (mail.held) return []
  const row = (id: string, isOwn: boolean) => ({
    inbox_id: mail.inboxId,
    hash: threadHash(id),
    message_id: mail.messageId,
    conversation_id: mail.conversationId,
    is_own: isOwn,
    sent_at: mail.receivedAt,
  })
  return [
    ...(mail.read.messageId ? [row(mail.read.messageId, true)] : []),
    ...refersTo(mail).map((id) => row(id, false)),
  ]
}

export function subjectRows(mail: Placed): Row<'subject_key'>[] {
  const { base } = baseSubject(mail.read.subject)
  if (mail.held || !mail.from || !base) return []
  return [
    {
      inbox_id: mail.inboxId,
      hash: subjectHash(base, mail.from),
      conversation_id: mail.conversationId,
      last_at: mail.receivedAt,
      is_orphan: mail.isOrphan,
    },
  ]
}
