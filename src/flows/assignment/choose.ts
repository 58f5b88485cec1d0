// Choosing the person for something that is given out at once: pure, with its reason. Who is asked at all (team, inbox, skills,
// hours) is decided before. What waits until somebody is free is chosen the other way round: `waiting.ts`.
import type { z } from 'zod'
import { why, type Why } from '../../desk/reasons.ts'
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
  if (strategy === 'lateBinding') return { userId: null, ...why('waitsForSomebody') }
  const present = candidates.filter((one) => !one.isAway)
  const free = present.filter((one) => one.open < one.capacity)
  const order = orders[strategy]
  const best = free.reduce<Candidate | null>((first, one) => (first && order(first, one) <= 0 ? first : one), null)
  if (!best) return { userId: null, ...whyNobody(candidates.length, candidates.length - present.length) }
  return { userId: best.userId, ...reasons[strategy](best, free.length) }
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

const reasons: Record<Eager, (best: Candidate, among: number) => Why> = {
  roundRobin: (_, among) => (among === 1 ? why('onlyFree') : why('nextInTurn', { among })),
  leastLoaded: ({ open, capacity }) => why('leastLoaded', { open, capacity }),
  weighted: (best) => why('mostRoom', { room: room(best) }),
}

function whyNobody(all: number, away: number): Why {
  if (all === 0) return why('nobodySees')
  if (away === all) return all === 1 ? why('onlyAway') : why('allAway', { all })
  if (away === 0) return all === 1 ? why('onlyFull') : why('allFull', { all })
  return why('someAway', { away, all })
}
