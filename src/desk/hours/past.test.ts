import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { addInbox, changeInbox } from '../inboxes/inboxes.ts'
import { openCalendar } from './calendar.ts'
import { addHours, changeHours } from './hours.ts'
import type { Week } from './hours.api.ts'
import { readHoursPast, worked } from './past.ts'

const week = (from: string, until: string): Week => {
  const day: [string, string][] = [[from, until]]
  return { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] }
}
const at = (text: string) => Date.parse(text)

test('two schedules in one conversation: each counts for the time it held', () => {
  // dbt_zendesk, ticket 941606: opened Tuesday 17:01:38 under hours of noon to two at night, others from Wednesday 19:01:25 on, answered
  // 21 seconds later: 960.1333 minutes.
  const night: Week['mon'] = [['00:00', '02:00'], ['12:00', '24:00']] // prettier-ignore
  const noon = { timeZone: 'UTC', week: { mon: night, tue: night, wed: night, thu: night, fri: night, sat: night, sun: night }, holidays: [] } // prettier-ignore
  const three = { timeZone: 'UTC', week: week('15:00', '24:00'), holidays: [] }
  const past = {
    inboxes: new Map([['1', [{ until: Infinity, of: 'a' }]], ['2', [{ until: Infinity, of: 'b' }]]]), // prettier-ignore
    calendars: new Map([['a', [{ until: Infinity, of: openCalendar(noon) }]], ['b', [{ until: Infinity, of: openCalendar(three) }]]]), // prettier-ignore
  }
  const path = [
    { until: at('2020-09-30T19:01:25Z'), of: '1' },
    { until: Infinity, of: '2' },
  ]

  const ms = worked(past, path, at('2020-09-29T17:01:38Z'), at('2020-09-30T19:01:46Z'))

  expect(ms / 60_000).toBeCloseTo(960.1333, 4)
})

test(
  'hours that are edited, and an inbox that gets others, count as they were while they held',
  onDesk(async ({ ada }) => {
    const day = (n: number, hour = 0) => new Date(Date.UTC(2026, 5, n, hour)) // Monday is the 1st
    const on = (n: number) => ({ ...ada, now: day(n) })
    const short = await addHours(on(1), { name: 'Short', timeZone: 'UTC', week: week('09:00', '10:00'), holidays: [] })
    const long = await addHours(on(1), { name: 'Long', timeZone: 'UTC', week: week('00:00', '12:00'), holidays: [] })
    const inbox = await addInbox(on(1), { name: 'Own', addresses: ['own@desk.example'], hoursId: short.id })
    await changeHours(on(3), short.id, { ...short, week: week('09:00', '11:00') })
    await changeInbox(on(4), inbox.id, { hoursId: long.id })
    await changeInbox(on(5), inbox.id, { hoursId: null })

    const past = await readHoursPast(ada, new Map())
    const hours = (from: number, until: number) =>
      worked(past, [{ until: Infinity, of: inbox.id }], day(from).getTime(), day(until).getTime()) / 3_600_000

    expect([hours(1, 3), hours(3, 4), hours(4, 5), hours(5, 6), hours(1, 6)]).toEqual([2, 2, 12, 24, 40])
  }),
)
