// Contacts: people outside, who come into being when they write. One may have several addresses.
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import { companiesOf } from './companies.ts'
import type { Contact } from './contacts.api.ts'
import type { Provenance, Stage } from './record.api.ts'

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

export async function readContacts(tx: Tx, ids: readonly Id[]): Promise<Contact[]> {
  if (ids.length === 0) return []
  const rows = await tx.db.selectFrom('contact').selectAll().where('id', 'in', ids).execute()
  const addresses = await tx.db
    .selectFrom('contact_address')
    .selectAll()
    .where('contact_id', 'in', ids)
    .orderBy('position')
    .orderBy('address')
    .execute()
  const phones = await tx.db
    .selectFrom('contact_phone')
    .select(['contact_id', 'number', 'label'])
    .where('contact_id', 'in', ids)
    .orderBy('position')
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
    const theirs = addresses.filter((one) => one.contact_id === row.id)
    return {
      id: row.id,
      name: row.name,
      addresses: theirs.map((one) => one.address),
      addressLabels: Object.fromEntries(theirs.filter((one) => one.label).map((one) => [one.address, one.label])),
      title: row.title,
      phone: row.phone,
      phones: phones.filter((one) => one.contact_id === row.id).map(({ number, label }) => ({ number, label })),
      website: row.website,
      postalAddress: row.postal_address,
      language: row.language,
      timeZone: row.time_zone,
      ownerId: row.owner_id,
      territory: row.territory,
      stage: row.stage as Stage | null,
      tags: row.tags,
      notes: row.notes,
      inboxIds: row.inbox_ids,
      provenance: row.provenance as Provenance,
      fields: row.fields as FieldValues,
      company: company
        ? {
            id: company.id,
            name: company.name,
            domains: domains.filter((one) => one.company_id === company.id).map((one) => one.domain),
            ownerId: company.owner_id,
            fields: company.fields as FieldValues,
          }
        : null,
      createdAt: row.created_at.toISOString(),
      changedAt: row.changed_at?.toISOString() ?? null,
      version: row.version,
    }
  })
}
