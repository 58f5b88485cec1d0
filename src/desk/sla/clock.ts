// One clock: a target that runs on a conversation. Pure: it starts, pauses, goes on, gets another target and stops at instants it is
// given, and writes down each of them. What has passed is never counted anew: a target or a schedule that changes holds from then on,
// and what was breached stays breached (SLA metric events of other products behave so).
import type { Id } from '../../kit/id.ts'
import type { Calendar } from '../hours/calendar.ts'
import type { Measure } from '../conversations/conversations.api.ts'

/** What a target asks of a clock, with the calendar it is counted by. Lengths in milliseconds. */
export interface Goal {
  policyId: Id
  length: number
  counts: 'business' | 'calendar'
  /** Share of the target after which it warns; null: never. */
  warnAt: number | null
}

export type Outcome = 'met' | 'breached' | 'cancelled'

export type Happened = 'started' | 'paused' | 'resumed' | 'retargeted' | 'warned' | 'breached' | 'stopped' | 'cancelled'

/** A line of the ledger: what happened to the clock, why, and how it stood then. Instants and lengths in milliseconds. */
export interface LedgerLine {
  at: number
  what: Happened
  /** A word of `web/locales` under `clock.why`. */
  why: string
  /** Working time spent, and time by the calendar. */
  worked: number
  elapsed: number
  dueAt: number | null
}

export interface Clock {
  id: Id
  measure: Measure
  startedAt: number
  /** Null while it pauses, and once it has stopped. */
  runningSince: number | null
  worked: number
  elapsed: number
  goal: Goal | null
  /** Null without a goal, while it pauses, and where the schedule never has so much time. */
  dueAt: number | null
  warnAt: number | null
  warnedAt: number | null
  breachedAt: number | null
  stoppedAt: number | null
  outcome: Outcome | null
  /** The message that stopped it: called back, the clock goes on. */
  stoppedBy: Id | null
  ledger: LedgerLine[]
}

/** The first and the newest lines are kept. */
const LONGEST_LEDGER = 100

/** It counts by `calendar` in both ways; the goal says which of them matters. */
export function startClock(id: Id, measure: Measure, at: number, why: string): Clock {
  const clock: Clock = {
    id,
    measure,
    startedAt: at,
    runningSince: at,
    worked: 0,
    elapsed: 0,
    goal: null,
    dueAt: null,
    warnAt: null,
    warnedAt: null,
    breachedAt: null,
    stoppedAt: null,
    outcome: null,
    stoppedBy: null,
    ledger: [],
  }
  return noted(clock, at, 'started', why)
}

/** Also of one that pauses. A goal as before changes nothing. */
export function retarget(clock: Clock, goal: Goal | null, calendar: Calendar, at: number, why: string): Clock {
  if (isSame(clock.goal, goal)) return clock
  const aimed = aim({ ...settled(lookedAt(clock, at), calendar, at), goal }, calendar)
  return clock.goal === null && clock.ledger.length === 1
    ? { ...aimed, ledger: aimed.ledger.map((line) => ({ ...line, dueAt: aimed.dueAt })) }
    : noted(aimed, at, 'retargeted', why)
}

/** From now on time is counted by another calendar: `before` until here, `after` from here. */
export function reschedule(clock: Clock, before: Calendar, after: Calendar, at: number, why: string): Clock {
  const counted = aim(settled(lookedAt(clock, at), before, at), after)
  return clock.goal === null ? counted : noted(counted, at, 'retargeted', why)
}

export function pause(clock: Clock, calendar: Calendar, at: number, why: string): Clock {
  if (clock.runningSince === null) return clock
  const seen = lookedAt(clock, at)
  return noted({ ...settled(seen, calendar, at), runningSince: null, dueAt: null, warnAt: null }, at, 'paused', why)
}

/** Also a clock that had stopped: what it had spent stays spent. */
export function resume(clock: Clock, calendar: Calendar, at: number, why: string): Clock {
  if (clock.runningSince !== null) return clock
  const outcome = clock.breachedAt === null ? null : clock.outcome
  const going = { ...clock, runningSince: at, stoppedAt: null, stoppedBy: null, outcome }
  return noted(aim(going, calendar), at, 'resumed', why)
}

