// What happens in a conversation, and what that does to its clocks. Pure: facts in, clocks out. The definitions are those of
// kpi pages everywhere (first reply time, next reply time, full resolution time, periodic update, group ownership).
import type { Id } from '../../kit/id.ts'
import { always, type Calendar } from '../hours/calendar.ts'
import { cancel, pause, reschedule, resume, retarget, startClock, stop, takeBackStop, type Clock, type Goal } from './clock.ts' // prettier-ignore
import type { Measure } from '../conversations/conversations.api.ts'
import type { Pause } from './sla.api.ts'

/** One thing that happened. `at` in milliseconds. */
export type Fact = { at: number } & (
  | { what: 'wrote' }
  | { what: 'answered'; messageId: Id }
  | { what: 'recalled'; messageId: Id }
  | { what: 'status'; to: 'open' | 'waiting' | 'resolved' }
  | { what: 'snoozed' | 'woken' }
  | { what: 'team'; to: Id | null }
  /** Priority, category, tags or inbox changed: `terms` may be others from here. */
  | { what: 'placed'; terms: Terms }
  /** The hours that count were edited: from here on they are as they are now. */
  | { what: 'hoursEdited' }
  /** Into the bin, merged away, or held back; `back`: out again. */
  | { what: 'gone' | 'back' }
  /** Who waited here waits in the conversation that was taken out of this one. */
  | { what: 'unasked' }
  /** It had been held back: unless it has clocks from before, the customer waits from here. */
  | { what: 'released' }
)

/** What holds for a conversation as it is now: a goal for each measure, and the hours by which business time is counted. */
export interface Terms {
  goals: Partial<Record<Measure, Goal>>
  pausesWhile: Partial<Record<Measure, readonly Pause[]>>
  /** Tells whether the calendar is another one. */
  hoursId: Id | null
  calendar: Calendar
}

export const noTerms: Terms = { goals: {}, pausesWhile: {}, hoursId: null, calendar: always }

/** What has to be known of the past to go on from here. */
export interface Course {
  status: 'open' | 'waiting' | 'resolved'
  isSnoozed: boolean
  isGone: boolean
  teamId: Id | null
  /** A person has answered the customer. */
  isAnswered: boolean
  clocks: Clock[]
}

export const beginning: Course = {
  status: 'open',
  isSnoozed: false,
  isGone: false,
  teamId: null,
  isAnswered: false,
  clocks: [],
}

/** In the order they happened. `terms` held until the first fact that changes it. */
export function follow(course: Course, facts: readonly Fact[], terms: Terms, mint: () => Id): Course {
  return facts.reduce(taken, { ...course, terms, mint })
}

interface State extends Course {
  terms: Terms
  mint: () => Id
}

function taken(state: State, fact: Fact): State {
  const { at } = fact
  switch (fact.what) {
    case 'wrote':
      return wrote(state, at)
    case 'answered':
      return answered(state, at, fact.messageId)
    case 'recalled':
      return recalled(state, at, fact.messageId)
    case 'status':
      return statusSet(state, at, fact.to)
    case 'snoozed':
    case 'woken':
      return paced({ ...state, isSnoozed: fact.what === 'snoozed' }, at, fact.what)
    case 'team':
      return teamSet(state, at, fact.to)
    case 'placed':
      return placed(state, at, fact.terms)
    case 'hoursEdited':
      return hoursEdited(state, at)
    case 'gone':
    case 'back':
      return paced({ ...state, isGone: fact.what === 'gone' }, at, fact.what)
    case 'unasked': {
      const isResponse = ({ measure }: Clock) => measure === 'firstResponse' || measure === 'nextResponse'
      const clocks = state.clocks.map((one) => (isResponse(one) ? cancel(one, state.terms.calendar, at, 'back') : one))
      return { ...state, clocks }
    }
    case 'released': {
      const back = paced({ ...state, isGone: false }, at, 'back')
      return state.clocks.length > 0 || state.isAnswered || state.status === 'resolved' ? back : wrote(back, at)
    }
  }
}

/** Of several mails in a row the oldest counts. */
function wrote(state: State, at: number): State {
  if (runs(state, 'firstResponse') || runs(state, 'nextResponse')) return state
  const waits = started(state, state.isAnswered ? 'nextResponse' : 'firstResponse', at, 'customerWrote')
  return waits.clocks.some(({ measure }) => measure === 'resolution')
    ? waits
    : started(waits, 'resolution', at, 'customerWrote')
}

/**
 * Where the customer has not written yet there is nothing to answer: a matter that we began waits for their first mail. An answer that
 * is found late, in a mail account, answers only what came before it.
 */
