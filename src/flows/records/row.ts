// One row of a file as what is known of a contact, or what is wrong with it, cell by cell. Pure.
import type { Field, FieldValue } from '../../desk/fields/fields.api.ts'
import { readValue } from '../../desk/fields/value.ts'
import { isLanguage } from '../../desk/contacts/possible.ts'
import { type ContactValues, Stage } from '../../desk/contacts/record.api.ts'
import { isTimeZone } from '../../desk/hours/zone.ts'
import { isAddress, normalizeAddress } from '../../mail/address.ts'
import { fold } from '../../kit/fold.ts'
import type { Id } from '../../kit/id.ts'

export interface Trouble {
  /** What it is in: a target. */
  column: string
  /** A code; the screen and the file of errors have the words. */
  problem: string
  /** The beginning of what stands there. */
  value: string
}

export interface ReadRow {
  values: Partial<ContactValues> & { name: string }
  companyName: string | null
  wrong: Trouble[]
}

/** What rows are read against. */
export interface Known {
  fields: readonly Field[]
  /** Whoever works here, by address and by name, in small letters. */
  users: ReadonlyMap<string, Id>
}

const MOST: Record<string, number> = { name: 200, givenName: 100, familyName: 100, title: 200, company: 200, website: 500, territory: 80, notes: 10_000, postalAddress: 500 } // prettier-ignore

export function readRow(cells: readonly string[], columns: readonly (string | null)[], known: Known): ReadRow {
  const wrong: Trouble[] = []
  const said = new Map<string, string[]>()
  columns.forEach((target, at) => {
    const cell = unguarded((cells[at] ?? '').trim())
    if (target === null || cell === '') return
    const most = MOST[target]
    if (most !== undefined && cell.length > most) wrong.push(trouble(target, 'tooLong', cell))
    else said.set(target, [...(said.get(target) ?? []), cell])
  })
  const one = (target: string): string | null => said.get(target)?.[0] ?? null
  const check = <T>(target: string, read: (text: string) => T | null): T | null => {
    const text = one(target)
    if (text === null) return null
    const value = read(text)
    if (value === null) wrong.push(trouble(target, `not.${target}`, text))
    return value
  }
  const addresses = (said.get('email') ?? []).flatMap((cell) => cell.split(/[;,]|:::/)).map((one) => one.trim()).filter(Boolean) // prettier-ignore
  const good = addresses.map((text) => normalizeAddress(text.replace(/^mailto:/i, '')))
  good.forEach((address, at) => {
    if (!address.includes('@') || !isAddress(address)) wrong.push(trouble('email', 'not.email', addresses[at] ?? ''))
  })
  const phones = (said.get('phone') ?? []).flatMap((cell) => cell.split(/:::|;/)).map((one) => one.trim()).filter(Boolean) // prettier-ignore
  for (const number of phones)
    if (number.length > 50 || number.replace(/\D/g, '').length < 3) wrong.push(trouble('phone', 'not.phone', number))
  const own: Record<string, FieldValue> = {}
  for (const [target, [text]] of said) {
    if (!target.startsWith('field:') || text === undefined) continue
    const value = ownValue(
      known.fields.find((field) => `field:${field.key}` === target),
      text,
      known,
    )
    if (value === null) wrong.push(trouble(target, 'not.field', text))
    else own[target.slice(6)] = value
  }
  const stage = check('stage', (text) => Stage.options.find((option) => option === fold(text).replaceAll(' ', '')) ?? null) // prettier-ignore
  const language = check('language', (text) => (isLanguage(text) ? text : null))
  const timeZone = check('timeZone', (text) => (isTimeZone(text) ? text : null))
  const ownerId = check('owner', (text) => known.users.get(text.toLowerCase()) ?? null)
  const name = one('name') ?? ([one('givenName'), one('familyName')].filter(Boolean).join(' ') || null)
  if (name === null && good.length === 0 && phones.length === 0) wrong.push(trouble('name', 'nothing', ''))
  const postal = postalOf(said)
  const tags = [...new Set((said.get('tags') ?? []).flatMap((cell) => cell.split(/[,;|]|:::/)).map((tag) => tag.trim().slice(0, 40)).filter(Boolean))].slice(0, 30) // prettier-ignore
  return {
    wrong,
    companyName: one('company'),
    values: {
      name: (name ?? good[0] ?? phones[0] ?? '').slice(0, 200),
      ...(good.length > 0 && { addresses: [...new Set(good)].slice(0, 50).map((address) => ({ address, label: '' })) }),
      ...(phones.length > 0 && { phones: [...new Set(phones)].slice(0, 50).map((number) => ({ number, label: '' })) }),
      ...(one('title') !== null && { title: one('title') }),
      ...(one('website') !== null && { website: one('website') }),
      ...(one('territory') !== null && { territory: one('territory') }),
      ...(postal !== null && { postalAddress: postal }),
      ...(said.has('notes') && { notes: (said.get('notes') ?? []).join('\n').slice(0, 10_000) }),
      ...(tags.length > 0 && { tags }),
      ...(stage !== null && { stage }),
      ...(language !== null && { language }),
      ...(timeZone !== null && { timeZone }),
      ...(ownerId !== null && { ownerId }),
      ...(Object.keys(own).length > 0 && { fields: own }),
    },
  }
}

const trouble = (column: string, problem: string, value: string): Trouble => ({ column, problem, value: value.slice(0, 80) }) // prettier-ignore

/** What was guarded against being taken for a formula, as kit/csv.ts writes it. */
const unguarded = (cell: string) => (/^'\s*[=+\-@＝＋－＠]/u.test(cell) ? cell.slice(1) : cell)

function postalOf(said: ReadonlyMap<string, readonly string[]>): string | null {
  const whole = said.get('postalAddress')
  if (whole) return whole.join('\n').slice(0, 500)
  const part = (target: string) => said.get(target)?.[0]
  const lines = [part('street'), [part('postcode'), part('city')].filter(Boolean).join(' '), part('region'), part('country')] // prettier-ignore
  const text = lines.filter(Boolean).join('\n')
  return text === '' ? null : text.slice(0, 500)
}

/** A choice by its name as well as by its key, a colleague by name. */
function ownValue(field: Field | undefined, text: string, { users }: Known): FieldValue | null {
  if (!field || field.isArchived) return null
  const keyOf = (name: string) => field.choices.find((one) => one.key === name || one.name.toLowerCase() === name.toLowerCase())?.key ?? name // prettier-ignore
  const given =
    field.type === 'choice'
      ? keyOf(text)
      : field.type === 'choices'
        ? text.split(/[,;|]/).map((one) => keyOf(one.trim()))
        : field.type === 'user'
          ? (users.get(text.toLowerCase()) ?? text)
          : field.type === 'number'
            ? text.replace(',', '.')
            : text
  const read = readValue(field, given)
  return 'wrong' in read ? null : read.value
}
