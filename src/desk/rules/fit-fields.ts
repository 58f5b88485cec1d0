// Whether what a rule asks of the desk's own fields, and sets in them, can be: the field is there and in use, its kind can be asked so, the
// value is one of it. Refused with its place, and with what was probably meant.
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Field, FieldNoun, FieldType } from '../fields/fields.api.ts'
import { listFields } from '../fields/fields.ts'
import { textsOf } from '../fields/marks.ts'
import { readValue } from '../fields/value.ts'
import { nearest } from './nearest.ts'
import { testsOf } from './tests-of.ts'
import type { Action, Condition, Test } from './rules.api.ts'

type CustomTest = Extract<Test, { field: 'custom' }>

const texts = ['is', 'contains', 'words', 'startsWith', 'endsWith', 'matches', 'exists'] as const
const ordered = ['is', 'atLeast', 'atMost', 'exists'] as const
const plain = ['is', 'exists'] as const

/** How each kind of field can be asked. */
const operators: Record<FieldType, readonly CustomTest['operator'][]> = {
  text: texts,
  longText: texts,
  link: texts,
  email: texts,
  phone: texts,
  number: ordered,
  money: ordered,
  date: ordered,
  dateTime: ['atLeast', 'atMost', 'exists'],
  yesNo: plain,
  choice: plain,
  choices: plain,
  user: plain,
}

export async function refuseUnfitFields(tx: Tx, wanted: { condition: Condition; actions: Action[] }): Promise<void> {
  const tests = [...testsOf(wanted.condition, 'condition')].filter(([test]) => test.field === 'custom')
  const sets = wanted.actions.flatMap((action, at) => (action.do === 'setField' ? [{ action, where: `actions.${at}` }] : [])) // prettier-ignore
  refuseOtherStatus(await ownStatuses(tx, wanted.actions), wanted.actions)
  if (tests.length + sets.length === 0) return
  const fields = await listFields(tx)
  for (const [test, where] of tests as [CustomTest, string][])
    refuseUnfitTest(named(fields, test.of, test.key, where), test, where)
  for (const { action, where } of sets)
    refuseUnfitValue(named(fields, 'conversation', action.key, where), action, where)
}

function named(fields: readonly Field[], noun: FieldNoun, key: string, where: string): Field {
  const own = fields.filter((one) => one.noun === noun)
  const field = own.find((one) => one.key === key)
  if (field && !field.isArchived) return field
  const near = nearest(key, own.filter((one) => !one.isArchived).map((one) => one.key)) // prettier-ignore
  const hint = near === null ? '' : ` Did you mean “${near}”?`
  const why = field
    ? `The field “${field.name}” (${key}) is in use no more.`
    : `There is no field “${key}” of a ${noun}.`
  throw unfit('field-unknown', why + hint, `${where}.key`, near)
}

function refuseUnfitTest(field: Field, test: CustomTest, where: string): void {
  const { operator, value, userId } = test
  const able = operators[field.type]
  if (!able.includes(operator))
    throw unfit('field-operator', `“${field.name}” cannot be asked with “${operator}”. Use one of: ${able.join(', ')}.`, `${where}.operator`) // prettier-ignore
  if (operator === 'exists') return
  if (field.type === 'user' && userId === undefined)
    throw unfit('field-wants-user', `“${field.name}” is a colleague: name them.`, `${where}.userId`)
  if (field.type !== 'user' && userId !== undefined)
    throw unfit('field-wants-value', `“${field.name}” is no colleague: give a value.`, `${where}.value`)
  if (userId !== undefined || (able !== ordered && operator !== 'is' && field.type !== 'dateTime')) return
  if (!value.trim()) throw unfit('test-empty', `“${field.name}” has nothing to compare with.`, `${where}.value`)
  if (able === texts) return
  const isDay = field.type === 'date' || field.type === 'dateTime'
  if (isDay && /^today\s*([+-]\s*\d{1,4})?$/.test(value.trim())) return
  // Archived choices are still there to be asked for.
  const asked = { ...field, type: isDay ? ('date' as const) : field.type, choices: field.choices.map((one) => ({ ...one, isArchived: false })) } // prettier-ignore
  const read = readValue(asked, field.type === 'choices' ? [value] : value)
  if ('wrong' in read)
    throw unfit('field-wrong', `“${field.name}”: ${read.wrong}.${meant(field, value)}`, `${where}.value`)
}

function refuseUnfitValue(field: Field, action: Extract<Action, { do: 'setField' }>, where: string): void {
  const { value, userId } = action
  if (field.type === 'user') {
    if (value !== null) throw unfit('field-wants-user', `“${field.name}” is a colleague: name them.`, `${where}.userId`)
    return
  }
  if (userId !== undefined)
    throw unfit('field-wants-value', `“${field.name}” is no colleague: give a value.`, `${where}.value`)
  const read = readValue(field, value)
  if ('wrong' in read)
    throw unfit(
      'field-wrong',
      `“${field.name}”: ${read.wrong}.${meant(field, textsOf(value ?? '')[0] ?? '')}`,
      `${where}.value`,
    )
}

function meant({ choices }: Field, value: string): string {
  const near = nearest(value, choices.filter((one) => !one.isArchived).map((one) => one.key)) // prettier-ignore
  return near === null ? '' : ` Did you mean “${near}”?`
}

async function ownStatuses(tx: Tx, actions: readonly Action[]): Promise<Map<string, string>> {
  const ids = actions.flatMap((action) => (action.do === 'setStatus' && action.statusId ? [action.statusId] : []))
  if (ids.length === 0 || !ids.every((id) => /^\d{1,19}$/.test(id))) return new Map()
  const rows = await tx.db.selectFrom('custom_status').select(['id', 'status']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row.status]))
}

function refuseOtherStatus(statuses: ReadonlyMap<string, string>, actions: readonly Action[]): void {
  for (const [at, action] of actions.entries()) {
    const own = action.do === 'setStatus' && action.statusId ? statuses.get(action.statusId) : undefined
    if (action.do === 'setStatus' && own !== undefined && own !== action.status)
      throw unfit('status-other', `This custom status belongs to “${own}”, not to “${action.status}”.`, `actions.${at}.statusId`) // prettier-ignore
  }
}

function unfit(code: string, text: string, where: string, suggestion: string | null = null): Problem {
  return new Problem('invalid', code, text, { detail: { where, ...(suggestion !== null && { suggestion }) } })
}
