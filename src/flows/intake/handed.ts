// Mail that a colleague hands over to be logged, by their secret address: a copy of what they sent (BCC), or what they forward, which
// is logged as what its real sender wrote. It is nobody's work: it lies resolved in the inbox whose address was used, no rule reads it
// and nothing answers it. What cannot be understood so is filed as any other mail.
import { gatherKnown, logMails, withContacts } from '../../desk/capture/known.ts'
import { ownersOf, type LogOwner } from '../../desk/capture/addresses.ts'
import type { LoggedMail } from '../../desk/capture/decide.ts'
import { takeNumbers } from '../../desk/conversations/numbers.ts'
import { snippetOf } from '../../desk/conversations/snippet.ts'
import { holdPlaced, noteMoves } from '../../desk/conversations/tally.ts'
import { must } from '../../kit/must.ts'
import { type Address, normalizeAddress, withoutDetail } from '../../mail/address.ts'
import { readForward } from '../../mail/forward.ts'
import { baseSubject } from '../../mail/subject.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Incoming, Placed } from './placed.ts'
import { attachmentRows, copyRows, messageRow, threadRows, type Row } from './rows.ts'

export interface Handed {
  mail: Incoming
  owner: LogOwner
  direction: 'in' | 'out'
  /** Who wrote it. */
  from: Address
  /** Whom it went to, outside. */
  to: Address[]
  subject: string
}

/** A secret address is enough for nobody: what comes there must be from the one whose it is. */
export async function handedAmong(
  tx: Tx,
  mails: readonly Incoming[],
  own: ReadonlySet<string>,
  secret: Buffer,
): Promise<Handed[]> {
  const marked = mails.filter(
    ({ recipients, read }) => recipients.some((one) => one.includes('+l-')) && read.kind === 'message',
  )
  if (marked.length === 0) return []
  const owners = await ownersOf(
    tx,
    marked.flatMap((mail) => mail.recipients),
    secret,
  )
  return marked.flatMap((mail) => {
    const [owner] = new Set(mail.recipients.map((one) => owners.get(one)))
    const first = mail.read.from[0]
    if (!owner || !first || mail.recipients.some((one) => owners.get(one)?.userId !== owner.userId)) return []
    if (normalizeAddress(first.address) !== owner.email || mail.authenticity?.result === 'fail') return []
    return handedOf(mail, owner, first, own) ?? []
  })
}

function handedOf(mail: Incoming, owner: LogOwner, first: Address, own: ReadonlySet<string>): Handed | null {
  const { read } = mail
  const isOutside = ({ address }: Address) => {
    const plain = withoutDetail(normalizeAddress(address)).address
    return plain.includes('@') && !own.has(plain) && plain !== owner.email
  }
  const to = [...read.to, ...read.cc].filter(isOutside)
  if (to.length > 0) return { mail, owner, direction: 'out', from: first, to, subject: read.subject }
  const forward = readForward({ text: read.text, subject: read.subject })
  if (!forward?.sender || !isOutside(forward.sender)) return null
  return {
    mail,
    owner,
    direction: 'in',
    from: forward.sender,
    to: [first],
    subject: forward.subject ?? (baseSubject(read.subject).base || read.subject),
  }
}

