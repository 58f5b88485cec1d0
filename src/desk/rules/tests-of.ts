// The tests of a condition, wherever they stand in its tree.
import type { Condition, Test } from './rules.api.ts'

/** Every test with its place in the rule, e.g. `condition.all.0.any.2`. */
export function* testsOf(condition: Condition, where = ''): Generator<[test: Test, where: string]> {
  if ('not' in condition) yield* testsOf(condition.not, `${where}.not`)
  else if ('all' in condition)
    for (const [at, part] of condition.all.entries()) yield* testsOf(part, `${where}.all.${at}`)
  else if ('any' in condition)
    for (const [at, part] of condition.any.entries()) yield* testsOf(part, `${where}.any.${at}`)
  else yield [condition, where]
}
