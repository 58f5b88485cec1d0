// Reading a file of rules: YAML to rules with ids. Everything that is wrong is told at once, each with its line and column, and with
// what was probably meant.
import { isAlias, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { z } from 'zod'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import { FORMAT, setAt, shapeOf, withId } from './code.ts'
import type { CodeNames } from './code-names.ts'
import { nouns, references } from './fit.ts'
import type { Noun } from './names.ts'
import { nearest } from './nearest.ts'
import { Action, Test, WantedRule } from './rules.api.ts'

type Path = (string | number)[]
export interface Mistake {
  line: number
  column: number
  message: string
}
/** Where a part of a rule stands in its file. */
export type PlaceOf = (rule: number, where: string) => Pick<Mistake, 'line' | 'column'>

/** So many are told; a file of another kind is wrong everywhere, and is read no further than to so many mistakes. */
const MOST = 20
const ENOUGH = 200
/** Keys beside each other: a rule has ten. Whether one is there twice takes as long as all of them with all. */
const KEYS = 100

export interface ReadCode {
  rules: WantedRule[]
  placeOf: PlaceOf
}

/** `isKnown`: ids of what is gone that rules of this desk still name; they may go on doing so. */
export function readCode(code: string, names: CodeNames, isKnown: (id: string) => boolean): ReadCode {
  const lines = new LineCounter()
  const document = parsed(code, lines)
  const mistakes: Mistake[] = []
  const wrong = (path: Path, message: string, isKey = false) => {
    mistakes.push({ ...placeIn(document, lines, path, isKey), message })
    if (mistakes.length >= ENOUGH) throw codeWrong(mistakes)
  }
  const whole: unknown = document.toJS({ maxAliasCount: 0 })
  const rules = listOf(whole, wrong)
  const found: WantedRule[] = []
  rules.forEach((given, at) => {
    const told = new Set<string>()
    const once = (path: Path, message: string, isKey?: boolean) => {
      if (told.has(path.join('.'))) return // a name that is unknown is also no id
      told.add(path.join('.'))
      wrong(['rules', at, ...path], message, isKey)
    }
    const idOf: IdOf = (noun, name, path) => {
      const id = names.idOf(noun, name)
      if (id === undefined && !isKnown(name) && names.nameOf(noun, name) === undefined)
        once(path, `There is no ${nouns[noun]} “${name}”.${meant(name, names.all(noun))}`)
      return id ?? name
    }
    const rule = WantedRule.safeParse(withIds(given, [], idOf, WantedRule.shape), { reportInput: true })
    for (const issue of rule.error?.issues ?? []) tell(issue, once)
    if (!rule.success) return
    // In tests, what they name stands in `value`.
    for (const [noun, name, where] of references(rule.data))
      if (names.nameOf(noun, name) === undefined) setAt(rule.data, where, idOf(noun, name, pathOf(where)))
    found.push(rule.data)
  })
  if (mistakes.length > 0) throw codeWrong(mistakes)
  return { rules: found, placeOf: (rule, where) => placeIn(document, lines, ['rules', rule, ...pathOf(where)], false) }
}

export function codeWrong(mistakes: Mistake[]): Problem {
  const shown = mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, MOST)
  const [first] = shown
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : ''
  return new Problem('invalid', 'rules-code-wrong', `Line ${first?.line}, column ${first?.column}: ${first?.message}${more}`, { detail: { mistakes: shown } }) // prettier-ignore
}

function parsed(code: string, lines: LineCounter): Document {
  const wrong = (at: number, message: string) => {
    const { line, col } = lines.linePos(at)
    return codeWrong([{ line, column: col, message }])
  }
  if (code.length > limits.rules.code) throw wrong(0, `A file of rules has at most ${limits.rules.code} characters.`) // prettier-ignore
  let document: Document
  try {
    document = parseDocument(code, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
  } catch {
    throw wrong(0, 'This is nested too deeply to be a file of rules.')
  }
  const [error] = document.errors
  if (error) throw wrong(error.pos[0], `This is no YAML: ${error.message.replace(/\.?$/, '')}.`)
  visit(document, {
    Node: (_, node) => {
      const isNamed = isAlias(node) || ('anchor' in node && node.anchor !== undefined)
      if (isNamed)
        throw wrong(node.range?.[0] ?? 0, 'Anchors and aliases are not used in files of rules. Write it out.')
    },
    Map: (_, node) => {
      const at = node.range?.[0] ?? 0
      if (node.items.length > KEYS) throw wrong(at, `So many keys (${node.items.length}) has nothing in a file of rules.`) // prettier-ignore
      const keys = node.items.map(({ key }) => String(isScalar(key) ? key.value : key))
      const twice = keys.findIndex((key, place) => keys.indexOf(key) < place)
      if (twice >= 0) throw wrong(startOf(node.items[twice]?.key) ?? at, `This is no YAML: “${keys[twice]}” stands here twice.`) // prettier-ignore
    },
  })
  return document
}

function listOf(whole: unknown, wrong: (path: Path, message: string, isKey?: boolean) => void): unknown[] {
  const head = typeof whole === 'object' && whole !== null && !Array.isArray(whole) ? (whole as Record<string, unknown>) : {} // prettier-ignore
  const { format, rules, ...others } = head
  for (const key of Object.keys(others)) wrong([key], `“${key}” is nothing that a file of rules has.${meant(key, ['format', 'rules'])}`, true) // prettier-ignore
  if (format !== undefined && format !== FORMAT) wrong(['format'], `This desk reads format ${FORMAT} of rules.`)
  if (Array.isArray(rules)) return rules
  wrong(rules === undefined ? [] : ['rules'], 'A file of rules has a list “rules”. One without any is written: rules: [].') // prettier-ignore
  return []
}

type IdOf = (noun: Noun, name: string, path: Path) => string

/** `inbox: Support` is `inboxId: "17"` again. */
function withIds(value: unknown, path: Path, idOf: IdOf, shape?: Parameters<typeof withId>[0]): unknown {
  if (Array.isArray(value)) return value.map((one, at) => withIds(one, [...path, at], idOf))
  if (typeof value !== 'object' || value === null) return value
  const own = shape ?? shapeOf(value as Record<string, unknown>)
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => {
      const api = withId(own, key)
      const noun = api.replace(/Ids?$/, '') as Noun
      const settled = (name: unknown, at: Path) => (typeof name === 'string' ? idOf(noun, name, at) : name)
      if (api === noun || !(noun in nouns)) return [api, withIds(one, [...path, key], idOf)]
      if (!Array.isArray(one)) return [api, settled(one, [...path, api])]
      return [api, one.map((name, at) => settled(name, [...path, api, at]))]
    }),
  )
}

