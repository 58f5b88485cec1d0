// Cards of people whom nobody knew, made contacts a batch at a time.
import type { CardField, CardValues } from '../../dav/card.ts'
import { addContacts } from '../../desk/contacts/add-several.ts'
import { companiesOf } from '../../desk/contacts/companies.ts'
import type { Said } from '../../desk/contacts/set-fields.ts'
import type { Id } from '../../kit/id.ts'
import { domainOf } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { type Directions, directionOf } from './merge.ts'
import { companyNamed } from './values.ts'

/** Their ids, in order. Of a field that is never kept in step nothing is taken, but a name everybody has. */
export async function bringIn(
  tx: Tx,
  people: readonly CardValues[],
  { said, inboxIds, directions }: { said: Said; inboxIds: Id[]; directions: Directions },
): Promise<Id[]> {
  const wanted = people.map((one) => ({ id: tx.mint(), ...allowed(one, directions) }))
  const companies = new Map<string, Id>()
  for (const name of new Set(wanted.map((one) => one.company).filter(Boolean)))
    companies.set(name, await companyNamed(tx, name, said, inboxIds))
  const contacts = wanted.map((one) => {
    const companyId = companies.get(one.company)
    return {
      id: one.id,
      name: one.name,
      inboxIds,
      ...(companyId !== undefined && { companyId }),
      ...(one.title && { title: one.title }),
      ...(one.website && { website: one.website }),
      ...(one.postalAddress && { postalAddress: one.postalAddress }),
      ...(one.notes && { notes: one.notes }),
      ...(one.addresses.length > 0 && { addresses: one.addresses.map((address) => ({ address, label: '' })) }),
      ...(one.phones.length > 0 && { phones: one.phones.map((number) => ({ number, label: '' })) }),
    }
  })
  await addContacts(tx, contacts, { fields: [], said })
  await guessCompanies(tx, wanted.filter((one) => one.company === '')) // prettier-ignore
  return wanted.map(({ id }) => id)
}

/** As of people who write: by the domain, which is nobody's word. */
async function guessCompanies(tx: Tx, people: readonly { id: Id; addresses: string[] }[]): Promise<void> {
  const domains = people.map(({ id, addresses }) => ({ id, domain: domainOf(addresses[0] ?? '') }))
  const companies = await companiesOf(tx, domains.map((one) => one.domain)) // prettier-ignore
  const known = domains.filter((one) => companies.has(one.domain))
  if (known.length === 0) return
  await tx.query({
    name: 'book-guess-companies',
    text: `update contact c set company_id = t.company_id from unnest($1::bigint[], $2::bigint[]) t(id, company_id) where c.id = t.id`,
    values: [known.map((one) => one.id), known.map((one) => companies.get(one.domain))],
  })
}

function allowed(values: CardValues, directions: Directions): CardValues {
  const entries = Object.entries(values).map(([field, value]) => {
    if (directionOf(directions, field as CardField) !== 'never' || field === 'name') return [field, value]
    return [field, Array.isArray(value) ? [] : '']
  })
  return Object.fromEntries(entries) as unknown as CardValues
}
