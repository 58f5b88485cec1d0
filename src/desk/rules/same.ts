// Whether two rules say the same: what a person writes, without place, version and times.
import { WantedRule } from './rules.api.ts'

const names = Object.keys(WantedRule.shape) as (keyof WantedRule)[]

export function isSame(one: WantedRule | null, other: WantedRule | null): boolean {
  if (one === null || other === null) return one === other
  return names.every((name) => inOrder(one[name] ?? null) === inOrder(other[name] ?? null))
}

/** The database keeps the keys of an object in an order of its own. */
export function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
