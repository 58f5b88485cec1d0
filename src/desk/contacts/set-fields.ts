// The one way to set what is known of a contact or a company: by people, imports, address books, signatures, rules and programs alike.
// Each field remembers who said so, from where and when; what stays as it is is no change.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldValues, WantedValues } from '../fields/fields.api.ts'
import { listFields } from '../fields/fields.ts'
import { marksOf } from '../fields/marks.ts'
import { changedValues } from '../fields/values.ts'
import { columnsOf, isAlike, type Noun } from './columns.ts'
import { readAddresses, readDomains, readPhones, setAddresses, setDomains, setPhones } from './parts.ts'
import { refuseImpossible } from './possible.ts'
import type { CompanyValues, ContactValues, Provenance, Source, SourceKind } from './record.api.ts'

export interface RecordRef {
  noun: Noun
  id: Id
}

/** What is left out stays. */
export type Values<N extends Noun> = Partial<N extends 'contact' ? ContactValues : CompanyValues>

export interface Said {
  from: SourceKind
  /** Which: the id of the user, import, address book, message or rule. */
  by: Id | null
  /** When it was said; left out: now. */
  at?: Date
}

/** `before`: the same fields as they were, which set again take it back. */
export interface Change<N extends Noun> {
  changed: string[]
  before: Values<N>
  version: number
}

/** What a person says by hand, or a program of theirs. */
export const byActor = (tx: Tx): Said => ({ from: tx.actorId === null ? 'program' : 'person', by: tx.actorId })

export async function setFields<N extends Noun>(
  tx: Tx,
  { noun, id }: RecordRef & { noun: N },
  values: Values<N>,
  said: Said,
): Promise<Change<N>> {
  const was = await lockRecord(tx, noun, id)
  const { fields: own, ...plain } = given<Record<string, unknown> & { fields?: WantedValues }>(values)
  if (said.from !== 'merge') await refuseImpossible(tx, noun, id, plain, was)
  const changes: { field: string; from: unknown; to: unknown }[] = []
  const columns: Record<string, unknown> = {}
  const note = (field: string, from: unknown, to: unknown) => {
    if (!isAlike(from, to)) changes.push({ field, from: from ?? null, to: to ?? null })
    return !isAlike(from, to)
  }
  for (const [field, to] of Object.entries(plain)) {
    const part = partsOf[noun][field]
    if (part) {
      const from = await part.read(tx, id)
      const settled = await part.set(tx, id, to as never)
      note(field, from, settled)
      if (field === 'phones') columns['phone'] = (settled as { number: string }[])[0]?.number ?? null
      continue
    }
    const column = columnsOf[noun][field]
    if (!column)
      throw new Problem('invalid', 'field-unknown', `A ${noun} has no field “${field}”.`, { detail: { field } })
    const settled = to === '' ? null : to
    if (note(field, was[column], settled)) columns[column] = settled
  }
  const before: Record<string, unknown> = Object.fromEntries(changes.map((one) => [one.field, one.from]))
  if (own) {
    const fields = await listFields(tx, noun)
    const read = await changedValues(tx, fields, was['fields'] as FieldValues, own, null)
    if (read.changes.length > 0) {
      columns['fields'] = JSON.stringify(read.values)
      columns['marks'] = marksOf(fields, read.values)
      before['fields'] = Object.fromEntries(read.changes.map((one) => [one.key, one.from]))
      changes.push(...read.changes.map((one) => ({ field: `fields.${one.key}`, from: one.from, to: one.to })))
    }
  }
  const version = Number(was['version'])
  if (changes.length === 0) return { changed: [], before: {}, version }
  const source: Source = { from: said.from, by: said.by, at: (said.at ?? tx.now).toISOString() }
  await tx.db
    .updateTable(noun as Noun)
    .set({
      ...columns,
      provenance: JSON.stringify(toldBy(was['provenance'] as Provenance, changes, source)),
      version: version + 1,
      changed_at: tx.now,
    })
    .where('id', '=', id)
    .execute()
  if (changes.some((one) => one.field === 'tags')) await keepTags(tx, (plain['tags'] as string[] | undefined) ?? [])
  const changed = changes.map((one) => one.field)
  await record(tx, `${noun}.changed`, id, {
    changed,
    changes: changes.map(({ field, from, to }) => ({ field, from: brief(from), to: brief(to) })),
    source: { from: said.from, by: said.by },
  })
  return { changed, before: before as Values<N>, version: version + 1 }
}

type Part = { read: (tx: Tx, id: Id) => Promise<unknown>; set: (tx: Tx, id: Id, to: never) => Promise<unknown> }
const partsOf: Record<Noun, Record<string, Part>> = {
  contact: {
    addresses: { read: readAddresses, set: setAddresses },
    phones: { read: readPhones, set: setPhones },
  },
  company: { domains: { read: readDomains, set: setDomains } },
}

/** Not one that became another: what is said of it is said of nobody. */
async function lockRecord(tx: Tx, noun: Noun, id: Id): Promise<Record<string, unknown>> {
  const row = await tx.db.selectFrom(noun).selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw new Problem('missing', `${noun}-missing`, `There is no such ${noun}.`, { detail: { id } })
  if (row.merged_into !== null)
    throw new Problem('conflict', 'record-merged', `This ${noun} became part of another one.`, { detail: { id: row.merged_into } }) // prettier-ignore
  return row
}

function given<T extends object>(values: object): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
}

/** Of a list each that came is said by whoever brought it; what left is forgotten. */
function toldBy(
  was: Provenance,
  changes: readonly { field: string; from: unknown; to: unknown }[],
  source: Source,
): Provenance {
  const told = { ...was }
  for (const { field, from, to } of changes) {
    told[field] = source
    const [old, fresh] = [keysIn(field, from), keysIn(field, to)]
    for (const key of old) if (!fresh.includes(key)) delete told[key]
    for (const key of fresh) if (!old.includes(key)) told[key] = source
  }
  return told
}

function keysIn(field: string, list: unknown): string[] {
  if (field !== 'addresses' && field !== 'phones') return []
  const all = (list ?? []) as { address?: string; number?: string }[]
  return all.map((one) => `${field}.${one.address ?? one.number ?? ''}`)
}

/** Histories are read at a glance. */
function brief(value: unknown): unknown {
  return typeof value === 'string' && value.length > 300 ? `${value.slice(0, 299)}…` : value
}

async function keepTags(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  await tx.query({
    name: 'contact-tags-keep',
    text: 'insert into contact_tag (name, created_at) select unnest($1::text[]), $2 on conflict do nothing',
    values: [[...new Set(names)].toSorted(), tx.now],
  })
}
