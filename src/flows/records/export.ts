// Contacts or companies of a list as a file: those that the asker sees, with what is known of them. Who took which list is written down.
import type { CompanyFilters, CompanyRecord } from '../../desk/contacts/companies.api.ts'
import { listCompanies } from '../../desk/contacts/company-records.ts'
import { contactIds } from '../../desk/contacts/lists.ts'
import type { Contact, ContactFilters } from '../../desk/contacts/contacts.api.ts'
import { readContacts } from '../../desk/contacts/contacts.ts'
import { listFields } from '../../desk/fields/fields.ts'
import type { Field, FieldValues } from '../../desk/fields/fields.api.ts'
import { textsOf } from '../../desk/fields/marks.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { type Cell, csvOf } from '../../kit/csv.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { writeCard } from './vcard.ts'

const MOST = 100_000
const PAGE = 500

export async function exportContacts(
  tx: Tx,
  actor: Actor,
  format: 'csv' | 'vcard',
  filters: ContactFilters,
): Promise<Buffer> {
  const fields = (await listFields(tx, 'contact')).filter((one) => !one.isArchived)
  const owners = await ownerNames(tx)
  const pieces: string[] = []
  let cursor: string | undefined
  let count = 0
  do {
    const page = await contactIds(tx, actor, { ...filters, cursor, limit: PAGE })
    const contacts = (await readContacts(tx, page.ids)).toSorted((a, b) => compareIds(b.id, a.id))
    count += contacts.length
    const isFirst = cursor === undefined
    pieces.push(format === 'csv' ? table(contacts, fields, owners, isFirst) : contacts.map(writeCard).join(''))
    cursor = page.next ?? undefined
  } while (cursor !== undefined && count < MOST)
  await record(tx, 'contact.exported', actor.id ?? '0', { format, count, filters })
  return Buffer.from(format === 'csv' ? `\ufeff${pieces.join('')}` : pieces.join(''))
}

export async function exportCompanies(tx: Tx, actor: Actor, filters: CompanyFilters): Promise<Buffer> {
  const fields = (await listFields(tx, 'company')).filter((one) => !one.isArchived)
  const owners = await ownerNames(tx)
  const rows: Cell[][] = []
  let cursor: string | undefined
  do {
    const page = await listCompanies(tx, actor, { ...filters, cursor, limit: PAGE })
    rows.push(...page.companies.map((one) => companyRow(one, fields, owners)))
    cursor = page.next ?? undefined
  } while (cursor !== undefined && rows.length < MOST)
  await record(tx, 'company.exported', actor.id ?? '0', { count: rows.length, filters })
  const names = ['Name', 'Domains', 'Parent', 'Size', 'Products', 'Phone', 'Website', 'Address', 'Owner', 'Territory', 'Stage', 'Tags', 'Notes', ...fields.map((one) => one.name)] // prettier-ignore
  return Buffer.from(`\ufeff${csvOf(names, rows)}`)
}

function companyRow(one: CompanyRecord, fields: readonly Field[], owners: ReadonlyMap<Id, string>): Cell[] {
  return [
    one.name,
    one.domains.join(', '),
    one.parent?.name,
    one.size,
    one.products.join(', '),
    one.phone,
    one.website,
    one.postalAddress,
    owners.get(one.ownerId ?? ''),
    one.territory,
    one.stage,
    one.tags.join(', '),
    one.notes,
    ...ownCells(fields, one.fields),
  ]
}

const ownCells = (fields: readonly Field[], values: FieldValues): Cell[] => fields.map(({ key }) => (values[key] === undefined ? '' : textsOf(values[key]).join(', '))) // prettier-ignore

/** Names that the import knows again: targets.ts. */
function table(
  contacts: readonly Contact[],
  fields: readonly Field[],
  owners: ReadonlyMap<Id, string>,
  isFirst: boolean,
): string {
  const most = 5
  const several = (name: string) => Array.from({ length: most }, (_, at) => (at === 0 ? name : `${name} ${at + 1}`))
  const names = ['Name', ...several('Email'), ...several('Phone'), 'Title', 'Company', 'Website', 'Address', 'Language', 'Time zone', 'Owner', 'Territory', 'Stage', 'Tags', 'Notes', ...fields.map((one) => one.name)] // prettier-ignore
  const upTo = (all: readonly string[]) => Array.from({ length: most }, (_, at) => all[at] ?? '')
  const rows = contacts.map((one) => [
    one.name,
    ...upTo(one.addresses),
    ...upTo(one.phones.map(({ number }) => number)),
    one.title,
    one.company?.name,
    one.website,
    one.postalAddress,
    one.language,
    one.timeZone,
    one.ownerId === null ? '' : (owners.get(one.ownerId) ?? ''),
    one.territory,
    one.stage,
    one.tags.join(', '),
    one.notes,
    ...ownCells(fields, one.fields),
  ])
  const whole = csvOf(names, rows)
  return isFirst ? whole : whole.slice(whole.indexOf('\r\n') + 2)
}

/** By the address they sign in with, which says who it is. */
async function ownerNames(tx: Tx): Promise<Map<Id, string>> {
  const rows = await tx.db.selectFrom('user').select(['id', 'email']).execute()
  return new Map(rows.map((row) => [row.id, row.email]))
}
