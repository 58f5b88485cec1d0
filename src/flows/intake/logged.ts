// What logging asks of a decided mail, and who becomes a contact by it. Pure.
import { externalOf, type Known, type LoggedMail } from '../../desk/capture/decide.ts'
import type { KnownContact } from '../../desk/contacts/contacts.ts'
import type { Id } from '../../kit/id.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Placed } from './placed.ts'

/** `withWhom`: the contact of its conversation, and their company. */
export function loggedMail(mail: Placed, withWhom?: { contactId: Id | null; companyId: Id | null }): LoggedMail {
  const { read } = mail
  return {
    messageId: mail.messageId,
    conversationId: mail.conversationId,
    inboxId: mail.homeId,
    at: mail.receivedAt,
    direction: 'in',
    kind: read.kind,
    subject: read.subject,
    from: mail.from,
    others: [...read.to, ...read.cc].map((one) => normalizeAddress(one.address)),
    isStranger: mail.isStranger,
    isForged: mail.authenticity?.result === 'fail',
    authorId: null,
    contactId: withWhom?.contactId ?? null,
    companyId: withWhom?.companyId ?? null,
  }
}

/** Who writes; where the desk wants that, whom a customer copies in. Machines are nobody's contact. */
export function correspondents(
  placed: readonly Placed[],
  known: Known,
): { mail: LoggedMail; name: string; address: string }[] {
  return placed.filter(isPersons).flatMap((mail) => {
    const logged = loggedMail(mail)
    const first = mail.read.from[0]
    const sender = first ? [{ mail: logged, name: first.name, address: normalizeAddress(first.address) }] : []
    const brings =
      known.desk.addsEverybody &&
      !mail.isStranger &&
      !mail.isGuessable &&
      mail.held === null &&
      mail.read.kind === 'message'
    const others = brings ? externalOf({ from: null, others: logged.others }, known) : []
    const named = [...mail.read.to, ...mail.read.cc].map((one) => ({
      name: one.name,
      address: normalizeAddress(one.address),
    }))
    return [
      ...sender,
      ...named.filter((one) => others.includes(one.address)).map((one) => ({ ...one, mail: logged })),
    ].filter((one) => one.address.includes('@'))
  })
}

/** Of senders: whose conversation it becomes. */
export function contactsAmong(placed: readonly Placed[], { contacts }: Known): Map<string, KnownContact> {
  const senders = placed.filter(isPersons).flatMap((mail) => {
    const address = normalizeAddress(mail.read.from[0]?.address ?? '')
    const contact = contacts.get(address)
    return contact ? [[address, contact] as const] : []
  })
  return new Map(senders)
}

const isPersons = ({ isOwnAddress, read }: Placed) => !isOwnAddress && read.kind !== 'bounce' && read.kind !== 'system'
