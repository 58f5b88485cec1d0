import { expect, test } from 'vitest'
import { openCalendar } from '../hours/calendar.ts'
import { lookedAt, nextLook, type Clock, type Goal } from './clock.ts'
import { beginning, follow, noTerms, type Course, type Fact, type Terms } from './follow.ts'

const at = (clock: string, day = '2026-11-23') => Date.parse(`${day}T${clock}:00Z`)
const MINUTE = 60_000
const goal = (minutes: number, more: Partial<Goal> = {}): Goal => ({
  policyId: '1',
  length: minutes * MINUTE,
  counts: 'calendar',
  warnAt: null,
  ...more,
})
const termsOf = (goals: Terms['goals'], more: Partial<Terms> = {}): Terms => ({ ...noTerms, goals, ...more }) // prettier-ignore

function run(facts: Fact[], terms: Terms = noTerms, from: Course = beginning): Course {
  let last = 0
  return follow(from, facts, terms, () => String(++last))
}
const of = (course: Course, measure: Clock['measure']) => course.clocks.filter((clock) => clock.measure === measure)
const minutesOf = (clocks: Clock[]) => clocks.map((clock) => clock.elapsed / MINUTE)

test('in at 9:00, answered 9:10, in at 9:20, answered and done 9:35: responses of 10 and 15 minutes', () => {
  const course = run([
    { what: 'wrote', at: at('09:00') },
    { what: 'answered', messageId: '7', at: at('09:10') },
    { what: 'status', to: 'waiting', at: at('09:10') },
    { what: 'status', to: 'open', at: at('09:20') },
    { what: 'wrote', at: at('09:20') },
    { what: 'wrote', at: at('09:25') }, // a second mail does not begin it anew
    { what: 'answered', messageId: '8', at: at('09:35') },
    { what: 'status', to: 'resolved', at: at('09:35') },
  ])

  expect(minutesOf(of(course, 'firstResponse'))).toEqual([10])
  expect(minutesOf(of(course, 'nextResponse'))).toEqual([15])
  expect(minutesOf(of(course, 'resolution'))).toEqual([35])
  expect(course.clocks.map((clock) => clock.outcome)).toEqual(['met', 'met', 'met'])
})

test('a matter that we began waits for the customer’s first mail', () => {
  const begun = run([{ what: 'answered', messageId: '7', at: at('08:00') }])
  const course = run([{ what: 'wrote', at: at('09:00') }], noTerms, begun)

  expect(begun.clocks).toEqual([])
  expect(course.clocks.map((clock) => clock.measure)).toEqual(['firstResponse', 'resolution'])
})

test('it is due when the target has run out of working time, and late just after; answered at that very moment is in time', () => {
  const calendar = openCalendar({
    timeZone: 'Europe/Amsterdam',
    week: { mon: [['09:00', '17:00']], tue: [['09:00', '17:00']], wed: [], thu: [], fri: [], sat: [], sun: [] },
    holidays: [],
  })
  const promise = termsOf({ firstResponse: goal(240, { counts: 'business', warnAt: 0.75 }) }, { calendar, hoursId: '1' }) // prettier-ignore
  const wrote: Fact = { what: 'wrote', at: at('14:05') } // 15:05 in Amsterdam
  const [clock] = of(run([wrote], promise), 'firstResponse')
  const due = at('10:05', '2026-11-24')
  const inTime = run([wrote, { what: 'answered', messageId: '7', at: due }], promise)
  const late = run([wrote, { what: 'answered', messageId: '7', at: due + 1 }], promise)

  expect(clock).toMatchObject({ dueAt: due, warnAt: at('09:05', '2026-11-24') })
  expect(clock && nextLook(clock)).toBe(at('09:05', '2026-11-24'))
  expect(of(inTime, 'firstResponse')[0]).toMatchObject({ outcome: 'met', breachedAt: null, warnedAt: at('09:05', '2026-11-24') }) // prettier-ignore
  expect(of(late, 'firstResponse')[0]).toMatchObject({ outcome: 'breached', breachedAt: due })
})

