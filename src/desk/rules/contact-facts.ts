// What rules ask of who wrote: the contact and the company, and what came from them before. A rule of one inbox is told only what happened
// in that inbox: whoever wrote it may see no other. Private conversations count for none but themselves.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import type { ContactField } from '../contacts/in-rules.api.ts'

interface Asking {
  conversationId: Id
  messageId: Id
  now: Date
}

/** By inbox; null: anywhere. */
export interface ContactFacts {
  fields: Record<ContactField, string | null>
  /** Of the desk's own fields; left out: none has a value. */
  own?: FieldValues
  /** Where they were before the conversation. */
  knownIn: ReadonlySet<Id | null>
  /** Where they wrote anything but this mail. */
  wroteIn: ReadonlySet<Id | null>
}

export interface CompanyFacts {
  name: string
  domains: string[]
  own?: FieldValues
}

/** By the length of the span in hours, and the inbox; null: in all of them. Where nothing came stands nothing. */
export type MailsOfSender = ReadonlyMap<number, ReadonlyMap<Id | null, number>>

interface Found {
  contactId: Id | null
  /** Of the conversation. */
  inboxId: Id
  isKnown: boolean | null
  isFirstHere: boolean
  fields: Record<ContactField, string | null>
  own: FieldValues
  company: CompanyFacts | null
}

const conversationsOf = (all: readonly Asking[]) => all.map((one) => one.conversationId)

export async function contactsOf(tx: Tx, all: readonly Asking[]): Promise<Found[]> {
  return await tx.query<Found>({
    name: 'rule-facts-contacts',
    text: `select t.id as "contactId", c.inbox_id as "inboxId", t.created_at < c.created_at as "isKnown",
             not exists (select 1 from message e where e.conversation_id = c.id and e.id < asked.message_id and e.direction = 'in') as "isFirstHere",
             jsonb_build_object('name', t.name, 'language', t.language, 'phone', t.phone, 'title', t.title, 'website', t.website,
               'postalAddress', t.postal_address, 'stage', t.stage, 'territory', coalesce(t.territory, p.territory), 'timeZone', t.time_zone,
               'owner', (select u.email from "user" u where u.id = t.owner_id), 'companyOwner', (select u.email from "user" u where u.id = p.owner_id)) as fields, coalesce(t.fields, '{}') as own,
             case when p.id is not null then jsonb_build_object('name', p.name, 'own', p.fields,
               'domains', coalesce((select jsonb_agg(d.domain) from company_domain d where d.company_id = p.id), '[]')) end as company
           from unnest($1::bigint[], $2::bigint[]) with ordinality as asked (conversation_id, message_id, position)
           join conversation c on c.id = asked.conversation_id
           left join contact t on t.id = c.contact_id left join company p on p.id = coalesce(c.company_id, t.company_id)
           order by asked.position`,
    values: [conversationsOf(all), all.map((one) => one.messageId)],
  })
}

/** Conversations of one contact in one inbox. */
interface Stay {
  contactId: Id
  inboxId: Id
  /** The oldest of all. */
  opened: Id
  /** The first and the last in which they wrote. */
  first: Id | null
  last: Id | null
}

export async function contactFacts(
  tx: Tx,
  all: readonly Asking[],
  found: readonly Found[],
  asksBefore: boolean,
): Promise<(ContactFacts | null)[]> {
  const ids = found.flatMap((one) => one.contactId ?? [])
  const stays = asksBefore && ids.length > 0 ? await staysOf(tx, ids, conversationsOf(all)) : []
  const byContact = Map.groupBy(stays, (stay) => stay.contactId)
  return found.map(({ contactId, inboxId: here, isKnown, isFirstHere, fields, own }, at) => {
    if (contactId === null) return null
    const conversationId = all[at]?.conversationId ?? ''
    const theirs = byContact.get(contactId) ?? []
    const before = theirs.filter(({ opened }) => BigInt(opened) < BigInt(conversationId))
    const elsewhere = theirs.filter(({ first, last }) => first !== null && (first !== conversationId || last !== conversationId)) // prettier-ignore
    const wrote = [...elsewhere.map((stay) => stay.inboxId), ...(isFirstHere ? [] : [here])]
    return {
      fields,
      own,
      knownIn: new Set<Id | null>([...before.map((stay) => stay.inboxId), ...(isKnown ? [null] : [])]),
      wroteIn: new Set<Id | null>([...wrote, ...(wrote.length > 0 ? [null] : [])]),
    }
  })
}

/** `conversationIds`: those that are read now, private or not. */
async function staysOf(tx: Tx, contactIds: readonly Id[], conversationIds: readonly Id[]): Promise<Stay[]> {
  return await tx.query<Stay>({
    name: 'rule-facts-stays',
    text: `select contact_id as "contactId", inbox_id as "inboxId", min(id)::text as opened,
             (min(id) filter (where last_inbound_at is not null))::text as first, (max(id) filter (where last_inbound_at is not null))::text as last
           from conversation where contact_id = any($1::bigint[]) and (private_at is null or id = any($2::bigint[]))
           group by contact_id, inbox_id`,
    values: [contactIds, conversationIds],
  })
}

/** One for each that asks. */
export async function mailsOfSender(
  tx: Tx,
  all: readonly Asking[],
  found: readonly Found[],
  hours: readonly number[],
): Promise<MailsOfSender[]> {
  const rows = await tx.query<{ position: number; hours: number; inboxId: Id; mails: number }>({
    name: 'rule-facts-mails',
    text: `select asked.position::int as position, span.hours, c.inbox_id as "inboxId", count(m.id)::int as mails
           from unnest($1::bigint[], $2::timestamptz[], $4::bigint[]) with ordinality as asked (contact_id, now, conversation_id, position)
           cross join unnest($3::int[]) as span (hours)
           join conversation c on c.contact_id = asked.contact_id and c.last_inbound_at > asked.now - make_interval(hours => span.hours)
             and (c.private_at is null or c.id = asked.conversation_id)
           join message m on m.conversation_id = c.id and m.direction = 'in' and m.received_at <= asked.now
             and m.received_at > asked.now - make_interval(hours => span.hours)
           group by 1, 2, 3`,
    values: [found.map((one) => one.contactId), all.map((one) => one.now), hours, conversationsOf(all)],
  })
  const byPosition = Map.groupBy(rows, (row) => row.position)
  return all.map((_, at) => {
    const theirs = byPosition.get(at + 1) ?? []
    return new Map(hours.map((span) => [span, countsOf(theirs.filter((row) => row.hours === span))]))
  })
}

function countsOf(rows: readonly { inboxId: Id; mails: number }[]): ReadonlyMap<Id | null, number> {
  const all = rows.reduce((sum, row) => sum + row.mails, 0)
  return new Map<Id | null, number>([[null, all], ...rows.map((row) => [row.inboxId, row.mails] as const)])
}
