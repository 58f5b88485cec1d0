// What we send is logged on whom we write to, who become contacts by it.
import type { Id } from '../../kit/id.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { ownAddresses } from '../inboxes/addresses.ts'
import { externalOf, type LoggedMail } from './decide.ts'
import { gatherKnown, logMails, withContacts } from './known.ts'

interface Person {
  name: string
  address: string
}

export interface Sent {
  id: Id
  conversationId: Id
  inboxId: Id
  /** Null: it was automatic, or sent with another program. */
  authorId: Id | null
  kind: string
  subject: string
  to: readonly Person[]
  cc: readonly Person[]
  bcc: readonly Person[]
  at: Date
}

export async function logOutgoing(tx: Tx, sent: Sent): Promise<void> {
  const [conversation] = await tx.query<{ contact_id: Id | null; company_id: Id | null }>({
    name: 'log-conversation',
    text: 'select contact_id, company_id from conversation where id = $1',
    values: [sent.conversationId],
  })
  const people = [...sent.to, ...sent.cc, ...sent.bcc].map(({ name, address }) => ({
    name,
    address: normalizeAddress(address),
  }))
  const mail: LoggedMail = {
    messageId: sent.id,
    conversationId: sent.conversationId,
    inboxId: sent.inboxId,
    at: sent.at,
    direction: 'out',
    kind: sent.kind,
    subject: sent.subject,
    from: null,
    others: people.map((one) => one.address),
    isStranger: false,
    isForged: false,
    authorId: sent.authorId,
    contactId: conversation?.contact_id ?? null,
    companyId: conversation?.company_id ?? null,
  }
  const known = await gatherKnown(tx, [mail], await ownAddresses(tx))
  const outside = new Set(externalOf(mail, known))
  const written = sent.kind === 'message' ? people.filter((one) => outside.has(one.address)) : []
  await logMails(
    tx,
    [mail],
    await withContacts(
      tx,
      known,
      written.map((one) => ({ ...one, mail })),
    ),
  )
}