function answered(state: State, at: number, messageId: Id): State {
  const done = stopped(state, ['firstResponse', 'nextResponse', 'update'], at, 'answered', messageId)
  const isAnswer = done.clocks.some((one) => one.stoppedBy === messageId && one.measure !== 'update')
  const next = { ...done, isAnswered: state.isAnswered || isAnswer }
  return next.status === 'resolved' || runs(next, 'update') ? next : promised(next, 'update', at, 'answered')
}

/** What the answer had ended goes on, and what it had begun ends. */
function recalled(state: State, at: number, messageId: Id): State {
  const { calendar } = state.terms
  const wasFirst = state.clocks.some(({ stoppedBy, measure }) => stoppedBy === messageId && measure === 'firstResponse')
  const clocks = state.clocks.map((clock) => {
    if (clock.stoppedBy === messageId) return takeBackStop(clock, calendar, at, 'calledBack')
    return clock.measure === 'update' ? cancel(clock, calendar, at, 'calledBack') : clock
  })
  return paced({ ...state, clocks, isAnswered: state.isAnswered && !wasFirst }, at, 'calledBack')
}

function statusSet(state: State, at: number, to: Course['status']): State {
  const { calendar } = state.terms
  const now = { ...state, status: to, isSnoozed: to === 'open' && state.isSnoozed }
  if (to === 'resolved') {
    const done = stopped(now, ['resolution', 'update', 'ownership'], at, 'resolved')
    return { ...done, clocks: done.clocks.map((clock) => cancel(clock, calendar, at, 'resolvedUnanswered')) }
  }
  if (state.status !== 'resolved') return paced(now, at, to)
  const clocks = now.clocks.map((one) => (one.measure === 'resolution' ? resume(one, calendar, at, 'reopened') : one))
  const reopened = { ...now, clocks }
  return paced(state.teamId === null ? reopened : promised(reopened, 'ownership', at, 'reopened'), at, to)
}

function teamSet(state: State, at: number, to: Id | null): State {
  const left = stopped({ ...state, teamId: to }, ['ownership'], at, 'teamChanged')
  return to === null || state.status === 'resolved' ? left : promised(left, 'ownership', at, 'teamChanged')
}

function placed(state: State, at: number, terms: Terms): State {
  const before = state.terms
  const clocks = state.clocks.map((clock) => {
    if (clock.stoppedAt !== null) return clock
    const counted =
      before.hoursId === terms.hoursId ? clock : reschedule(clock, before.calendar, terms.calendar, at, 'otherHours')
    return retarget(counted, terms.goals[clock.measure] ?? null, terms.calendar, at, 'otherTerms')
  })
  return paced({ ...state, terms, clocks }, at, 'otherTerms')
}

/** Asked of every clock after every edit of a policy or an inbox: one that is due as before is left as it is. */
function hoursEdited(state: State, at: number): State {
  const { calendar } = state.terms
  const clocks = state.clocks.map((clock) => {
    if (clock.stoppedAt !== null) return clock
    const counted = reschedule(clock, calendar, calendar, at, 'hoursEdited')
    return counted.dueAt === clock.dueAt && counted.warnAt === clock.warnAt ? clock : counted
  })
  return { ...state, clocks }
}

/** Every clock that has not stopped pauses, or goes on, by what the conversation is now. */
function paced(state: State, at: number, why: string): State {
  const { calendar, pausesWhile } = state.terms
  const clocks = state.clocks.map((clock) => {
    if (clock.stoppedAt !== null) return clock
    const pauses = pausesWhile[clock.measure] ?? []
    const isPaused =
      state.isGone ||
      (state.isSnoozed && pauses.includes('snoozed')) ||
      (state.status === 'waiting' && pauses.includes('waiting'))
    return isPaused ? pause(clock, calendar, at, why) : resume(clock, calendar, at, why)
  })
  return { ...state, clocks }
}

function started(state: State, measure: Measure, at: number, why: string): State {
  const { goals, calendar } = state.terms
  const clock = retarget(startClock(state.mint(), measure, at, why), goals[measure] ?? null, calendar, at, why)
  return paced({ ...state, clocks: [...state.clocks, clock] }, at, state.status)
}

/** Measured only where somebody has promised it. */
const promised = (state: State, measure: Measure, at: number, why: string): State =>
  state.terms.goals[measure] ? started(state, measure, at, why) : state

function stopped(state: State, measures: Measure[], at: number, why: string, by: Id | null = null): State {
  const clocks = state.clocks.map((one) =>
    measures.includes(one.measure) && one.startedAt <= at ? stop(one, state.terms.calendar, at, why, by) : one,
  )
  return { ...state, clocks }
}

const runs = (state: State, measure: Measure) =>
  state.clocks.some((clock) => clock.measure === measure && clock.stoppedAt === null)
