// Which column holds which field of a record, and what it looks like there. Addresses, numbers and domains have tables of their own.
import type { Selectable } from 'kysely'
import type { Tables } from '../../store/tables.ts'
import type { CompanyValues, ContactValues } from './record.api.ts'

export type Noun = 'contact' | 'company'
export type ContactRow = Selectable<Tables['contact']>
export type CompanyRow = Selectable<Tables['company']>

type Plain<V, Elsewhere extends keyof V> = Record<Exclude<keyof V, Elsewhere | 'fields'>, string>

const shared = {
  name: 'name',
  website: 'website',
  postalAddress: 'postal_address',
  ownerId: 'owner_id',
  territory: 'territory',
  stage: 'stage',
  tags: 'tags',
  notes: 'notes',
  inboxIds: 'inbox_ids',
}
const contact: Plain<ContactValues, 'addresses' | 'phones'> = {
  ...shared,
  title: 'title',
  language: 'language',
  timeZone: 'time_zone',
  companyId: 'company_id',
}
const company: Plain<CompanyValues, 'domains'> = {
  ...shared,
  phone: 'phone',
  parentId: 'parent_id',
  size: 'size',
  products: 'products',
}
export const columnsOf: Record<Noun, Readonly<Record<string, string>>> = { contact, company }

/** Two ways of writing one number have their last nine digits alike; fewer than six are no number of anybody's. */
export function tailOf(number: string): string {
  const digits = number.replace(/\D/g, '')
  return digits.length < 6 ? '' : digits.slice(-9)
}

/** As people compare them: nothing is no different from an empty list. */
export function isAlike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}