test('resolution pauses while we wait for the customer, ends when resolved, and goes on with what it had when reopened', () => {
  const promise = termsOf({ resolution: goal(60) }, { pausesWhile: { resolution: ['waiting'] } })
  const facts: Fact[] = [
    { what: 'wrote', at: at('09:00') },
    { what: 'answered', messageId: '7', at: at('09:10') },
    { what: 'status', to: 'waiting', at: at('09:10') },
    { what: 'status', to: 'open', at: at('11:10') },
    { what: 'status', to: 'resolved', at: at('11:30') },
  ]
  const resolved = run(facts, promise)
  const reopened = run([{ what: 'status', to: 'open', at: at('15:00') }], promise, resolved)

  expect(of(resolved, 'resolution')[0]).toMatchObject({ elapsed: 30 * MINUTE, outcome: 'met' })
  expect(of(reopened, 'resolution')[0]).toMatchObject({ dueAt: at('15:30'), outcome: null, stoppedAt: null })
  expect(of(reopened, 'resolution')[0]?.ledger.map(({ what, why }) => `${what} ${why}`)).toEqual([
    'started customerWrote',
    'paused waiting',
    'resumed open',
    'stopped resolved',
    'resumed reopened',
  ])
})

test('an answer that is called back has stopped nothing', () => {
  const promise = termsOf({ firstResponse: goal(30), update: goal(600) })
  const course = run(
    [
      { what: 'wrote', at: at('09:00') },
      { what: 'answered', messageId: '7', at: at('09:10') },
      { what: 'recalled', messageId: '7', at: at('09:11') },
    ],
    promise,
  )

  expect(of(course, 'firstResponse')[0]).toMatchObject({ outcome: null, dueAt: at('09:30'), elapsed: 10 * MINUTE })
  expect(of(course, 'update')[0]).toMatchObject({ outcome: 'cancelled' })
  expect(course.isAnswered).toBe(false)
})

test('another priority sets another target from then on; what was breached before stays breached', () => {
  const strict = termsOf({ firstResponse: goal(60) })
  const lax = termsOf({ firstResponse: goal(480) })
  const wrote: Fact = { what: 'wrote', at: at('09:00') }
  const eased = run([wrote, { what: 'placed', terms: lax, at: at('09:30') }], strict)
  const tightened = run([wrote, { what: 'placed', terms: strict, at: at('11:00') }], lax)
  const breached = of(run([wrote], strict), 'firstResponse').map((clock) => lookedAt(clock, at('10:30')))
  const after = run([{ what: 'placed', terms: lax, at: at('10:30') }], strict, { ...beginning, clocks: breached })

  expect(of(eased, 'firstResponse')[0]).toMatchObject({ dueAt: at('17:00') })
  expect(of(tightened, 'firstResponse')[0]).toMatchObject({ dueAt: at('11:00') }) // not late before it was promised
  expect(of(after, 'firstResponse')[0]).toMatchObject({ breachedAt: at('10:00') })
})

test('what ran out just before its target or its hours changed has run out, and stays due when it did', () => {
  const strict = termsOf({ resolution: goal(60) }, { pausesWhile: { resolution: ['snoozed'] } })
  const lax = termsOf({ resolution: goal(480) })
  const wrote: Fact = { what: 'wrote', at: at('09:00') }
  const eased = run([wrote, { what: 'placed', terms: lax, at: at('10:30') }], strict)
  const elsewhere = run([wrote, { what: 'placed', terms: { ...strict, hoursId: '7' }, at: at('10:30') }], strict)
  const woken = run([wrote, { what: 'snoozed', at: at('11:00') }, { what: 'woken', at: at('15:00') }], strict)

  for (const course of [eased, elsewhere, woken])
    expect(of(course, 'resolution')[0]).toMatchObject({ breachedAt: at('10:00') })
  expect(of(eased, 'resolution')[0]).toMatchObject({ dueAt: at('17:00') })
  expect(of(elsewhere, 'resolution')[0]).toMatchObject({ dueAt: at('10:00') })
  expect(of(woken, 'resolution')[0]).toMatchObject({ dueAt: at('10:00') })
})

test('an edit that leaves everything due as it was leaves the clocks as they are', () => {
  const promise = termsOf({ firstResponse: goal(60), resolution: goal(600) })
  const before = run([{ what: 'wrote', at: at('09:00') }], promise)
  const after = run([{ what: 'hoursEdited', at: at('09:30') }], promise, before)

  expect(after.clocks.map((clock, index) => clock === before.clocks[index])).toEqual([true, true])
})

test('an answer that is found late answers only what came before it', () => {
  const promise = termsOf({ nextResponse: goal(60), update: goal(600) })
  const course = run(
    [
      { what: 'wrote', at: at('09:00') },
      { what: 'answered', messageId: '7', at: at('09:10') },
      { what: 'wrote', at: at('09:40') },
      { what: 'answered', messageId: '8', at: at('09:30') },
    ],
    promise,
  )

  expect(of(course, 'nextResponse')).toMatchObject([{ startedAt: at('09:40'), stoppedAt: null, dueAt: at('10:40') }])
  expect(of(course, 'update').filter((clock) => clock.stoppedAt === null)).toHaveLength(1)
})

