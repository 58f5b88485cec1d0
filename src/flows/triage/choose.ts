// Choosing the person: pure, with its reason. Who is asked at all (team, inbox) is decided before.
import type { z } from 'zod'
import type { Choice } from '../../desk/rules/deed.ts'
import type { Strategy } from '../../desk/rules/rules.api.ts'
import type { Id } from '../../kit/id.ts'

export interface Candidate {
  userId: Id
  isAway: boolean
  /** Open conversations they have. */
  open: number
  /** Open conversations they may be given. */
  capacity: number
  /** When they were last given one, as a number that grows; 0: not in living memory. */
  turn: number
}

/** Who is away or full is passed over, whatever the strategy. Nobody, where nobody is left: then it says why. */
export function choose(strategy: z.infer<typeof Strategy>, candidates: Candidate[]): Choice {
  const present = candidates.filter((one) => !one.isAway)
  const free = present.filter((one) => one.open < one.capacity)
  const [best] = free.toSorted(orders[strategy])
  if (!best) return { userId: null, because: whyNobody(candidates.length, candidates.length - present.length) }
  return { userId: best.userId, because: reasons[strategy](best, free.length) }
}

type Order = (a: Candidate, b: Candidate) => number
const byTurn: Order = (a, b) => a.turn - b.turn || (BigInt(a.userId) < BigInt(b.userId) ? -1 : 1)

const orders: Record<z.infer<typeof Strategy>, Order> = {
  roundRobin: byTurn,
  /** Among equals, whoever has waited longest for one. */
  leastLoaded: (a, b) => a.open / a.capacity - b.open / b.capacity || byTurn(a, b),
}

const reasons: Record<z.infer<typeof Strategy>, (best: Candidate, among: number) => string> = {
  roundRobin: (_, among) => (among === 1 ? 'the only one free' : `next in turn of ${among}`),
  leastLoaded: (best) => `least loaded: ${best.open} of ${best.capacity}`,
}

function whyNobody(all: number, away: number): string {
  if (all === 0) return 'nobody here sees this inbox'
  if (away === all) return all === 1 ? 'the only one is away' : `all ${all} are away`
  if (away === 0) return all === 1 ? 'the only one is at capacity' : `all ${all} are at capacity`
  return `${away} of ${all} are away, the others at capacity`
}
