// Contacts: people outside, who come into being when they write. One may have several addresses.
import { type RawBuilder, sql } from 'kysely'
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { domainOf } from '../../mail/address.ts'
import { ask } from '../../store/access/composed.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { openTo } from '../conversations/privacy.ts'
import type { Actor } from '../users/permissions.ts'
import { companiesOf } from './companies.ts'
import type { FieldValues, WantedValues } from '../fields/fields.api.ts'
import { setOwnFields } from './own-fields.ts'
import type { Contact } from './contacts.api.ts'

export interface KnownContact {
  contactId: Id
  companyId: Id | null
}

/**
 * The contacts behind these normalised addresses, made where they are new. A name is taken from the first mail that has
 * one and never overwritten by later mail: what a colleague corrected stays corrected.
 */
export async function contactsOf(
  tx: Tx,
  people: { name: string; address: string }[],
): Promise<Map<string, KnownContact>> {
  const wanted = [...new Map(people.map((one) => [one.address, one])).values()].toSorted((a, b) =>
    a.address < b.address ? -1 : 1,
  )
  if (wanted.length === 0) return new Map()
  const known = await readAddresses(
    tx,
    wanted.map((one) => one.address),
  )
  const missing = wanted.filter((one) => !known.has(one.address))
  if (missing.length === 0) return known
  const companies = await companiesOf(
    tx,
    missing.map((one) => domainOf(one.address)),
  )
  const made = missing.map((one) => ({
    ...one,
    id: tx.mint(),
    companyId: companies.get(domainOf(one.address)) ?? null,
  }))
  await tx.db
    .insertInto('contact')
    .values(
      made.map((one) => ({ id: one.id, name: one.name || one.address, company_id: one.companyId, created_at: tx.now })),
    )
    .execute()
  const claimed = await tx.db
    .insertInto('contact_address')
    .values(made.map((one) => ({ address: one.address, contact_id: one.id })))
    .onConflict((clash) => clash.doNothing())
    .returning('address')
    .execute()
  const lost = made.filter((one) => !claimed.some((row) => row.address === one.address))
  if (lost.length > 0)
    await tx.db
      .deleteFrom('contact')
      .where(
        'id',
        'in',
        lost.map((one) => one.id),
      )
      .execute() // somebody else was first
  return readAddresses(
    tx,
    wanted.map((one) => one.address),
  )
}

async function readAddresses(tx: Tx, addresses: string[]): Promise<Map<string, KnownContact>> {
  const rows = await tx.query<{ address: string; contact_id: Id; company_id: Id | null }>({
    name: 'contacts-by-address',
    text: 'select a.address, a.contact_id, c.company_id from contact_address a join contact c on c.id = a.contact_id where a.address = any($1::text[])',
    values: [addresses],
  })
  return new Map(rows.map((row) => [row.address, { contactId: row.contact_id, companyId: row.company_id }]))
}

export async function readContacts(tx: Tx, ids: Id[]): Promise<Contact[]> {
  if (ids.length === 0) return []
  const rows = await tx.db.selectFrom('contact').selectAll().where('id', 'in', ids).execute()
  const addresses = await tx.db
    .selectFrom('contact_address')
    .selectAll()
    .where('contact_id', 'in', ids)
    .orderBy('address')
    .execute()
  const companyIds = rows.flatMap((row) => row.company_id ?? [])
  const companies =
    companyIds.length === 0 ? [] : await tx.db.selectFrom('company').selectAll().where('id', 'in', companyIds).execute()
  const domains =
    companyIds.length === 0
      ? []
      : await tx.db.selectFrom('company_domain').selectAll().where('company_id', 'in', companyIds).execute()
  return rows.map((row) => {
    const company = companies.find((one) => one.id === row.company_id)
    return {
      id: row.id,
      name: row.name,
      addresses: addresses.filter((one) => one.contact_id === row.id).map((one) => one.address),
      title: row.title,
      phone: row.phone,
      website: row.website,
      postalAddress: row.postal_address,
      language: row.language,
      fields: row.fields as FieldValues,
      company: company
        ? {
            id: company.id,
            name: company.name,
            domains: domains.filter((one) => one.company_id === company.id).map((one) => one.domain),
            fields: company.fields as FieldValues,
          }
        : null,
      createdAt: row.created_at.toISOString(),
    }
  })
}

/** A contact exists for those who see a conversation with it; for everybody else there is none. */
const seenBy = (tx: Tx, actor: Actor) => metBy(tx, actor, 'contact_id', sql`contact.id`)

/** Whether the actor sees a conversation with this contact, or of this company. */
export function metBy(tx: Tx, actor: Actor, by: Meeting, id: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`exists (select ${meetings(tx, actor, by, id)})`
}

/** The same looked up row by row, where what asks comes along many of whom it needs few. */
export function metAt(tx: Tx, actor: Actor, by: Meeting, id: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`coalesce((select true ${meetings(tx, actor, by, id)} limit 1), false)`
}

type Meeting = 'contact_id' | 'company_id'
const meetings = (tx: Tx, actor: Actor, by: Meeting, id: RawBuilder<unknown>) =>
  sql`from conversation where ${sql.ref(`conversation.${by}`)} = ${id}
    and conversation.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and conversation.deleted_at is null and ${openTo(tx, actor)}`

export async function mustSeeContact(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const [row] = /^\d{1,19}$/.test(id)
    ? await ask(
        tx,
        'contact-seen',
        sql`select contact.id from contact where contact.id = ${id}::bigint and ${seenBy(tx, actor)}`,
      )
    : []
  if (!row) throw new Problem('missing', 'contact-missing', 'There is no such contact.', { detail: { id } })
}