export async function fileHanded(
  tx: Tx,
  { mail, owner, direction, from, to, subject }: Handed,
  own: ReadonlySet<string>,
): Promise<void> {
  const people = direction === 'in' ? [from] : to
  const placed: Placed = {
    ...mail,
    keys: { token: null, own: [], ids: [], groups: [], subject: null },
    from: normalizeAddress(from.address),
    isOwnAddress: false,
    asks: null,
    alike: null,
    messageId: tx.mint(),
    conversationId: tx.mint(),
    homeId: mail.inboxId,
    isNew: true,
    isStranger: false,
    held: null,
    because:
      direction === 'in'
        ? `${owner.name} forwarded it to be logged`
        : `${owner.name} sent it with another program, and a copy to be logged`,
    absorbs: [],
    absorbsBecause: '',
    isOrphan: false,
    isGuessable: false,
  }
  const logged: LoggedMail = {
    messageId: placed.messageId,
    conversationId: placed.conversationId,
    inboxId: mail.inboxId,
    at: mail.read.date ?? mail.receivedAt,
    direction,
    kind: 'message',
    subject,
    from: direction === 'in' ? placed.from : null,
    others: direction === 'in' ? [] : to.map((one) => normalizeAddress(one.address)),
    isStranger: false,
    isForged: false,
    authorId: owner.userId,
    contactId: null,
    companyId: null,
  }
  const known = await gatherKnown(tx, [logged], own)
  const whole = await withContacts(
    tx,
    known,
    people.map(({ name, address }) => ({ mail: logged, name, address: normalizeAddress(address) })),
  )
  const contact = whole.contacts.get(normalizeAddress(must(people[0], 'somebody outside').address))
  await write(
    tx,
    placed,
    { direction, from, to, subject, authorId: direction === 'out' ? owner.userId : null, at: logged.at },
    contact ?? null,
  )
  await logMails(tx, [logged], whole)
  await record(
    tx,
    'message.logged',
    placed.messageId,
    { userId: owner.userId, direction },
    { conversationId: placed.conversationId, inboxId: mail.inboxId },
  )
}

interface Written {
  direction: 'in' | 'out'
  from: Address
  to: Address[]
  subject: string
  authorId: string | null
  at: Date
}

async function write(
  tx: Tx,
  placed: Placed,
  { direction, from, to, subject, authorId, at }: Written,
  contact: { contactId: string; companyId: string | null } | null,
): Promise<void> {
  const { conversationId, messageId, read, inboxId } = placed
  const [number] = await takeNumbers(tx, 1)
  const beside = read.attachments.filter((one) => !one.inline).length
  const person = direction === 'in' ? from : must(to[0], 'whom it went to')
  await tx.db
    .insertInto('conversation')
    .values({
      id: conversationId,
      number: must(number, 'a number'),
      inbox_id: inboxId,
      contact_id: contact?.contactId ?? null,
      company_id: contact?.companyId ?? null,
      subject: subject || '(no subject)',
      language: read.language,
      status: 'resolved',
      snippet: snippetOf(read.reply),
      from_name: person.name,
      from_address: normalizeAddress(person.address),
      last_message_at: at,
      message_count: 1,
      attachment_count: beside,
      created_at: tx.now,
    })
    .execute()
  await noteMoves(tx, [], await holdPlaced(tx, [conversationId]))
  const row: Row<'message'> = {
    ...messageRow(placed),
    direction,
    author_id: authorId,
    subject,
    sender: JSON.stringify(from),
    addressees: JSON.stringify({ from: [from], replyTo: [], to, cc: [], bcc: [] }),
    envelope_to: placed.recipients.map((one) => withoutDetail(normalizeAddress(one)).address), // the secret stays one
    received_at: at,
    authenticity: null,
  }
  await tx.db.insertInto('message').values(row).execute()
  const files = attachmentRows(placed, tx.mint)
  if (files.length > 0) await tx.db.insertInto('attachment').values(files).execute()
  const people = direction === 'in' ? [from] : to
  const participants = new Map(people.map(({ name, address }) => [normalizeAddress(address), name]))
  await tx.db
    .insertInto('participant')
    .values(
      [...participants].map(([address, name], index) => ({
        conversation_id: conversationId,
        address,
        name,
        role: index === 0 ? 'requester' : 'cc',
        since: tx.now,
      })),
    )
    .execute()
  await tx.db
    .insertInto('message_key')
    .values(copyRows(placed))
    .onConflict((clash) => clash.doNothing())
    .execute()
  const threads = threadRows(placed).filter((one) => one.is_own && direction === 'out')
  if (threads.length > 0)
    await tx.db
      .insertInto('thread_key')
      .values(threads)
      .onConflict((clash) => clash.doNothing())
      .execute()
  await tx.db
    .insertInto('search_pending')
    .values({ message_id: messageId, conversation_id: conversationId, since: tx.now })
    .execute()
}
