// What a set of values becomes: those that are wanted read one by one, each mistake with its place; what stays as it is no change.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { nearest } from '../rules/nearest.ts'
import type { Field, FieldValue, FieldValues, WantedValues } from './fields.api.ts'
import { isOfInbox } from './fields.ts'
import { readValue } from './value.ts'

/** As an event keeps it. */
export interface FieldChange {
  key: string
  from: FieldValue | null
  to: FieldValue | null
}

/** Characters that all values of one thing have together, as JSON. */
const MOST = 64_000

/** `inboxId`: of a conversation. What is wrong is refused with the place of the field: `fields.order_number`. */
export async function changedValues(
  tx: Tx,
  fields: readonly Field[],
  was: FieldValues,
  wanted: WantedValues,
  inboxId: Id | null,
): Promise<{ values: FieldValues; changes: FieldChange[] }> {
  const values = { ...was }
  const changes: FieldChange[] = []
  for (const [key, given] of Object.entries(wanted)) {
    const field = fields.find((one) => one.key === key)
    if (!field) throw noSuchField(key, fields)
    const from = was[key] ?? null
    const to = await settledValue(tx, field, given, from)
    if (isSame(from, to)) continue
    // Taking away what is asked for no more is always possible.
    if (to !== null && field.isArchived) throw unfit(field, 'is in use no more')
    if (to !== null && inboxId !== null && !isOfInbox(field, inboxId))
      throw unfit(field, 'is not asked for in this inbox')
    if (to === null) delete values[key]
    else values[key] = to
    changes.push({ key, from, to })
  }
  if (changes.length > 0 && JSON.stringify(values).length > MOST)
    throw new Problem('invalid', 'fields-too-long', `All fields together have at most ${MOST} characters.`, {
      detail: { where: `fields.${changes[0]?.key}` },
    })
  return { values, changes }
}

/** A colleague has to be there when they are named; who has left stays named. */
export async function settledValue(
  tx: Tx,
  field: Field,
  given: unknown,
  was: FieldValue | null = null,
): Promise<FieldValue | null> {
  const read = readValue(field, given, was)
  if ('wrong' in read) throw unfit(field, read.wrong)
  if (field.type !== 'user' || typeof read.value !== 'string' || read.value === was) return read.value
  const user = await tx.db
    .selectFrom('user')
    .select('id')
    .where('id', '=', read.value)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!user) throw unfit(field, 'names nobody who works here')
  return read.value
}

export function isSame(one: FieldValue | null, other: FieldValue | null): boolean {
  if (one === other) return true
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false
  if (Array.isArray(one) || Array.isArray(other)) return Array.isArray(one) && Array.isArray(other) && one.join('\n') === other.join('\n') // prettier-ignore
  return one.amount === other.amount && one.currency === other.currency
}

function unfit({ name, key }: Field, why: string): Problem {
  return new Problem('invalid', 'field-wrong', `“${name}”: ${why}.`, { detail: { where: `fields.${key}` } })
}

function noSuchField(key: string, fields: readonly Field[]): Problem {
  const near = nearest(key, fields.filter((one) => !one.isArchived).map((one) => one.key)) // prettier-ignore
  const hint = near === null ? '' : ` Did you mean “${near}”?`
  return new Problem('invalid', 'field-unknown', `There is no field “${key}”.${hint}`, {
    detail: { where: `fields.${key}`, ...(near !== null && { suggestion: near }) },
  })
}
