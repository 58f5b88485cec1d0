// A condition while it is being edited: the same tree, with a key for every part, `not` folded into the words that say it
// (is not, none of), and a test that keeps what was typed when another field is chosen.
import type { z } from 'zod'
import type { Condition, Test } from '../../../src/desk/rules/rules.api.ts'
import { freshKey } from '../../call.ts'

export type Field = Test['field']
export interface TestNode {
  kind: 'test'
  key: string
  field: Field
  operator: string
  isNegated: boolean
  /** Which one of its kind: a header, a clock, a span of hours. */
  name: string
  /** `true` and `false` stand for themselves. */
  value: string
}
/** What `name` is called in the condition, for the fields that have one. */
export const nameKeys = {
  header: 'name',
  contactField: 'name',
  clock: 'measure',
  mailsOfSender: 'withinHours',
  businessHours: 'hoursId',
  custom: 'key',
} as const satisfies Partial<Record<Field, string>>
export type Named = keyof typeof nameKeys
export const isNamed = (field: Field): field is Named => field in nameKeys

export const modes = ['all', 'any', 'none', 'notAll'] as const
export type Mode = (typeof modes)[number]
export interface GroupNode {
  kind: 'group'
  key: string
  mode: Mode
  parts: Node[]
}
export type Node = TestNode | GroupNode

/** As the server counts: groups within groups. */
export const deepest = 7

export function freshTest(): TestNode {
  return { kind: 'test', key: freshKey(), field: 'sender', operator: 'contains', isNegated: false, name: '', value: '' }
}
export function freshGroup(parts: Node[] = [freshTest()]): GroupNode {
  return { kind: 'group', key: freshKey(), mode: 'any', parts }
}

/** The whole is always a group, so that there is somewhere to add to. */
export function treeOf(condition: Condition): GroupNode {
  const node = nodeOf(condition, false)
  return node.kind === 'group' ? node : { kind: 'group', key: freshKey(), mode: 'all', parts: [node] }
}

const negatedMode: Record<Mode, Mode> = { all: 'notAll', notAll: 'all', any: 'none', none: 'any' }

function nodeOf(condition: Condition, isNegated: boolean): Node {
  if ('not' in condition) return nodeOf(condition.not, !isNegated)
  if ('field' in condition) {
    if (condition.field === 'custom') return customNode(condition, isNegated)
    const { field, operator = 'is', value = '', ...rest } = condition as TestParts
    const name = String((isNamed(field) && rest[nameKeys[field]]) || '')
    return { kind: 'test', key: freshKey(), field, operator, isNegated, name, value: String(value) }
  }
  const mode: Mode = 'all' in condition ? 'all' : 'any'
  const parts = ('all' in condition ? condition.all : condition.any).map((part) => nodeOf(part, false))
  return { kind: 'group', key: freshKey(), mode: isNegated ? negatedMode[mode] : mode, parts }
}

type Custom = Extract<z.infer<typeof Test>, { field: 'custom' }>

/** Its name is what has it and its key: `contact.tier`. A colleague is a way of its own. */
function customNode({ of, key, operator, value, userId }: Custom, isNegated: boolean): TestNode {
  const way = userId === undefined ? operator : 'isUser'
  return { kind: 'test', key: freshKey(), field: 'custom', operator: way, isNegated, name: `${of}.${key}`, value: userId ?? value } // prettier-ignore
}

function customOf({ operator, name, value }: TestNode): Custom {
  const [of = '', key = ''] = name.split('.')
  const common = { field: 'custom' as const, of: of as Custom['of'], key }
  if (operator === 'isUser') return { ...common, operator: 'is', value: '', userId: value }
  return { ...common, operator: operator as Custom['operator'], value: operator === 'exists' ? '' : value.trim() }
}

interface TestParts {
  field: Field
  operator?: string
  name?: string
  key?: string
  measure?: string
  withinHours?: number
  hoursId?: string
  value?: string | boolean | number
}

const yesOrNo = new Set<Field>(['isNew', 'assigneeAway', 'snoozed', 'held', 'suspicious'])
const counted = new Set<Field>(['mailsOfSender', 'unanswered', 'size', 'waiting', 'recipientCount', 'clock'])
const bare = new Set<Field>(['businessHours', 'contact'])

/** Calls `place` with where each test and group will stand in the condition, as the server names places. */
export function conditionOf(node: Node, place: (path: string, key: string) => void, path = 'condition'): Condition {
  if (node.kind === 'test') {
    place(path, node.key)
    if (!node.isNegated) return testOf(node)
    place(`${path}.not`, node.key)
    return { not: testOf(node) }
  }
  place(path, node.key)
  const isNegated = node.mode === 'none' || node.mode === 'notAll'
  const inner = isNegated ? `${path}.not` : path
  const kind = node.mode === 'any' || node.mode === 'none' ? 'any' : 'all'
  const parts = node.parts.map((part, at) => conditionOf(part, place, `${inner}.${kind}.${at}`))
  const group: Condition = kind === 'any' ? { any: parts } : { all: parts }
  return isNegated ? { not: group } : group
}

/** Only the keys that this field knows; whether the values do is for the schema to say. */
function testOf(node: TestNode): z.infer<typeof Test> {
  const { field, operator, name, value } = node
  if (field === 'custom') return customOf(node)
  const parts: TestParts & { operator: string } = { field, operator }
  if (field === 'mailsOfSender') parts.withinHours = Number(name)
  else if (isNamed(field) && (name || field !== 'businessHours')) parts[nameKeys[field]] = name
  if (yesOrNo.has(field)) parts.value = value === 'true'
  else if (counted.has(field)) parts.value = Number(value)
  else if (!bare.has(field)) parts.value = operator === 'exists' || operator === 'isNobody' ? '' : value.trim()
  return parts as z.infer<typeof Test>
}

/** With one part changed, or without it where `change` gives null. */
export function changed(group: GroupNode, key: string, change: (node: Node) => Node | null): GroupNode {
  const whole = group.key === key ? change(group) : group
  if (whole !== group) return whole?.kind === 'group' ? whole : group
  const parts = group.parts.flatMap((part): Node[] => {
    if (part.key === key) {
      const next = change(part)
      return next ? [next] : []
    }
    return [part.kind === 'group' ? changed(part, key, change) : part]
  })
  return { ...group, parts }
}

export function* testsOf(node: Node): Generator<TestNode> {
  if (node.kind === 'test') yield node
  else for (const part of node.parts) yield* testsOf(part)
}