/** The keys of the file, for a path in the rule. */
const pathOf = (where: string): Path => where.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))

function placeIn(document: Document, lines: LineCounter, path: Path, isKey: boolean): Pick<Mistake, 'line' | 'column'> {
  for (let length = path.length; length >= 0; length--) {
    const part = path.slice(0, length)
    for (const tried of [part, part.map((key) => (typeof key === 'string' ? key.replace(/Id(s?)$/, '$1') : key))]) {
      const at = isKey && length === path.length ? keyAt(document, tried) : startOf(document.getIn(tried, true))
      if (at === undefined) continue
      const { line, col } = lines.linePos(at)
      return { line, column: col }
    }
  }
  return { line: 1, column: 1 }
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)

function keyAt(document: Document, path: Path): number | undefined {
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const pairs = (holder as { items?: { key?: { value?: unknown; range?: [number, number, number] } }[] } | null)?.items
  return pairs?.find((pair) => pair.key?.value === path.at(-1))?.key?.range?.[0]
}

type Issue = z.core.$ZodIssue
type Tell = (path: Path, message: string, isKey?: boolean) => void

/** Of the ways something could have been meant, the one it is nearest to tells what is wrong. */
function tell(issue: Issue, wrong: Tell): void {
  const path = issue.path as Path
  if (issue.code !== 'unrecognized_keys' && issue.input === undefined && path.length > 0)
    return wrong(path, `“${plain(String(path.at(-1)))}” is missing.`)
  if (issue.code === 'invalid_union') {
    if (issue.errors.length === 0) return wrong(path, unknownKind(issue))
    const [best] = issue.errors.toSorted((a, b) => farFrom(a) - farFrom(b))
    for (const one of best ?? []) tell(one as Issue, (inner, message, isKey) => wrong([...path, ...inner], message, isKey)) // prettier-ignore
    return
  }
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path)
    for (const key of issue.keys) wrong([...path, key], `“${plain(key)}” is nothing that is known here.${meant(plain(key), known)}`, true) // prettier-ignore
    return
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String)
    const given = typeof issue.input === 'string' ? issue.input : ''
    return wrong(path, `It must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}.${meant(given, values)}`)
  }
  wrong(path, `${issue.message.replace(/\.$/, '')}.`)
}

/** A way whose keys are not those that were given is not the one that was meant. */
function farFrom(issues: readonly { code?: string; path: PropertyKey[]; keys?: string[] }[]): number {
  const strange = issues.flatMap((one) => (one.code === 'unrecognized_keys' ? (one.keys ?? []) : [])).length
  const depth = Math.max(0, ...issues.map((one) => one.path.length))
  return strange * 100 + issues.length - Math.min(depth, 50) / 100
}

const kinds: Record<string, () => string[]> = {
  field: () => valuesOf(Test.options, 'field'),
  do: () => valuesOf(Action.options, 'do'),
}

function unknownKind(issue: Issue & { code: 'invalid_union' }): string {
  const key = String((issue as { discriminator?: string }).discriminator ?? issue.path.at(-1) ?? '')
  const known = kinds[key]?.() ?? []
  const input = issue.input as Record<string, unknown> | string | undefined
  const said = typeof input === 'object' ? input[key] : input
  const given = typeof said === 'string' ? said : ''
  return `“${given}” is no ${key === 'do' ? 'action' : 'field'} that rules know.${meant(given, known) || ` There are: ${known.join(', ')}.`}` // prettier-ignore
}

function valuesOf(options: readonly z.ZodType[], key: string): string[] {
  return options.flatMap((option) => {
    const shape = (option as unknown as { shape: Record<string, { values?: Set<unknown> }> }).shape
    return [...(shape[key]?.values ?? [])].map(String)
  })
}

const knownKeys = (path: Path): string[] =>
  path.length === 0
    ? Object.keys(WantedRule.shape).map(plain)
    : ['all', 'any', 'not', ...[...Test.options, ...Action.options].flatMap((one) => Object.keys(one.shape))].map(plain)

const plain = (key: string) => key.replace(/Id(s?)$/, '$1')

function meant(given: string, known: Iterable<string>): string {
  const near = given === '' ? null : nearest(given, known)
  return near === null ? '' : ` Did you mean “${near}”?`
}
