// What a contact's last signatures tell and their card does not know yet: offered, never taken over by itself. What somebody accepts is said
// by that mail.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'
import { readForward } from '../../mail/forward.ts'
import { contactDetails, type Detail, type DetailField } from '../../mail/reply-text/contact-details.ts'
import type { Tx } from '../../store/tx.ts'
import { changeContact } from './change.ts'
import { tailOf } from './columns.ts'
import { companyNameOf } from './companies.ts'
import type { Contact, ContactCard } from './contacts.api.ts'
import type { ContactValues } from './record.api.ts'

type Offer = ContactCard['offers'][number]

const MESSAGES = 3
const LETTERS = 20_000
const NAMES: Record<DetailField, Offer['field']> = {
  name: 'name',
  title: 'title',
  company: 'companyName',
  phone: 'phone',
  website: 'website',
  postalAddress: 'postalAddress',
}

/** `conversationIds`: those with this contact that the asker sees, the newest; a message that hides a secret tells nothing. */
export async function offersFor(tx: Tx, contact: Contact, conversationIds: Id[]): Promise<Offer[]> {
  if (conversationIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('message')
    .select(['id', 'conversation_id', 'sender', 'subject', 'text', 'reply_end', 'received_at'])
    .where('conversation_id', 'in', conversationIds)
    .where('direction', '=', 'in')
    .where('kind', '=', 'message')
    .where('is_stranger', '=', false)
    .where('secret', 'is', null)
    .where(sql<boolean>`lower(sender->>'address') = any(${contact.addresses}::text[])`)
    .orderBy('received_at', 'desc')
    .limit(MESSAGES)
    .execute()
  const offers = new Map<string, Offer>()
  for (const row of rows) {
    const sender = row.sender as { name: string; address: string }
    const end = ownEnd(row)
    const start = Math.max(0, end - LETTERS)
    for (const detail of contactDetails(row.text.slice(start, end), sender)) {
      const field = NAMES[detail.field]
      const key = field === 'phone' ? tailOf(detail.value) : field
      if (key === '' || offers.has(key) || !isNew(contact, detail)) continue
      const place = { messageId: row.id, conversationId: row.conversation_id, at: row.received_at.toISOString() }
      offers.set(key, { field, value: detail.value, label: detail.label ?? '', ...place, from: start + detail.from, to: start + detail.to }) // prettier-ignore
    }
  }
  return [...offers.values()]
}

/** All of a forward is shown, but only what stands above it is its sender's. */
function ownEnd({ subject, text, reply_end: end }: { subject: string; text: string; reply_end: number }): number {
  const forward = readForward({ subject, text })
  return forward ? text.indexOf(forward.note) + forward.note.length : end
}

/** Answers what it was, which set again takes it back. Of what is offered no more nothing is taken. */
export async function acceptOffer(
  tx: Tx,
  contact: Contact,
  { field, value, label, messageId, at }: Offer,
): Promise<Partial<ContactValues>> {
  const said = { from: 'signature' as const, by: messageId, at: new Date(at) }
  if (field === 'companyName') {
    await changeContact(tx, contact.id, { companyName: value }, said)
    return {}
  }
  const phones = [...contact.phones, { number: value, label }]
  return await changeContact(tx, contact.id, field === 'phone' ? { phones } : { [field]: value }, said)
}

/**
 * What a colleague entered stays as it is, and what a signature told before is offered anew where a later one tells otherwise; a name is
 * missing where the address stands for it, a company's where it was guessed.
 */
function isNew(contact: Contact, { field, value }: Detail): boolean {
  if (field === 'name') return contact.addresses.includes(contact.name)
  if (field === 'phone') return !contact.phones.some((one) => tailOf(one.number) === tailOf(value))
  if (field === 'title') return contact.title === null || (contact.title !== value && contact.provenance['title']?.from === 'signature') // prettier-ignore
  if (field !== 'company') return contact[field] === null
  const { company } = contact
  const isGuess = company?.domains.some((domain) => companyNameOf(domain) === company.name) ?? false
  return isGuess && value !== company?.name && contact.addresses.some((one) => company?.domains.includes(domainOf(one)))
}
