// What it is worth that this person takes this item now: the rule of late binding by cost. Pure. Lengths are milliseconds of working
// time, so that a night costs nobody anything.
import type { Priority } from '../../desk/conversations/change.ts'

const MINUTE = 60_000

/** How much a minute of waiting costs, by priority. */
export const weightOf: Record<Priority, number> = { urgent: 4, high: 2, normal: 1, low: 0.5 }

/** How soon something due begins to press: at so much slack beside the work itself, a third of the pressure (1/e) is felt. */
const PRESSING = 40 * MINUTE
/** What is overdue presses for ever, but less than what can still be saved: else everybody chases lost causes while the rest turns late. */
const OVERDUE = 0.6
/** Of one whom nobody else could take. */
const SCARCE = 1.5
/** For whoever answered this contact last. */
const CONTINUITY = 2
/** For each time that it has waited as long as `patience`; grows without end. */
const AGEING = 1

export interface Stake {
  priority: Priority
  /** Until it is due; below 0 it is overdue. */
  slack: number
  waited: number
  /** What the work is expected to take this person. */
  handle: number
  /** How many could do it, this person too. */
  able: number
  /** They answered this contact last. */
  isTheirs: boolean
  /** How long anything may wait before its age alone counts as much as its work. */
  patience: number
}

/**
 * `priority × urgency(slack) × 60 / handle + scarcity + continuity + ageing`.
 *
 * The first term is a cost rate times a service rate, the generalised cµ rule: J. A. van Mieghem, “Dynamic scheduling with convex
 * delay costs”, Annals of Applied Probability 5 (1995); for people of different skills A. Mandelbaum, A. L. Stolyar, Operations
 * Research 52 (2004). The urgency is that of the apparent tardiness cost rule: A. P. J. Vepsalainen, T. E. Morton, Management
 * Science 33 (1987), exp(−max(0, slack − handle) / τ). The figures are those `npm run bench:assign` holds.
 */
export function worthOf({ priority, slack, waited, handle, able, isTheirs, patience }: Stake): number {
  const urgency = slack < 0 ? OVERDUE : Math.exp(-Math.max(0, slack - handle) / PRESSING)
  return (
    (weightOf[priority] * urgency * 60 * MINUTE) / Math.max(MINUTE, handle) +
    SCARCE / Math.max(1, able) +
    (isTheirs ? CONTINUITY : 0) +
    (AGEING * waited) / patience
  )
}

/** More than this nothing is worth that has waited for no longer: so that most of what waits need not be looked at. */
export function mostWorth({
  priority,
  waited,
  handle,
  patience,
}: Pick<Stake, 'priority' | 'waited' | 'handle' | 'patience'>): number {
  return (weightOf[priority] * 60 * MINUTE) / Math.max(MINUTE, handle) + SCARCE + (AGEING * waited) / patience
}