/** As if it had never stopped: what stopped it was called back. */
export function takeBackStop(clock: Clock, calendar: Calendar, at: number, why: string): Clock {
  if (clock.stoppedAt === null) return clock
  const going = { ...clock, runningSince: clock.stoppedAt, stoppedAt: null, stoppedBy: null, outcome: null }
  return noted(aim(going, calendar), at, 'resumed', why)
}

export function stop(clock: Clock, calendar: Calendar, at: number, why: string, by: Id | null = null): Clock {
  if (clock.stoppedAt !== null) return clock
  const seen = lookedAt(settled(lookedAt(clock, at), calendar, at), at)
  const outcome: Outcome = seen.breachedAt === null ? 'met' : 'breached'
  return noted({ ...seen, runningSince: null, dueAt: null, warnAt: null, stoppedAt: at, outcome, stoppedBy: by }, at, 'stopped', why) // prettier-ignore
}

/** It no longer matters. A breach stays one. */
export function cancel(clock: Clock, calendar: Calendar, at: number, why: string): Clock {
  if (clock.stoppedAt !== null) return clock
  const seen = settled(lookedAt(clock, at), calendar, at)
  const outcome: Outcome = seen.breachedAt === null ? 'cancelled' : 'breached'
  return noted({ ...seen, runningSince: null, dueAt: null, warnAt: null, stoppedAt: at, outcome }, at, 'cancelled', why)
}

/** It is `now`: what came to pass since is written down with the instant it did. Due at the very instant is not late. */
export function lookedAt(clock: Clock, now: number): Clock {
  let seen = clock
  if (seen.warnAt !== null && seen.warnedAt === null && seen.warnAt <= now && isSooner(seen.warnAt, seen.dueAt))
    seen = noted({ ...seen, warnedAt: seen.warnAt }, seen.warnAt, 'warned', 'share')
  if (seen.dueAt !== null && seen.breachedAt === null && seen.dueAt < now)
    seen = noted({ ...seen, breachedAt: seen.dueAt }, seen.dueAt, 'breached', 'ranOut')
  return seen
}

/** When it has to be looked at next; null: nothing comes by itself. */
export function nextLook({ dueAt, warnAt, warnedAt, breachedAt }: Clock): number | null {
  if (warnAt !== null && warnedAt === null && isSooner(warnAt, dueAt)) return warnAt
  // One millisecond later it is late.
  return dueAt !== null && breachedAt === null ? dueAt + 1 : null
}

/** What has run out no longer warns. */
const isSooner = (warnAt: number, dueAt: number | null) => dueAt === null || warnAt < dueAt

/** What has passed is counted; it goes on from here. */
function settled(clock: Clock, calendar: Calendar, at: number): Clock {
  if (clock.runningSince === null || at <= clock.runningSince) return clock
  return {
    ...clock,
    worked: clock.worked + calendar.worked(clock.runningSince, at),
    elapsed: clock.elapsed + at - clock.runningSince,
    runningSince: at,
  }
}

/**
 * A target that was passed before it was set is due at once: nobody was late before it was promised. What ran out stays due when it
 * did, or it would look like new with every pause.
 */
function aim(clock: Clock, calendar: Calendar): Clock {
  const { goal, runningSince } = clock
  if (goal === null || runningSince === null) return { ...clock, dueAt: null, warnAt: null }
  const spent = goal.counts === 'business' ? clock.worked : clock.elapsed
  const after = (length: number): number | null => {
    const left = Math.max(0, length - spent)
    if (left === 0 && clock.breachedAt !== null) return clock.breachedAt
    return goal.counts === 'business' ? calendar.after(runningSince, left) : runningSince + left
  }
  return { ...clock, dueAt: after(goal.length), warnAt: goal.warnAt === null ? null : after(goal.length * goal.warnAt) }
}

function noted(clock: Clock, at: number, what: Happened, why: string): Clock {
  const line = { at, what, why, worked: clock.worked, elapsed: clock.elapsed, dueAt: clock.dueAt }
  const [first, ...rest] = [...clock.ledger, line]
  return { ...clock, ledger: first ? [first, ...rest.slice(1 - LONGEST_LEDGER)] : [] }
}

function isSame(one: Goal | null, other: Goal | null): boolean {
  if (one === null || other === null) return one === other
  return one.policyId === other.policyId && one.length === other.length && one.counts === other.counts && one.warnAt === other.warnAt // prettier-ignore
}
