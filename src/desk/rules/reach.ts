// How many rules were for a conversation while it was where it was: counted, not walked through, as most are never asked.
import type { Id } from '../../kit/id.ts'
import type { Rule } from './rules.api.ts'

/** Rules from one place to before another that are for this inbox, or for every inbox. */
export type Reach = (inboxId: Id, from: number, until: number) => number

export function countReach(rules: readonly Rule[]): Reach {
  const places = new Map<Id | null, number[]>()
  for (const [at, { inboxId }] of rules.entries()) {
    const known = places.get(inboxId)
    if (known) known.push(at)
    else places.set(inboxId, [at])
  }
  const between = (inboxId: Id | null, from: number, until: number): number => {
    const all = places.get(inboxId) ?? []
    return firstFrom(all, until) - firstFrom(all, from)
  }
  return (inboxId, from, until) => between(null, from, until) + between(inboxId, from, until)
}

/** How many of these growing numbers are below `least`. */
function firstFrom(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