test('called back while it is snoozed, an answer leaves the clock it had stopped standing still', () => {
  const promise = termsOf({ firstResponse: goal(60) }, { pausesWhile: { firstResponse: ['snoozed'] } })
  const course = run(
    [
      { what: 'wrote', at: at('09:00') },
      { what: 'snoozed', at: at('09:10') },
      { what: 'answered', messageId: '7', at: at('09:20') },
      { what: 'recalled', messageId: '7', at: at('09:20') },
    ],
    promise,
  )

  expect(of(course, 'firstResponse')[0]).toMatchObject({ runningSince: null, dueAt: null, elapsed: 10 * MINUTE })
})

test('what is held back stands still; let go, it goes on, and the customer waits from then on if nobody counted before', () => {
  const promise = termsOf({ firstResponse: goal(60) })
  const held: Fact[] = [
    { what: 'gone', at: at('09:10') },
    { what: 'released', at: at('12:00') },
  ]
  const seen = run([{ what: 'wrote', at: at('09:00') }, ...held], promise)
  const unseen = run(held, promise)

  expect(of(seen, 'firstResponse')).toMatchObject([{ startedAt: at('09:00'), dueAt: at('12:50') }])
  expect(of(unseen, 'firstResponse')).toMatchObject([{ startedAt: at('12:00'), dueAt: at('13:00') }])
})

test('a promise made late counts from the beginning', () => {
  const course = run(
    [
      { what: 'wrote', at: at('09:00') },
      { what: 'placed', terms: termsOf({ firstResponse: goal(60) }), at: at('09:40') },
    ],
    noTerms,
  )

  expect(of(course, 'firstResponse')[0]).toMatchObject({ startedAt: at('09:00'), dueAt: at('10:00') })
})

test('resolved without an answer, the response no longer matters; in the bin everything stands still', () => {
  const promise = termsOf({ firstResponse: goal(60), resolution: goal(600) })
  const wrote: Fact = { what: 'wrote', at: at('09:00') }
  const resolved = run([wrote, { what: 'status', to: 'resolved', at: at('09:30') }], promise)
  const late = run([wrote, { what: 'status', to: 'resolved', at: at('10:30') }], promise)
  const back = run([wrote, { what: 'gone', at: at('09:10') }, { what: 'back', at: at('12:00') }], promise)

  expect(of(resolved, 'firstResponse')[0]).toMatchObject({ outcome: 'cancelled' })
  expect(of(late, 'firstResponse')[0]).toMatchObject({ outcome: 'breached' })
  expect(of(back, 'firstResponse')[0]).toMatchObject({ dueAt: at('12:50') })
})

test('the time of each team is a clock of its own, and so is the time from one answer to the next', () => {
  const promise = termsOf({ ownership: goal(30), update: goal(120) })
  const course = run(
    [
      { what: 'wrote', at: at('09:00') },
      { what: 'team', to: '5', at: at('09:00') },
      { what: 'team', to: '6', at: at('09:40') },
      { what: 'answered', messageId: '7', at: at('09:50') },
      { what: 'answered', messageId: '8', at: at('11:00') },
      { what: 'status', to: 'resolved', at: at('11:05') },
    ],
    promise,
  )

  expect(of(course, 'ownership').map((clock) => [clock.elapsed / MINUTE, clock.outcome])).toEqual([[40, 'breached'], [85, 'breached']]) // prettier-ignore
  expect(of(course, 'update').map((clock) => [clock.elapsed / MINUTE, clock.outcome])).toEqual([[70, 'met'], [5, 'met']]) // prettier-ignore
})

test('moved between hours, each stretch counts by its own', () => {
  const day = (from: string, until: string) => ({
    mon: [[from, until]],
    tue: [[from, until]],
    wed: [[from, until]],
    thu: [],
    fri: [],
    sat: [],
    sun: [],
  })
  const hours = (id: string, from: string, until: string): Partial<Terms> => ({
    hoursId: id,
    calendar: openCalendar({ timeZone: 'UTC', week: day(from, until) as never, holidays: [] }),
  })
  const goals = { firstResponse: goal(120, { counts: 'business' }) }
  const course = run(
    [
      { what: 'wrote', at: at('09:00') },
      { what: 'placed', terms: termsOf(goals, hours('2', '13:00', '18:00')), at: at('10:30') },
    ],
    termsOf(goals, hours('1', '09:00', '11:00')),
  )

  expect(of(course, 'firstResponse')[0]).toMatchObject({ dueAt: at('13:30'), worked: 90 * MINUTE })
})
