// What lists of contacts and companies are narrowed by, as conditions on one row.
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../store/tx.ts'
import { askedIn, settle } from '../fields/asked.ts'
import { listFields } from '../fields/fields.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { openZone } from '../hours/zone.ts'
import { Problem } from '../../kit/problem.ts'
import type { Noun } from './columns.ts'
import type { CompanyFilters } from './companies.api.ts'
import type { ContactFilters, Lack } from './contacts.api.ts'

type Condition = RawBuilder<boolean>

export async function contactConditions(tx: Tx, filters: Omit<ContactFilters, 'q'>): Promise<Condition[]> {
  const { companyId, lacks, quietDays } = filters
  return [
    ...(await common(tx, 'contact', filters)),
    ...(companyId === undefined ? [] : [isOrNone('contact.company_id', companyId)]),
    ...(lacks === undefined ? [] : [lacking[lacks]]),
    ...(quietDays === undefined ? [] : [quiet(new Date(tx.now.getTime() - quietDays * 86_400_000))]),
  ]
}

export async function companyConditions(tx: Tx, filters: Omit<CompanyFilters, 'q'>): Promise<Condition[]> {
  const { parentId, size, product } = filters
  return [
    ...(await common(tx, 'company', filters)),
    ...(parentId === undefined ? [] : [sql<boolean>`company.parent_id = ${parentId}::bigint`]),
    ...(size === undefined ? [] : [sql<boolean>`company.size = ${size}`]),
    ...(product === undefined ? [] : [sql<boolean>`${product} = any(company.products)`]),
  ]
}

interface Common {
  ownerId?: string | undefined
  stage?: string | undefined
  tag?: string | undefined
  field?: string | undefined
}

async function common(tx: Tx, noun: Noun, { ownerId, stage, tag, field }: Common): Promise<Condition[]> {
  const column = (name: string) => `${noun}.${name}`
  const tags = sql.ref(column('tags'))
  return [
    ...(ownerId === undefined ? [] : [isOrNone(column('owner_id'), ownerId)]),
    ...(stage === undefined ? [] : [stage === 'none' ? sql<boolean>`${sql.ref(column('stage'))} is null` : sql<boolean>`${sql.ref(column('stage'))} = ${stage}`]), // prettier-ignore
    ...(tag === undefined ? [] : [sql<boolean>`(${tags} @> array[${tag}]::text[] and ${tags} <> '{}')`]),
    ...(field === undefined ? [] : [await ofField(tx, noun, field)]),
  ]
}

const isOrNone = (column: string, id: string): Condition =>
  id === 'none' ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${id}::bigint`

async function ofField(tx: Tx, noun: Noun, text: string): Promise<Condition> {
  const fields = await listFields(tx, noun)
  const asked = settle(fields, askedIn(text, 'field'), {
    today: openZone(await deskZone(tx)).at(tx.now).date,
    where: 'field',
  })
  if (asked.is === 'empty') return sql`not jsonb_exists(${sql.ref(`${noun}.fields`)}, ${asked.key})`
  const marks = sql.ref(`${noun}.marks`)
  if (asked.is === 'mark') return sql`(${marks} @> array[${asked.mark}]::text[] and ${marks} <> '{}')`
  throw new Problem('invalid', 'field-operator', 'Lists of contacts and companies are narrowed by exactly one value: “=”.', { detail: { where: 'field' } }) // prettier-ignore
}

const lacking: Record<Lack, Condition> = {
  /** Where the address stands for it. */
  name: sql`exists (select from contact_address a where a.contact_id = contact.id and a.address = contact.name)`,
  company: sql`contact.company_id is null`,
  phone: sql`contact.phone is null`,
  owner: sql`contact.owner_id is null`,
  title: sql`contact.title is null`,
  language: sql`contact.language is null`,
}

const quiet = (since: Date): Condition =>
  sql`coalesce(contact.changed_at, contact.created_at) < ${since} and not exists (select from conversation
    where conversation.contact_id = contact.id and conversation.last_message_at >= ${since})`
