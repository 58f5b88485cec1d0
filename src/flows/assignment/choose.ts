// Choosing the person for something that is given out at once: pure, with its reason. Who is asked at all (team, inbox, skills,
// hours) is decided before. What waits until somebody is free is chosen the other way round: `waiting.ts`.
import type { z } from 'zod'
import type { Choice } from '../../desk/rules/deed.ts'
import type { Strategy as StrategyName } from '../../desk/rules/rules.api.ts'
import type { Id } from '../../kit/id.ts'

export type Strategy = z.infer<typeof StrategyName>

export interface Candidate {
  userId: Id
  /** They said so, have time off, or it is outside their hours. */
  isAway: boolean
  /** Open conversations they have. */
  open: number
  /** Open conversations they may be given. */
  capacity: number
  /** When they were last given one, as a number that grows; 0: not in living memory. */
  turn: number
}

/** Who is away or full is passed over, whatever the strategy. Nobody, where nobody is left: then it says why. */
export function choose(strategy: Strategy, candidates: readonly Candidate[]): Choice {
  if (strategy === 'lateBinding') return { userId: null, because: 'it waits until somebody suitable is free' }
  const present = candidates.filter((one) => !one.isAway)
  const free = present.filter((one) => one.open < one.capacity)
  const order = orders[strategy]
  const best = free.reduce<Candidate | null>((first, one) => (first && order(first, one) <= 0 ? first : one), null)
  if (!best) return { userId: null, because: whyNobody(candidates.length, candidates.length - present.length) }
  return { userId: best.userId, because: reasons[strategy](best, free.length) }
}

type Order = (a: Candidate, b: Candidate) => number
type Eager = Exclude<Strategy, 'lateBinding'>
const byTurn: Order = (a, b) => a.turn - b.turn || (BigInt(a.userId) < BigInt(b.userId) ? -1 : 1)
const room = ({ open, capacity }: Candidate) => capacity - open

const orders: Record<Eager, Order> = {
  roundRobin: byTurn,
  /** Among equals, whoever has waited longest for one. */
  leastLoaded: (a, b) => a.open / a.capacity - b.open / b.capacity || byTurn(a, b),
  weighted: (a, b) => room(b) - room(a) || byTurn(a, b),
}

const reasons: Record<Eager, (best: Candidate, among: number) => string> = {
  roundRobin: (_, among) => (among === 1 ? 'the only one free' : `next in turn of ${among}`),
  leastLoaded: (best) => `least loaded: ${best.open} of ${best.capacity}`,
  weighted: (best) => `most room: ${room(best)} more`,
}

function whyNobody(all: number, away: number): string {
  if (all === 0) return 'nobody here sees this inbox'
  if (away === all) return all === 1 ? 'the only one is away' : `all ${all} are away`
  if (away === 0) return all === 1 ? 'the only one is at capacity' : `all ${all} are at capacity`
  return `${away} of ${all} are away, the others at capacity`
}
