// On whom a mail is logged, and why: the rules of docs/capture.md, in their order. Pure.
import type { Id } from '../../kit/id.ts'
import { fold } from '../../kit/fold.ts'
import { domainOf, withoutDetail } from '../../mail/address.ts'
import type { KnownContact } from '../contacts/contacts.ts'
import type { LogReason, Noun } from '../timeline/timeline.api.ts'
import type { DeskLog, InboxLog, NeverLog } from './capture.api.ts'

/** A mail as far as logging asks. Addresses are normalised. */
export interface LoggedMail {
  messageId: Id
  conversationId: Id
  inboxId: Id
  at: Date
  direction: 'in' | 'out'
  kind: string
  subject: string
  from: string | null
  /** To and Cc, and Bcc of what we send. */
  others: readonly string[]
  /** Wrote into a conversation they take no part in. */
  isStranger: boolean
  /** Its sender was found to be forged. */
  isForged: boolean
  /** The colleague who wrote it. */
  authorId: Id | null
  /** Whose conversation it is, where that is known already. */
  contactId: Id | null
  companyId: Id | null
}

export interface Lesson {
  kind: 'address' | 'domain' | 'words'
  value: string
  subjectId: Id
  noun: Noun | null
  toId: Id | null
}

export interface KnownDeal {
  dealId: Id
  confidence: number
}

/** What the desk knows of those who take part. */
export interface Known {
  contacts: ReadonlyMap<string, KnownContact>
  companies: ReadonlyMap<string, Id>
  /** By conversation. */
  deals: ReadonlyMap<Id, readonly KnownDeal[]>
  /** Open ones that a contact has a role in. */
  dealsOfContact: ReadonlyMap<Id, readonly Id[]>
  lessons: readonly Lesson[]
  desk: DeskLog
  inboxes: ReadonlyMap<Id, InboxLog>
  /** Of people: what they never want logged. */
  people: ReadonlyMap<Id, NeverLog>
  /** The one person who sees an inbox, of those that only one sees. */
  owners: ReadonlyMap<Id, Id>
  own: ReadonlySet<string>
  ownDomains: ReadonlySet<string>
}

export interface Link {
  noun: Noun
  id: Id
  because: LogReason
  confidence: number
  via: string | null
}

/** Of a mail to more people only so many are looked up. */
export const MOST_PEOPLE = 50
const machines: ReadonlySet<string> = new Set(['bounce', 'system'])

export function linksOf(mail: LoggedMail, known: Known): Link[] {
  if (isLeftOut(mail, known)) return []
  const found = new Map<Id, Link>()
  const put = (noun: Noun, id: Id | null | undefined, because: LogReason, confidence: number, via: string | null) => {
    if (!id || (found.get(id)?.confidence ?? 0) >= confidence) return
    found.set(id, { noun, id, because, confidence, via })
  }
  const sure = mail.isForged ? 0.3 : 1
  /** By what was said of them, and so by no other way either. */
  const refused = new Set<Id>()
  for (const address of externalOf(mail, known)) {
    const isSender = mail.direction === 'in' && address === mail.from
    const weight = isSender ? sure : 1
    const links = ofAddress(address, isSender ? 'sender' : 'recipient', known)
    const isRefused = isNever(address, neverOf(mail, known))
    for (const link of links) {
      const instead = isRefused ? [] : taught(link, address, known.lessons)
      if (!instead.includes(link)) refused.add(link.id)
      for (const { noun, id, because, confidence, via } of instead)
        put(noun, id, because, Math.min(confidence, weight), via)
    }
    if (isRefused) continue
    for (const { noun, toId, value } of besides(address, known.lessons))
      put(noun as Noun, toId, 'taught', Math.min(0.97, weight), value)
  }
  if (!mail.isStranger && !mail.isForged) {
    if (!refused.has(mail.contactId ?? '')) put('contact', mail.contactId, 'thread', 0.9, null)
    if (!refused.has(mail.companyId ?? '')) put('company', mail.companyId, 'thread', 0.9, null)
  }
  for (const { dealId, confidence } of known.deals.get(mail.conversationId) ?? []) put('deal', dealId, 'deal', confidence, null) // prettier-ignore
  const roles = new Set([...found.values()].flatMap(({ noun, id }) => (noun === 'contact' ? (known.dealsOfContact.get(id) ?? []) : []))) // prettier-ignore
  // Of several nobody knows which is meant.
  if (roles.size === 1 && !mail.isStranger && !mail.isForged) put('deal', [...roles][0], 'role', 0.7, null)
  const subject = known.lessons.some(({ kind }) => kind === 'words') ? fold(mail.subject) : ''
  for (const { kind, value, noun, toId } of known.lessons)
    if (kind === 'words' && noun && subject.includes(fold(value))) put(noun, toId, 'words', 0.85, value)
  return [...found.values()]
}