/** A page is looked for among so many of the newest, where enough of the first and of the last of them say that it is there. */
const NEAR = { most: 4_000, sample: 100, enough: 4 }
/** A page that is asked for without a length of its own (the screen's), whose statements are worth keeping. */
const USUAL = 51

/** Newest first; `q`: whose name or address has words that begin so. */
export async function listContacts(
  tx: Tx,
  actor: Actor,
  options: { q?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ contacts: Contact[]; next: string | null }> {
  const words = options.q ? wordsOf(options.q) : null
  if (words?.length === 0) return { contacts: [], next: null }
  const before = options.cursor && /^\d+$/.test(options.cursor) ? options.cursor : null
  const asked = { tx, actor, before, limit: options.limit + 1 }
  const ids = (words && (await nearIds(asked, words))) ?? (await idsOf(asked, words ? indexed(words) : sql`contact`))
  const contacts = await readContacts(tx, ids.slice(0, options.limit))
  const ordered = contacts.toSorted((a, b) => compareIds(b.id, a.id))
  return { contacts: ordered, next: ids.length > options.limit ? (ids[options.limit - 1] ?? null) : null }
}

interface AskedContacts {
  tx: Tx
  actor: Actor
  before: Id | null
  limit: number
}

/** Where many are called so, the newest are looked through; null where that is not enough, and the index knows the few. */
async function nearIds(asked: AskedContacts, words: readonly string[]): Promise<Id[] | null> {
  const newest = (most: number, from = 0) => sql`(select id, name from contact where ${older(asked)} order by id desc
    limit ${sql.lit(most)} offset ${sql.lit(from)})`
  const { most, sample, enough } = NEAR
  const [told] = await ask(
    asked.tx,
    'contacts-sample',
    sql<{ count: number }>`select count(*)::int as count
      from (${newest(sample)} union all ${newest(sample, most - sample)}) contact where ${saysAll(words)}`,
  )
  if ((told?.count ?? 0) < enough) return null
  const near = sql`(select id from ${newest(most)} contact where ${saysAll(words)} order by id desc) contact`
  const ids = await idsOf(asked, near)
  return ids.length === asked.limit ? ids : null
}

/** Of these contacts those that the actor may see, newest first. */
async function idsOf(asked: AskedContacts, contacts: RawBuilder<unknown>): Promise<Id[]> {
  const { tx, actor, limit } = asked
  const rows = await ask(
    tx,
    limit === USUAL ? 'contacts-page' : null,
    sql<{ id: Id }>`select contact.id from ${contacts} where ${older(asked)} and ${seenBy(tx, actor)}
      order by contact.id desc limit ${sql.lit(limit)}`,
  )
  return rows.map((row) => row.id)
}

const older = ({ before }: AskedContacts) => sql<boolean>`id < ${before ?? '9223372036854775807'}::bigint`

/** The index's own question asked of one row. That the word is there at all is soon seen, and mostly it is not. */
function saysAll(words: readonly string[]): RawBuilder<boolean> {
  const said = (text: RawBuilder<string>, taken: RawBuilder<unknown>) =>
    sql`(${sql.join(
      words.map((word) => sql`position(${word} in lower(${text})) > 0`),
      sql` and `,
    )} and ${taken} @@ ${queryOf(words)}::tsquery)`
  return sql`(${said(sql`contact.name`, sql`to_tsvector('simple', contact.name)`)} or exists (select from contact_address a
    where a.contact_id = contact.id and ${said(sql`a.address`, sql`to_tsvector('simple', translate(a.address, '@.+-_', '     '))`)}))`
}

/** In order before it is looked who may see them: that ends with the page. */
function indexed(words: readonly string[]): RawBuilder<unknown> {
  return sql`(select k.id from contact k where to_tsvector('simple', k.name) @@ ${queryOf(words)}::tsquery
    union select a.contact_id from contact_address a
      where to_tsvector('simple', translate(a.address, '@.+-_', '     ')) @@ ${queryOf(words)}::tsquery
    order by id desc) contact`
}

/** What is no letter and no digit only parts them. */
const wordsOf = (q: string): string[] => q.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
/** All of them, each as a beginning. */
const queryOf = (words: readonly string[]) => words.map((word) => `'${word}':*`).join(' & ')

export async function changeContact(
  tx: Tx,
  id: Id,
  change: {
    name?: string | undefined
    title?: string | null | undefined
    phone?: string | null | undefined
    website?: string | null | undefined
    postalAddress?: string | null | undefined
    language?: string | null | undefined
    companyName?: string | undefined
    fields?: WantedValues | undefined
  },
): Promise<void> {
  const { companyName, postalAddress, fields: own, ...rest } = change
  const wanted = { ...rest, postal_address: postalAddress }
  const fields = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  if (Object.keys(fields).length > 0) await tx.db.updateTable('contact').set(fields).where('id', '=', id).execute()
  if (companyName !== undefined)
    await tx.db
      .updateTable('company')
      .set({ name: companyName })
      .where('id', '=', (is) => is.selectFrom('contact').select('company_id').where('contact.id', '=', id))
      .execute()
  if (own) await setOwnFields(tx, 'contact', id, own)
  const changed = Object.keys(change).filter((name) => name !== 'fields')
  if (changed.length > 0) await record(tx, 'contact.changed', id, { changed })
}
