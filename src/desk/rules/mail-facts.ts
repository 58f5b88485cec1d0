// Facts of a mail that is only being tried: as if it came now, from somebody new, into a conversation of its own.
import type { ReadMail } from '../../mail/read-mail.ts'
import { domainOf, normalizeAddress } from '../../mail/address.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { hoursOfRow } from '../hours/hours.ts'
import { inboxesOf } from '../inboxes/addresses.ts'
import type { Facts } from './facts.ts'

/** What of a read mail rules look at. */
export type TriedMail = Pick<
  ReadMail,
  'from' | 'to' | 'cc' | 'subject' | 'text' | 'reply' | 'headers' | 'attachments' | 'language' | 'kind'
>

/** `inboxId` overrides where the mail is addressed to; without one, and addressed to no inbox, only rules for every inbox are read. */
export async function mailFacts(tx: Tx, mail: TriedMail, inboxId: Id | null): Promise<Facts> {
  const sender = normalizeAddress(mail.from[0]?.address ?? '')
  const recipients = recipientsOf(mail)
  const wanted = inboxId ?? [...(await inboxesOf(tx, recipients)).values()][0] ?? null
  return {
    occasion: 'message.received',
    sender,
    senderDomain: domainOf(sender),
    recipients,
    subject: mail.subject,
    body: { reply: mail.reply, whole: mail.text },
    headers: mail.headers,
    attachments: mail.attachments.filter((one) => !one.inline).map(({ name, type }) => ({ name, type })),
    language: mail.language,
    kind: mail.kind,
    authentication: 'none',
    isNew: true,
    conversation: {
      inboxId: wanted ?? '',
      status: 'open',
      priority: 'normal',
      categoryId: null,
      tags: [],
      assigneeId: null,
      teamId: null,
    },
    now: tx.now,
    hours: wanted === null ? null : await hoursOfInbox(tx, wanted),
    recipientCount: mail.to.length + mail.cc.length,
  }
}

function recipientsOf(mail: TriedMail): string[] {
  const delivered = mail.headers
    .filter(([name]) => /^(delivered-to|x-original-to)$/i.test(name))
    .map(([, value]) => value)
  return [
    ...new Set(
      [...delivered, ...[...mail.to, ...mail.cc].map((one) => one.address)].map((one) => normalizeAddress(one)),
    ),
  ]
}

async function hoursOfInbox(tx: Tx, inboxId: Id): Promise<Facts['hours']> {
  const row = await tx.db
    .selectFrom('business_hours')
    .innerJoin('inbox', 'inbox.hours_id', 'business_hours.id')
    .selectAll('business_hours')
    .where('inbox.id', '=', inboxId)
    .executeTakeFirst()
  return row ? hoursOfRow(row) : null
}
