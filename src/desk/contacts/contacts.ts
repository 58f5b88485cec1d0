// Contacts: people outside, who come into being when they write. One may have several addresses.
import { sql } from 'kysely'
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { domainOf } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { openTo } from '../conversations/privacy.ts'
import type { Actor } from '../users/permissions.ts'
import { companiesOf } from './companies.ts'
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
      company: company
        ? {
            id: company.id,
            name: company.name,
            domains: domains.filter((one) => one.company_id === company.id).map((one) => one.domain),
          }
        : null,
      createdAt: row.created_at.toISOString(),
    }
  })
}

/** A contact exists for those who see a conversation with it; for everybody else there is none. */
function visibleContacts(tx: Tx, actor: Actor) {
  return tx.db.selectFrom('contact').where((is) =>
    is.exists(
      is
        .selectFrom('conversation')
        .select('conversation.id')
        .whereRef('conversation.contact_id', '=', 'contact.id')
        .where('conversation.inbox_id', 'in', [...actor.inboxIds, '0'])
        .where('conversation.deleted_at', 'is', null)
        .where(openTo(tx, actor)),
    ),
  )
}

export async function mustSeeContact(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const row = /^\d{1,19}$/.test(id)
    ? await visibleContacts(tx, actor).select('contact.id').where('contact.id', '=', id).executeTakeFirst()
    : undefined
  if (!row) throw new Problem('missing', 'contact-missing', 'There is no such contact.', { detail: { id } })
}

/** All words of `q`, each as a beginning; what is no letter and no digit only parts them. */
function wordsOf(q: string): string {
  const words = q.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  return words.map((word) => `'${word}':*`).join(' & ')
}

/** Newest first; `q`: whose name or address has words that begin so. */
export async function listContacts(
  tx: Tx,
  actor: Actor,
  options: { q?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ contacts: Contact[]; next: string | null }> {
  let query = visibleContacts(tx, actor)
    .select('contact.id')
    .orderBy('contact.id', 'desc')
    .limit(options.limit + 1)
  if (options.cursor && /^\d+$/.test(options.cursor)) query = query.where('contact.id', '<', options.cursor)
  if (options.q) {
    const words = wordsOf(options.q)
    if (words === '') return { contacts: [], next: null }
    query = query.where(
      sql<boolean>`contact.id in (select k.id from contact k where to_tsvector('simple', k.name) @@ ${words}::tsquery
        union all select a.contact_id from contact_address a
          where to_tsvector('simple', translate(a.address, '@.+-_', '     ')) @@ ${words}::tsquery)`,
    )
  }
  const ids = (await query.execute()).map((row) => row.id)
  const contacts = await readContacts(tx, ids.slice(0, options.limit))
  const ordered = contacts.toSorted((a, b) => compareIds(b.id, a.id))
  return { contacts: ordered, next: ids.length > options.limit ? (ids[options.limit - 1] ?? null) : null }
}

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
  },
): Promise<void> {
  const { companyName, postalAddress, ...rest } = change
  const wanted = { ...rest, postal_address: postalAddress }
  const fields = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  if (Object.keys(fields).length > 0) await tx.db.updateTable('contact').set(fields).where('id', '=', id).execute()
  if (companyName !== undefined)
    await tx.db
      .updateTable('company')
      .set({ name: companyName })
      .where('id', '=', (is) => is.selectFrom('contact').select('company_id').where('contact.id', '=', id))
      .execute()
  await record(tx, 'contact.changed', id, { changed: Object.keys(change) })
}
