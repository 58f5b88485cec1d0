import { expect, test } from 'vitest'
import { always, openCalendar } from './calendar.ts'
import type { Week } from './hours.api.ts'
import { isOpenAt } from './open.ts'
import { openZone } from './zone.ts'

const none: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const weekdays = (...spans: [string, string][]): Week => ({ ...none, mon: spans, tue: spans, wed: spans, thu: spans, fri: spans }) // prettier-ignore
const everyDay = (...spans: [string, string][]): Week => ({ ...weekdays(...spans), sat: spans, sun: spans })
const at = (text: string) => Date.parse(text)
const minutes = (ms: number) => Number((ms / 60_000).toFixed(4))

test('a night, a weekend and a holiday do not count', () => {
  const office = openCalendar({
    timeZone: 'Europe/Amsterdam',
    week: weekdays(['09:00', '12:30'], ['13:00', '17:30']),
    holidays: ['2026-12-25'],
  })

  expect(minutes(office.worked(at('2026-11-20T16:00:00Z'), at('2026-11-23T08:10:00Z')))).toBe(40) // Friday 17:00 to Monday 09:10
  expect(minutes(office.worked(at('2026-11-23T11:00:00Z'), at('2026-11-23T12:30:00Z')))).toBe(60) // over lunch
  expect(office.after(at('2026-12-24T16:00:00Z'), 60 * 60_000)).toBe(at('2026-12-28T08:30:00Z')) // over Christmas and a weekend
  expect(office.after(at('2026-11-23T20:00:00Z'), 0)).toBe(at('2026-11-24T08:00:00Z'))
  expect(office.worked(5, 5)).toBe(0)
})

test('two schedules in one matter: the time each of them was in force is added up', () => {
  const first = openCalendar({ timeZone: 'UTC', holidays: [], week: { ...everyDay(['00:00', '02:00'], ['12:00', '24:00']), sun: [['12:00', '24:00']] } }) // prettier-ignore
  const second = openCalendar({ timeZone: 'UTC', holidays: [], week: everyDay(['00:00', '00:30'], ['15:00', '24:00']) })
  const [created, switched, answered] = [at('2020-09-29T17:01:38Z'), at('2020-09-30T19:01:25Z'), at('2020-09-30T19:01:46Z')] // prettier-ignore

  expect(minutes(first.worked(created, switched) + second.worked(switched, answered))).toBe(960.1333)
  expect(minutes(second.worked(created, answered))).toBe(690.1333)
  expect(minutes(always.worked(created, answered))).toBe(1560.1333)
})

test('a schedule that is never open has no end', () => {
  const never = openCalendar({ timeZone: 'UTC', week: none, holidays: [] })

  expect(never.after(0, 1)).toBeNull()
  expect(never.worked(0, 1e10)).toBe(0)
})

test('where clocks are set, and on a leap day, what counts is what the wall shows, minute by minute', () => {
  const changes: [zone: string, from: string, until: string][] = [
    ['Europe/Amsterdam', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z'],
    ['Europe/Amsterdam', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z'],
    ['America/New_York', '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z'],
    ['America/New_York', '2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T00:00:00Z', '2026-04-06T00:00:00Z'], // by half an hour
    ['America/Havana', '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z'], // at midnight
    ['Pacific/Apia', '2011-12-29T00:00:00Z', '2012-01-01T00:00:00Z'], // a day that never was
    ['Asia/Kathmandu', '2028-02-28T00:00:00Z', '2028-03-01T12:00:00Z'],
  ]
  for (const [timeZone, from, until] of changes) {
    const schedule = { timeZone, holidays: [], week: everyDay(['00:15', '02:30'], ['02:45', '09:00'], ['23:00', '24:00']) } // prettier-ignore
    const calendar = openCalendar(schedule)
    const zone = openZone(timeZone)
    let open = 0
    for (let instant = at(from); instant < at(until); instant += 60_000) {
      if (isOpenAt(schedule, new Date(instant), zone)) open += 60_000
      if (instant % 7 === 0) expect(calendar.worked(at(from), instant + 60_000), `${timeZone} ${instant}`).toBe(open)
    }
    expect(calendar.worked(at(from), at(until)), timeZone).toBe(open)
    expect(calendar.worked(at(from), calendar.after(at(from), open - 90_000) ?? 0), timeZone).toBe(open - 90_000)
  }
})

test('so little work that it takes decades is none, and nobody waits while it is counted', () => {
  const seldom = openCalendar({ timeZone: 'UTC', week: { ...none, mon: [['09:00', '09:01']] }, holidays: [] })

  expect(seldom.after(at('2026-11-23T08:00:00Z'), 366 * 24 * 3_600_000)).toBeNull()
})
