// What a list wants of the desk's own fields, as somebody writes it (`product=kettle`, `price>=100 EUR`, `due<today+7`, `product=` for
// nothing) and as it is looked up. For every list, board and query: read one with `readCondition`, or settle its parts with `settle`;
// conversations/field-facets.ts makes a condition of the database of it.
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { nearest } from '../rules/nearest.ts'
import type { Actor } from '../users/permissions.ts'
import type { Field } from './fields.api.ts'
import { fieldsFor, listFields } from './fields.ts'
import { hasMark, markOf, pointOf, textsOf } from './marks.ts'
import { readValue } from './value.ts'

export const fieldOperators = ['=', '>=', '<=', '>', '<'] as const
export type FieldOperator = (typeof fieldOperators)[number]

/** `value` empty, with `=`: what has none. */
export interface FieldAsked {
  key: string
  operator: FieldOperator
  value: string
}

/** `mark`: exactly this. `point`: between these, null has no end. `empty`: no value. */
export type FieldCondition =
  | { is: 'mark'; mark: string }
  | { is: 'point'; key: string; from: number | null; to: number | null; isFromIn: boolean; isToIn: boolean }
  | { is: 'empty'; key: string }

/**
 * Of conversations. What is wrong is refused with the place (`field.0`) and what was probably meant. A field of inboxes that the actor does
 * not see is looked up, as a shared view may name it, and never told of. `today`: the day where they are, asked only where it is named.
 */
export async function readConditions(
  tx: Tx,
  actor: Actor,
  texts: readonly string[],
  today: () => Promise<string>,
): Promise<FieldCondition[]> {
  if (texts.length === 0) return []
  const fields = await listFields(tx, 'conversation')
  const seen = new Set((await fieldsFor(tx, actor)).map((one) => one.id))
  const day = texts.some((text) => text.includes('today')) ? await today() : ''
  return texts.map((text, at) => {
    const where = `field.${at}`
    const asked = askedIn(text, where)
    const named = fields.filter((one) => seen.has(one.id))
    const isSeen = named.some((one) => one.key === asked.key)
    try {
      return settle(isSeen ? named : fields, asked, { today: day, where })
    } catch (thrown) {
      throw isSeen || !(thrown instanceof Problem) ? thrown : unknownField(named, asked.key, where)
    }
  })
}

function unknownField(fields: readonly Field[], key: string, where: string): Problem {
  const near = nearest(key, fields.filter((one) => !one.isArchived).map((one) => one.key)) // prettier-ignore
  const hint = near === null ? '' : ` Did you mean “${near}”?`
  return new Problem('invalid', 'field-unknown', `There is no field “${key}”.${hint}`, { detail: { where, ...(near !== null && { suggestion: near }) } }) // prettier-ignore
}

export function askedIn(text: string, where: string): FieldAsked {
  const found = /^\s*([a-z][a-z0-9_]{0,39})\s*(>=|<=|=|>|<)\s*([^]*)$/.exec(text)
  if (!found)
    throw new Problem('invalid', 'field-filter-unreadable', `“${text.slice(0, 60)}” is no condition on a field. Write it as in product=kettle or price>=100.`, { detail: { where } }) // prettier-ignore
  return { key: found[1] ?? '', operator: found[2] as FieldOperator, value: (found[3] ?? '').trim() }
}

/** Pure. A choice may be named by its key or by its name; days also as today, today+7. */
export function settle(
  fields: readonly Field[],
  { key, operator, value }: FieldAsked,
  { today, where }: { today: string; where: string },
): FieldCondition {
  const wrong = (code: string, text: string) => new Problem('invalid', code, text, { detail: { where } })
  const field = fields.find((one) => one.key === key)
  if (!field) throw unknownField(fields, key, where)
  if (operator === '=' && value === '') return { is: 'empty', key }
  const given = spelledOut(field, value, today)
  const all = { ...field, choices: field.choices.map((one) => ({ ...one, isArchived: false })) }
  const isDayOfInstant = field.type === 'dateTime' && /^\d{4}-\d\d-\d\d$/.test(given)
  const read = readValue(isDayOfInstant ? { ...all, type: 'date' } : all, field.type === 'choices' ? [given] : given)
  if ('wrong' in read || read.value === null) throw wrong('field-wrong', `“${field.name}”: ${'wrong' in read ? read.wrong : 'there is nothing to compare with'}.`) // prettier-ignore
  if (operator === '=' && hasMark(field.type)) return { is: 'mark', mark: markOf(key, textsOf(read.value)[0] ?? '') }
  const point = pointOf(key, isDayOfInstant ? 'date' : field.type, read.value)
  if (!point) throw wrong('field-operator', `“${field.name}” cannot be looked up with “${operator}”.`)
  const [from, until] = isDayOfInstant ? [point.value * DAY, (point.value + 1) * DAY] : [point.value, point.value]
  return { is: 'point', key: point.key, ...spans[operator](from, until, isDayOfInstant) }
}

const DAY = 86_400_000

type Span = Omit<Extract<FieldCondition, { is: 'point' }>, 'is' | 'key'>
const none = { from: null, to: null, isFromIn: false, isToIn: false }

/** A day of an instant is from its first moment until before its last. */
const spans: Record<FieldOperator, (from: number, until: number, isDay: boolean) => Span> = {
  '=': (from, until, isDay) => ({ from, isFromIn: true, to: until, isToIn: !isDay }),
  '>=': (from) => ({ ...none, from, isFromIn: true }),
  '<=': (_, until, isDay) => ({ ...none, to: until, isToIn: !isDay }),
  '>': (_, until, isDay) => ({ ...none, from: until, isFromIn: isDay }),
  '<': (from) => ({ ...none, to: from }),
}

function spelledOut(field: Field, value: string, today: string): string {
  if (field.type === 'choice' || field.type === 'choices') {
    const named = field.choices.find((one) => one.key === value)
    return (named ?? field.choices.find((one) => one.name.toLowerCase() === value.toLowerCase()))?.key ?? value
  }
  const relative = /^today\s*(?:([+-])\s*(\d{1,4}))?$/.exec(value)
  if (!relative || (field.type !== 'date' && field.type !== 'dateTime')) return value
  const days = Number(relative[2] ?? 0) * (relative[1] === '-' ? -1 : 1)
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}
