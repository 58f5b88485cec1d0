// By what values are looked up: a mark (`product=kettle`) where a list asks for exactly this, a point where it asks for more or less.
// Decision 24. Pure.
import { hash } from 'node:crypto'
import { fold } from '../../kit/fold.ts'
import type { Field, FieldType, FieldValue, FieldValues } from './fields.api.ts'

/** Of those that have marks: what boards and lists are drawn by comes first, as the first four of a conversation are found soonest. */
const rank: Partial<Record<FieldType, number>> = {
  choice: 0,
  user: 1,
  yesNo: 1,
  choices: 2,
  text: 3,
  email: 3,
  phone: 4,
  link: 4,
  number: 5,
  date: 5,
}

export const hasMark = (type: FieldType): boolean => type in rank
export const hasPoint = (type: FieldType): boolean => ['number', 'money', 'date', 'dateTime'].includes(type)

/** Longer texts are marked by their beginning and what all of them comes to. */
const LONGEST = 60

export function markOf(key: string, value: string): string {
  const folded = fold(value)
  return `${key}=${folded.length <= LONGEST ? folded : `${folded.slice(0, 40)}#${hash('sha1', folded, 'base64url')}`}`
}

/** `fields` in their order. */
export function marksOf(fields: readonly Field[], values: FieldValues): string[] {
  return fields
    .filter((field) => hasMark(field.type) && values[field.key] !== undefined)
    .toSorted((a, b) => (rank[a.type] ?? 0) - (rank[b.type] ?? 0))
    .flatMap(({ key }) => textsOf(values[key] ?? '').map((text) => markOf(key, text)))
}

/** A value as words that are compared: each of several, yes and no, an amount with its currency. */
export function textsOf(value: FieldValue): string[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'boolean') return [value ? 'yes' : 'no']
  if (typeof value === 'object') return [`${value.amount} ${value.currency}`]
  return [String(value)]
}

export interface Point {
  key: string
  value: number
}

export function pointsOf(fields: readonly Field[], values: FieldValues): Point[] {
  return fields.flatMap(({ key, type }): Point[] => {
    const value = values[key]
    if (value === undefined || !hasPoint(type)) return []
    const point = pointOf(key, type, value)
    return point ? [point] : []
  })
}

export function pointOf(key: string, type: FieldType, value: FieldValue): Point | null {
  if (typeof value === 'number') return { key, value }
  if (typeof value === 'object' && !Array.isArray(value))
    return { key: `${key}:${value.currency}`, value: value.amount }
  if (typeof value !== 'string') return null
  if (type === 'date') return { key, value: Date.parse(`${value}T00:00:00Z`) / 86_400_000 }
  return type === 'dateTime' ? { key, value: Date.parse(value) } : null
}
