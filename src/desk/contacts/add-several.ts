// Many contacts that nobody has written from yet, added at the price of few: for imports. What is known of them is read already
// (flows/records/row.ts); whoever an address belongs to keeps it.
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import { recordAll } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Field, FieldValues } from '../fields/fields.api.ts'
import { marksOf } from '../fields/marks.ts'
import { columnsOf, tailOf } from './columns.ts'
import type { ContactValues, Source } from './record.api.ts'
import type { Said } from './set-fields.ts'

export type NewContact = Partial<ContactValues> & { name: string; id: Id }

const NAMES = [...Object.keys(columnsOf.contact), 'phone', 'fields', 'marks', 'provenance'] as const

export async function addContacts(
  tx: Tx,
  contacts: readonly NewContact[],
  { fields, said }: { fields: readonly Field[]; said: Said },
): Promise<void> {
  if (contacts.length === 0) return
  const source: Source = { from: said.from, by: said.by, at: (said.at ?? tx.now).toISOString() }
  const columns = NAMES.map((name) => columnsOf.contact[name] ?? name)
  await insertRows(
    tx,
    { name: 'contacts-add', head: `insert into contact (id, created_at, ${columns.join(', ')}) values` },
    contacts.map((one) => [one.id, tx.now, ...NAMES.map((name) => valueOf(one, name, fields, source))]),
  )
  await insertRows(
    tx,
    {
      name: 'contact-addresses-add',
      head: 'insert into contact_address (address, contact_id, label, position) values',
    },
    contacts.flatMap((one) => (one.addresses ?? []).map(({ address, label }, at) => [address, one.id, label, at])),
  )
  await insertRows(
    tx,
    {
      name: 'contact-phones-add',
      head: 'insert into contact_phone (contact_id, number, label, position, tail) values',
    },
    contacts.flatMap((one) => (one.phones ?? []).map(({ number, label }, at) => [one.id, number, label, at, tailOf(number)])), // prettier-ignore
  )
  const tags = [...new Set(contacts.flatMap((one) => one.tags ?? []))].toSorted()
  await insertRows(
    tx,
    {
      name: 'contact-tags-add',
      head: 'insert into contact_tag (name, created_at) values',
      tail: 'on conflict do nothing',
    },
    tags.map((tag) => [tag, tx.now]),
  )
  await recordAll(
    tx,
    contacts.map((one) => ({
      name: 'contact.added',
      nounId: one.id,
      data: { name: one.name, source: { from: said.from, by: said.by } },
    })),
  )
}

function valueOf(one: NewContact, name: string, fields: readonly Field[], source: Source): unknown {
  if (name === 'phone') return one.phones?.[0]?.number ?? null
  if (name === 'fields') return JSON.stringify(one.fields ?? {})
  if (name === 'marks') return marksOf(fields, (one.fields ?? {}) as FieldValues)
  if (name === 'provenance') return JSON.stringify(Object.fromEntries(saidOf(one).map((key) => [key, source])))
  const value = one[name as keyof NewContact]
  return value ?? (name === 'tags' ? [] : null)
}

function saidOf({ id: _id, inboxIds: _sight, fields, addresses, phones, ...plain }: NewContact): string[] {
  return [
    ...Object.keys(plain),
    ...Object.keys(fields ?? {}).map((key) => `fields.${key}`),
    ...(addresses ? ['addresses', ...addresses.map((one) => `addresses.${one.address}`)] : []),
    ...(phones ? ['phones', ...phones.map((one) => `phones.${one.number}`)] : []),
  ]
}