/** Nobody becomes a contact who is never logged, nor by mail of an inbox that logs nothing, or only what known ones write. */
export function mayBecomeContact(mail: LoggedMail, address: string, known: Known): boolean {
  const mode = known.inboxes.get(mail.inboxId)?.mode ?? 'all'
  return mode === 'all' && !saysNever(mail, known) && !isNever(address, neverOf(mail, known))
}

/** Machines, mail of an inbox that logs nothing, among colleagues, or with words that are never logged. */
function isLeftOut(mail: LoggedMail, known: Known): boolean {
  if (machines.has(mail.kind) || known.inboxes.get(mail.inboxId)?.mode === 'nothing') return true
  if (externalOf(mail, known).length === 0 && !known.desk.logsInternal) return true
  return saysNever(mail, known)
}

function saysNever(mail: LoggedMail, known: Known): boolean {
  const words = neverOf(mail, known).flatMap((never) => never.words)
  if (words.length === 0) return false
  const subject = fold(mail.subject)
  return words.some((one) => subject.includes(fold(one)))
}

/** Lists that hold for it: the desk's, its writer's, and of an inbox of one's own that one's. */
function neverOf(mail: LoggedMail, known: Known): NeverLog[] {
  const people = [mail.authorId, known.owners.get(mail.inboxId)].flatMap((id) =>
    id ? (known.people.get(id) ?? []) : [],
  )
  return [known.desk.never, ...people]
}

/** A domain means those below it too. */
function isNever(address: string, lists: readonly NeverLog[]): boolean {
  const domain = domainOf(address)
  const plain = withoutDetail(address).address
  return lists.some(
    ({ addresses, domains }) =>
      addresses.includes(address) ||
      addresses.includes(plain) ||
      domains.some((one) => domain === one || domain.endsWith(`.${one}`)),
  )
}

/** Everybody outside, once each; colleagues only where their mail is logged. */
export function externalOf(
  { from, others }: Pick<LoggedMail, 'from' | 'others'>,
  known: Pick<Known, 'own' | 'ownDomains' | 'desk'>,
): string[] {
  const all = [...new Set([...(from ? [from] : []), ...others])].filter((address) => address.includes('@'))
  const isOwn = (address: string) => known.own.has(address) || known.own.has(withoutDetail(address).address)
  const isColleague = (address: string) => known.ownDomains.has(domainOf(address))
  return all
    .filter((address) => !isOwn(address) && (known.desk.logsInternal || !isColleague(address)))
    .slice(0, MOST_PEOPLE)
}

function ofAddress(address: string, because: 'sender' | 'recipient', { contacts, companies }: Known): Link[] {
  const contact = contacts.get(address)
  const domain = domainOf(address)
  const byDomain = companies.get(domain) ?? null
  const links: Link[] = []
  if (contact) links.push({ noun: 'contact', id: contact.contactId, because, confidence: 1, via: address })
  if (contact?.companyId && contact.companyId !== byDomain)
    return [...links, { noun: 'company', id: contact.companyId, because: 'company', confidence: 0.95, via: address }]
  if (byDomain) links.push({ noun: 'company', id: byDomain, because: 'domain', confidence: contact ? 0.98 : 0.8, via: domain }) // prettier-ignore
  return links
}

/** A lesson of the very address before one of its domain. */
function taught(link: Link, address: string, lessons: readonly Lesson[]): Link[] {
  const domain = domainOf(address)
  const of = (kind: Lesson['kind'], value: string) =>
    lessons.find((one) => one.kind === kind && one.value === value && one.subjectId === link.id)
  const lesson = of('address', address) ?? of('domain', domain)
  if (!lesson) return [link]
  if (!lesson.noun || !lesson.toId) return []
  return [{ noun: lesson.noun, id: lesson.toId, because: 'taught', confidence: 0.97, via: lesson.value }]
}

/** Where mail of this address is logged too, because somebody said so. */
function besides(address: string, lessons: readonly Lesson[]): Lesson[] {
  const domain = domainOf(address)
  return lessons.filter(
    ({ kind, value, subjectId, noun }) =>
      subjectId === '0' &&
      noun !== null &&
      (kind === 'address' ? value === address : kind === 'domain' && value === domain),
  )
}
