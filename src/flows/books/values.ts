// A contact as its card would say it, with since when and by whose word; and what a card says set on the contact.
import type { CardField, CardValues } from '../../dav/card.ts'
import { addCompany } from '../../desk/contacts/company-records.ts'
import type { ContactValues, Provenance, Source } from '../../desk/contacts/record.api.ts'
import { type Said, setFields } from '../../desk/contacts/set-fields.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export interface Known {
  id: Id
  version: number
  mergedInto: Id | null
  values: CardValues
  /** Whose word each is; what only stood in a mail is in neither. */
  said: Partial<Record<CardField, { at: Date; by: Id | null }>>
  labelled: Pick<ContactValues, 'addresses' | 'phones'>
}

interface Row {
  id: Id
  version: number
  merged_into: Id | null
  name: string
  title: string | null
  website: string | null
  postal_address: string | null
  notes: string | null
  provenance: Provenance
  company: string | null
  addresses: ContactValues['addresses']
  phones: ContactValues['phones']
}

/** `forUpdate`: nobody else changes them before this transaction ends. */
export async function readKnown(
  tx: Tx,
  ids: readonly Id[],
  { forUpdate = false }: { forUpdate?: boolean } = {},
): Promise<Map<Id, Known>> {
  if (ids.length === 0) return new Map()
  const wanted = [...new Set(ids)].toSorted(compareIds) // in one order, or two may wait for each other
  if (forUpdate)
    await tx.query({
      name: 'book-contacts-lock',
      text: 'select from contact where id = any($1::bigint[]) order by id for update',
      values: [wanted],
    })
  const rows = await tx.query<Row>({
    name: 'book-contacts',
    text: `select c.id, c.version, c.merged_into, c.name, c.title, c.website, c.postal_address, c.notes, c.provenance, o.name as company,
        coalesce((select json_agg(json_build_object('address', a.address, 'label', a.label) order by a.position, a.address)
          from contact_address a where a.contact_id = c.id), '[]') as addresses,
        coalesce((select json_agg(json_build_object('number', p.number, 'label', p.label) order by p.position, p.number)
          from contact_phone p where p.contact_id = c.id), '[]') as phones
      from contact c left join company o on o.id = c.company_id where c.id = any($1::bigint[])`,
    values: [wanted],
  })
  return new Map(rows.map((row) => [row.id, knownOf(row)]))
}

function knownOf(row: Row): Known {
  const { addresses, phones } = row
  return {
    id: row.id,
    version: row.version,
    mergedInto: row.merged_into,
    values: {
      name: row.name,
      addresses: addresses.map((one) => one.address),
      phones: phones.map((one) => one.number),
      company: row.company ?? '',
      title: row.title ?? '',
      website: row.website ?? '',
      postalAddress: row.postal_address ?? '',
      notes: row.notes ?? '',
    },
    said: saidIn(row.provenance),
    labelled: { addresses, phones },
  }
}

/** Under which name a field is known among contacts. */
const KEYS: Record<CardField, string> = {
  name: 'name',
  addresses: 'addresses',
  phones: 'phones',
  company: 'companyId',
  title: 'title',
  website: 'website',
  postalAddress: 'postalAddress',
  notes: 'notes',
}

function saidIn(provenance: Provenance): Known['said'] {
  const entries = Object.entries(KEYS).flatMap(([field, key]) => {
    const source: Source | undefined = provenance[key]
    if (!source || source.from === 'mail') return []
    return [[field, { at: new Date(source.at), by: source.from === 'person' ? source.by : null }]]
  })
  return Object.fromEntries(entries) as Known['said']
}

/** Answers the contact's version afterwards. */
export async function setValues(
  tx: Tx,
  known: Known,
  wanted: Partial<CardValues>,
  said: Said,
  inboxIds: Id[],
): Promise<number> {
  // prettier-ignore
  const { addresses, phones, company, ...texts } = wanted
  const values: Partial<ContactValues> = {
    ...(Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text || null])) as Partial<ContactValues>), // prettier-ignore
    ...(addresses && {
      addresses: addresses.map((address) => ({
        address,
        label: labelOf(known.labelled.addresses, 'address', address),
      })),
    }),
    ...(phones && {
      phones: phones.map((number) => ({ number, label: labelOf(known.labelled.phones, 'number', number) })),
    }),
    ...(company !== undefined && {
      companyId: company === '' ? null : await companyNamed(tx, company, said, inboxIds),
    }),
  }
  const { version } = await setFields(tx, { noun: 'contact', id: known.id }, values, said)
  return version
}

function labelOf<K extends string>(
  all: readonly ({ label: string } & Record<K, string>)[],
  key: K,
  text: string,
): string {
  return all.find((one) => one[key] === text)?.label ?? ''
}

/** The one that is called so; made where there is none. A card never renames a company: others work there too. */
export async function companyNamed(tx: Tx, name: string, said: Said, inboxIds: Id[]): Promise<Id> {
  const [row] = await tx.query<{ id: Id }>({
    name: 'book-company',
    text: `select id from company where to_tsvector('simple', name) @@ plainto_tsquery('simple', $1) and lower(name) = lower($1)
      and merged_into is null order by id limit 1`,
    values: [name],
  })
  return row?.id ?? (await addCompany(tx, { name, inboxIds }, said))
}
