// What the desk knows that tells on whom mail is logged: one statement for a whole batch.
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { isPersonalDomain } from '../contacts/companies.ts'
import { contactsOf, type KnownContact } from '../contacts/contacts.ts'
import type { Noun } from '../timeline/timeline.api.ts'
import { addToTimeline } from '../timeline/timeline.ts'
import { DeskLog, InboxLog, PersonLog } from './capture.api.ts'
import {
  type Known,
  type KnownDeal,
  type Lesson,
  linksOf,
  type LoggedMail,
  mayBecomeContact,
  MOST_PEOPLE,
} from './decide.ts'

type Row =
  | { what: 'contact'; key: string; id: Id; other: Id | null; body: null }
  | { what: 'company'; key: string; id: Id; other: null; body: null }
  | { what: 'lesson'; key: string; id: Id; other: Id | null; body: { kind: Lesson['kind']; noun: Noun | null } }
  | { what: 'policy'; key: ''; id: Id; other: null; body: unknown }
  | { what: 'owner'; key: ''; id: Id; other: Id; body: null }
  | { what: 'domain'; key: string; id: '0'; other: null; body: null }
  | { what: 'deal'; key: Id; id: Id; other: null; body: number }
  | { what: 'role'; key: Id; id: Id; other: null; body: null }

const ALL = `select 'contact' as what, a.address as key, a.contact_id as id, c.company_id as other, null::jsonb as body
    from contact_address a join contact c on c.id = a.contact_id where a.address = any($1::text[])
  union all select 'company', d.domain, d.company_id, null, null from company_domain d where d.domain = any($2::text[])
  union all select 'lesson', l.value, l.subject_id, l.to_id, jsonb_build_object('kind', l.kind, 'noun', l.noun) from log_lesson l
    where l.kind = 'words' or l.kind = 'address' and l.value = any($1::text[]) or l.kind = 'domain' and l.value = any($2::text[])
  union all select 'owner', '', i.id, min(g.user_id), null from inbox i join inbox_access g on g.inbox_id = i.id
    where i.id = any($3::bigint[]) and not i.is_open_to_all group by i.id having count(*) = 1 and count(g.user_id) = 1
  union all select 'policy', '', p.scope_id, null, p.body from log_policy p where p.scope_id = 0 or p.scope_id = any($3::bigint[])
    or p.scope_id = any($4::bigint[]) or p.scope_id in (select g.user_id from inbox_access g where g.inbox_id = any($3::bigint[]))
  union all select distinct 'domain', split_part(u.email, '@', 2), 0, null::bigint, null::jsonb from "user" u where u.disabled_at is null
  union all select 'deal', l.conversation_id::text, l.deal_id, null, to_jsonb(l.confidence) from deal_conversation l
    join deal d on d.id = l.deal_id where l.conversation_id = any($5::bigint[]) and d.deleted_at is null
  union all select 'role', r.contact_id::text, r.deal_id, null, null from contact_address a join deal_contact r on r.contact_id = a.contact_id
    join deal d on d.id = r.deal_id where a.address = any($1::text[]) and d.kind = 'open' and d.deleted_at is null`

/** `own`: every address this desk receives for. */
export async function gatherKnown(tx: Tx, mails: readonly LoggedMail[], own: ReadonlySet<string>): Promise<Known> {
  const addresses = [...new Set(mails.flatMap(({ from, others }) => [...(from ? [from] : []), ...others.slice(0, 2 * MOST_PEOPLE)]))] // prettier-ignore
  const rows = await tx.query<Row>({
    name: 'capture-known',
    text: ALL,
    values: [
      addresses,
      [...new Set(addresses.map(domainOf))],
      [...new Set(mails.map((mail) => mail.inboxId))],
      mails.flatMap((mail) => mail.authorId ?? []),
      [...new Set(mails.map((mail) => mail.conversationId))],
    ],
  })
  const contacts = new Map<string, KnownContact>()
  const companies = new Map<string, Id>()
  const lessons: Lesson[] = []
  const bodies = new Map<Id, unknown>()
  const owners = new Map<Id, Id>()
  const deals = new Map<Id, KnownDeal[]>()
  const dealsOfContact = new Map<Id, Id[]>()
  const ownDomains = new Set([...own].map(domainOf))
  for (const row of rows)
    switch (row.what) {
      case 'contact':
        contacts.set(row.key, { contactId: row.id, companyId: row.other })
        break
      case 'company':
        companies.set(row.key, row.id)
        break
      case 'lesson':
        lessons.push({ ...row.body, value: row.key, subjectId: row.id, toId: row.other })
        break
      case 'policy':
        bodies.set(row.id, row.body)
        break
      case 'owner':
        owners.set(row.id, row.other)
        break
      case 'domain':
        ownDomains.add(row.key)
        break
      case 'deal':
        deals.set(row.key, [...(deals.get(row.key) ?? []), { dealId: row.id, confidence: row.body }])
        break
      case 'role':
        dealsOfContact.set(row.key, [...(dealsOfContact.get(row.key) ?? []), row.id])
    }
  for (const domain of ownDomains) if (isPersonalDomain(domain)) ownDomains.delete(domain)
  return {
    contacts,
    companies,
    lessons,
    owners,
    own,
    ownDomains,
    desk: DeskLog.parse(bodies.get('0') ?? {}),
    inboxes: new Map(mails.map(({ inboxId: id }) => [id, InboxLog.parse(bodies.get(id) ?? {})])),
    people: new Map([...owners.values(), ...mails.flatMap((mail) => mail.authorId ?? [])].map((id) => [id, PersonLog.parse(bodies.get(id) ?? {}).never])), // prettier-ignore
    deals,
    dealsOfContact,
  }
}

/** Those of these people who may become contacts and are none yet, made; answers all that are known then. */
export async function withContacts(
  tx: Tx,
  known: Known,
  wanted: readonly { mail: LoggedMail; name: string; address: string }[],
): Promise<Known> {
  const missing = wanted.filter(({ mail, address }) => !known.contacts.has(address) && mayBecomeContact(mail, address, known)) // prettier-ignore
  if (missing.length === 0) return known
  const made = await contactsOf(tx, missing)
  const companies = new Map(known.companies)
  for (const [address, { companyId }] of made) if (companyId) companies.set(domainOf(address), companyId)
  return { ...known, contacts: new Map([...known.contacts, ...made]), companies }
}

/** One statement, however many mails. */
export async function logMails(tx: Tx, mails: readonly LoggedMail[], known: Known): Promise<void> {
  await addToTimeline(
    tx,
    mails.flatMap((mail) =>
      linksOf(mail, known).map(({ noun, id, because, confidence, via }) => ({
        subject: { noun, id },
        kind: 'message' as const,
        referenceId: mail.messageId,
        at: mail.at,
        conversationId: mail.conversationId,
        actorId: mail.authorId,
        because,
        confidence,
        detail: via === null || because === 'sender' ? null : { via },
      })),
    ),
  )
}
