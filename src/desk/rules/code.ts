// Rules as code: the set as YAML that a person reads, a version control compares and another desk understands. The words are those of
// the API; ids have become names, and what is as usual is left out. read-code.ts reads it again.
import { Document, isMap, isSeq, visit, type Node } from 'yaml'
import type { CodeNames } from './code-names.ts'
import { references } from './fit.ts'
import { Action, Test, WantedRule } from './rules.api.ts'
import { inOrder } from './same.ts'

export const FORMAT = 1
/** A line is at most so long where a test or an action fits on one. */
const WIDTH = 120

export function rulesAsCode(rules: readonly WantedRule[], names: CodeNames): string {
  const document = new Document({ format: FORMAT, rules: rules.map((rule) => named(rule, names)) })
  document.commentBefore = ' The rules of a desk, first to last. Put to work by: postroom rules apply FILE'
  visit(document, {
    Map: (_, node) => {
      if (isShort(node)) node.flow = true
    },
    Seq: (_, node) => {
      if (node.items.length === 0 || node.items.every((item) => !isMap(item) && !isSeq(item))) node.flow = isShort(node)
    },
  })
  for (const rule of (document.get('rules') as { items: Node[] }).items.slice(1)) rule.spaceBefore = true
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

/** One test or one action, without a text of several lines in it. */
function isShort(node: Node): boolean {
  if (!isMap(node) && !isSeq(node)) return false
  if (isMap(node) && !node.has('field') && !node.has('do')) return false
  const text = JSON.stringify(node)
  return text.length <= WIDTH && !text.includes('\\n')
}

type Shape = Record<string, { safeParse(value: unknown): { success: boolean; data?: unknown } }>

function isUsual(shape: Shape | undefined, key: string, value: unknown): boolean {
  const parsed = shape?.[key]?.safeParse(undefined)
  return parsed?.success === true && inOrder(parsed.data ?? null) === inOrder(value ?? null)
}

/** Of a test or an action, by which it tells its kind. */
export function shapeOf(value: Record<string, unknown>): Shape | undefined {
  const [key, options] = 'do' in value ? ['do', Action.options] : ['field', Test.options]
  return options.map((one): Shape => one.shape).find((shape) => shape[key]?.safeParse(value[key]).success)
}

function named(rule: WantedRule, names: CodeNames): Record<string, unknown> {
  const copy = structuredClone(rule)
  for (const [noun, id, where] of references(rule)) setAt(copy, where, names.nameOf(noun, id) ?? id)
  const keys = Object.keys(WantedRule.shape) as (keyof WantedRule)[]
  return Object.fromEntries(
    keys
      .filter((key) => copy[key] !== undefined && !isUsual(WantedRule.shape, key, copy[key]))
      .map((key) => [withoutId(WantedRule.shape, key), renamed(copy[key])]),
  )
}

/** Keys of actions as people would say them: `inbox` for `inboxId`. */
function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed)
  if (typeof value !== 'object' || value === null) return value
  const shape = shapeOf(value as Record<string, unknown>)
  return Object.fromEntries(
    inReadingOrder(Object.entries(value))
      .filter(([key, one]) => !isUsual(shape, key, one))
      .map(([key, one]) => [withoutId(shape, key), renamed(one)]),
  )
}

/** The database sorts keys by their length: what it is about comes first, then how, then what. */
const first = ['all', 'any', 'none', 'not', 'field', 'of', 'do', 'key', 'name', 'operator', 'value']
function inReadingOrder(entries: [string, unknown][]): [string, unknown][] {
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length)
  return entries.toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function withoutId(shape: Shape | undefined, key: string): string {
  const plain = key.replace(/Id(s?)$/, '$1')
  return shape && plain in shape ? key : plain
}

/** The key of the API for one of the file. */
export function withId(shape: Shape | undefined, key: string): string {
  if (!shape || key in shape) return key
  return [`${key}Id`, key.replace(/s$/, 'Ids')].find((one) => one in shape) ?? key
}

/** `condition.all.0.value` */
export function setAt(whole: unknown, where: string, value: unknown): void {
  const path = where.split('.')
  const last = path.pop() ?? ''
  let part = whole as Record<string, unknown>
  for (const key of path) part = part[key] as Record<string, unknown>
  part[last] = value
}
