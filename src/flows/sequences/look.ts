// What happened since somebody was enrolled: an answer, an automatic reply, a deal that was closed. Read from what is there whenever it is
// asked, so that filing a mail costs nothing where there are no sequences, and nothing is missed.
import { isPersonalDomain } from '../../desk/contacts/companies.ts'
import type { StoredEnrolment } from '../../desk/sequences/enrolments.ts'
import type { EnrolmentBecause } from '../../desk/sequences/enrolments.api.ts'
import { addressesOf, optedOutAmong } from '../../desk/sequences/opt-outs.ts'
import type { StoredSequence } from '../../desk/sequences/sequences.ts'
import { suppressedAmong } from '../../desk/contacts/suppressions.ts'
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { asksToStop } from './asks-to-stop.ts'

/** The newest: who floods us cannot hide what was said after. */
const MOST = 200

interface Inbound {
  id: Id
  kind: string
  address: string
  subject: string
  text: string
  isOwn: boolean
}

export type Answer = Extract<EnrolmentBecause, 'replied' | 'companyReplied' | 'unsubscribed'>

/** `away`: an automatic reply that was not waited for yet. */
export interface Looked {
  answer: Answer | null
  away: Id | null
}

export async function lookForAnswers(tx: Tx, row: StoredEnrolment, sequence: StoredSequence): Promise<Looked> {
  const isOfCompany = sequence.stops_at === 'company'
  const [mails, addresses, domains] = [
    await inboundSince(tx, row, isOfCompany),
    new Set([row.address, ...(await addressesOf(tx, row.contact_id))]),
    isOfCompany ? await domainsOf(tx, row) : new Set<string>(),
  ]
  const isTheirs = (one: Inbound) => addresses.has(one.address)
  const letters = mails.filter((one) => one.kind === 'message')
  const answered = letters.find((one) => one.isOwn || isTheirs(one))
  const company = letters.find((one) => domains.has(domainOf(one.address)))
  const away = mails.findLast((one) => one.kind === 'auto-reply' && (one.isOwn || isTheirs(one)) && BigInt(one.id) > BigInt(row.away_message_id ?? '0')) // prettier-ignore
  const wish = letters.find((one) => isTheirs(one) && asksToStop(one))
  return {
    answer: wish ? 'unsubscribed' : answered ? 'replied' : company ? 'companyReplied' : null,
    away: away?.id ?? null,
  }
}

/** In its own thread, whoever takes part in it; else in conversations with the contact, or with anybody of the company. */
async function inboundSince(tx: Tx, row: StoredEnrolment, isOfCompany: boolean): Promise<Inbound[]> {
  const newest = await tx.query<Inbound>({
    name: isOfCompany ? 'sequence-inbound-company' : 'sequence-inbound',
    text: `with own as (select coalesce(c.merged_into, c.id) as id from sequence_letter l join conversation c on c.id = l.conversation_id where l.enrolment_id = $1
        union select l.conversation_id from sequence_letter l where l.enrolment_id = $1),
      near as (select id from own
        union select id from (select id from conversation where contact_id = $2 and last_message_at > $3 order by last_message_at desc limit ${MOST}) k
        ${isOfCompany ? `union select id from (select c.id from conversation c where c.company_id = (select company_id from contact where id = $2) and c.last_message_at > $3 order by c.last_message_at desc limit ${MOST}) o` : ''})
      select m.id, m.kind, lower(m.sender ->> 'address') as address, m.subject, left(m.text, least(m.reply_end, 2000)) as text,
        m.conversation_id in (select id from own) and not m.is_stranger as "isOwn"
      from near join conversation c on c.id = near.id and c.held is null join message m on m.conversation_id = c.id
      where m.direction = 'in' and m.received_at > $3 and m.kind in ('message', 'auto-reply') order by m.id desc limit ${MOST}`,
    values: [row.id, row.contact_id, row.created_at],
  })
  return newest.toReversed()
}

async function domainsOf(tx: Tx, { contact_id: contactId, address }: StoredEnrolment): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ domain: string }>({
    name: 'sequence-domains',
    text: `select d.domain from contact k join company_domain d on d.company_id = k.company_id where k.id = $1 limit 200`,
    values: [contactId],
  })
  return new Set([...rows.map((row) => row.domain), domainOf(address)].filter((one) => !isPersonalDomain(one)))
}

/** What ends it beside an answer, as things stand now. */
export async function endedBy(tx: Tx, row: StoredEnrolment): Promise<EnrolmentBecause | null> {
  const [now] = await tx.query<{ isGone: boolean; kind: string | null; isDealGone: boolean; isBounced: boolean }>({
    name: 'sequence-standing',
    text: `select not exists (select from contact where id = $1 and merged_into is null) as "isGone",
      (select kind from deal where id = $2) as kind, exists (select from deal where id = $2 and deleted_at is not null) as "isDealGone",
      exists (select from sequence_letter l join delivery d on d.conversation_id = l.conversation_id and d.message_id = l.message_id
        where l.enrolment_id = $3 and d.state = 'failed') as "isBounced"`,
    values: [row.contact_id, row.deal_id, row.id],
  })
  if (!now || now.isGone) return 'contactGone'
  if (now.kind === 'won') return 'dealWon'
  if (now.kind === 'lost' || now.isDealGone) return 'dealLost'
  if ((await optedOutAmong(tx, [row.address, ...(await addressesOf(tx, row.contact_id))])).size > 0) return 'optedOut'
  if (now.isBounced) return 'bounced'
  return (await suppressedAmong(tx, [row.address])).size > 0 ? 'suppressed' : null
}
