// Conditions made ready: a tree of tests, with `not` pushed down to the tests, so that each line of a trace says what
// was wanted of that one test and whether it got it.
import type { Evidence } from './evidence.ts'
import type { Names } from './plain-question.ts'
import { compileTest } from './question.ts'
import { idsIn } from './ids-in.ts'
import type { Condition } from './rules.api.ts'
import type { RuleTrace } from './try.api.ts'

export const deepest = 8
export const mostTests = 100

export type Looked = RuleTrace['tests']
/** Adds to `looked` each test it had to look at: `all` ends at the first that fails, `any` at the first that holds. */
export type Check = (evidence: Evidence, names: Names, looked: Looked) => boolean

export function compileCondition(condition: Condition, negated = false, depth = 1): Check {
  if (depth > deepest + 1) return () => false // refused when a rule is saved
  if ('not' in condition) return compileCondition(condition.not, !negated, depth + 1)
  if ('field' in condition) {
    const question = compileTest(condition, negated)
    const ids = idsIn(condition)
    return (evidence, names, looked) => {
      const { held, found, answer } = question.ask(evidence, names)
      if (!evidence.isTold) return held
      const named = ids.length === 0 ? unnamed : namedAmong(ids, names)
      looked.push({ test: question.wanted(names), found, held, asked: condition, isNot: negated, named, answer })
      return held
    }
  }
  const isAll = 'all' in condition
  const parts = isAll ? condition.all : condition.any
  const checks = parts.map((part) => compileCondition(part, negated, depth + 1))
  // De Morgan: not all is any not.
  return isAll !== negated
    ? (evidence, names, looked) => checks.every((check) => check(evidence, names, looked))
    : (evidence, names, looked) => checks.some((check) => check(evidence, names, looked))
}

/** Most tests name nothing. */
const unnamed: Record<string, string> = {}

function namedAmong(ids: readonly string[], names: Names): Record<string, string> {
  return Object.fromEntries(ids.flatMap((id) => (names.has(id) ? [[id, names.get(id) ?? '']] : [])))
}

/** How deep groups are nested and how many tests there are, found without recursion: what is measured may be hostile. */
export function sizeOf(condition: unknown): { depth: number; tests: number } {
  let level: unknown[] = [condition]
  let depth = 0
  let tests = 0
  while (level.length > 0 && depth <= deepest && tests <= mostTests) {
    const below: unknown[] = []
    for (const node of level) {
      if (typeof node !== 'object' || node === null) continue
      const { all, any, not } = node as { all?: unknown; any?: unknown; not?: unknown }
      if (Array.isArray(all)) below.push(...all)
      else if (Array.isArray(any)) below.push(...any)
      else if (not !== undefined) below.push(not)
      else tests++
    }
    level = below
    depth++
  }
  return { depth, tests }
}
