// On whom a meeting stands: on those who take part and are contacts, their companies, the deal they have a role in. By the rules that mail
// is logged by, with what is never logged and what corrections taught (docs/capture.md).
import { linksOf, type Link, type LoggedMail } from '../../desk/capture/decide.ts'
import { gatherKnown } from '../../desk/capture/known.ts'
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import type { Id } from '../../kit/id.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'

export interface Met {
  ownerId: Id | null
  title: string
  people: readonly { address: string }[]
  at: Date
}

/** Of no inbox and no conversation: only the desk's policy and the person's own hold. */
const NOWHERE = '-1'

/** In order. Empty where nobody of them is a contact: a meeting that concerns none is nobody's business here. */
export async function subjectsOf(tx: Tx, meetings: readonly Met[]): Promise<Link[][]> {
  const mails = meetings.map(({ ownerId, title, people, at }): LoggedMail => ({
    messageId: NOWHERE,
    conversationId: NOWHERE,
    inboxId: NOWHERE,
    at,
    direction: 'out',
    kind: 'message',
    subject: title,
    from: null,
    others: people.map((one) => normalizeAddress(one.address)),
    isStranger: false,
    isForged: false,
    authorId: ownerId,
    contactId: null,
    companyId: null,
  }))
  if (mails.length === 0) return []
  const known = await gatherKnown(tx, mails, await ownAddresses(tx))
  return mails.map((mail) => {
    const links = linksOf(mail, known)
    return links.some(({ noun }) => noun === 'contact') ? links : []
  })
}
