import { expect, test } from 'vitest'
import type { Week } from './hours.api.ts'
import { isOpenAt, nextOpening } from './open.ts'

const none: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const office: Week['mon'] = [
  ['09:00', '12:30'],
  ['13:00', '17:30'],
]
const daily = (span: [string, string]): Week => ({
  mon: [span],
  tue: [span],
  wed: [span],
  thu: [span],
  fri: [span],
  sat: [span],
  sun: [span],
})
const inZone = (timeZone: string, week: Week, holidays: string[] = []) => ({ timeZone, week, holidays })
const at = (text: string) => new Date(text)

test('a span holds from its first minute until just before its last', () => {
  const hours = inZone('Europe/Amsterdam', { ...none, mon: office })

  expect(isOpenAt(hours, at('2026-03-02T07:59:59Z'))).toBe(false)
  expect(isOpenAt(hours, at('2026-03-02T08:00:00Z'))).toBe(true)
  expect(isOpenAt(hours, at('2026-03-02T11:30:00Z'))).toBe(false)
  expect(isOpenAt(hours, at('2026-03-02T16:29:59Z'))).toBe(true)
  expect(isOpenAt(hours, at('2026-03-02T16:30:00Z'))).toBe(false)
})

test('a day that ends at 24:00 has no gap before the next', () => {
  const hours = inZone('Asia/Baku', daily(['00:00', '24:00']))

  expect(isOpenAt(hours, at('2026-03-02T19:59:59.999Z'))).toBe(true)
  expect(isOpenAt(hours, at('2026-03-02T20:00:00Z'))).toBe(true)
})

// What 09:00 is in UTC before and after the clocks change, and around midnight where the date differs.
test.each([
  ['Europe/Amsterdam', '2026-03-27T08:00:00Z', '2026-03-30T07:00:00Z'],
  ['Europe/Amsterdam', '2026-10-23T07:00:00Z', '2026-10-26T08:00:00Z'],
  ['America/New_York', '2026-03-06T14:00:00Z', '2026-03-09T13:00:00Z'],
  ['America/New_York', '2026-10-30T13:00:00Z', '2026-11-02T14:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-02T22:00:00Z', '2026-04-05T22:30:00Z'],
  ['Australia/Lord_Howe', '2026-10-01T22:30:00Z', '2026-10-04T22:00:00Z'],
  ['Asia/Baku', '2026-03-27T05:00:00Z', '2026-03-30T05:00:00Z'],
  ['Asia/Kathmandu', '2026-03-27T03:15:00Z', '2026-03-30T03:15:00Z'],
])('in %s nine is nine before and after the clocks change', (zone, before, after) => {
  const hours = inZone(zone, { ...none, mon: [['09:00', '17:00']], fri: [['09:00', '17:00']] })

  for (const nine of [at(before), at(after)]) {
    expect(isOpenAt(hours, nine)).toBe(true)
    expect(isOpenAt(hours, new Date(nine.getTime() - 1))).toBe(false)
    expect(nextOpening(hours, new Date(nine.getTime() - 3_600_000))).toEqual(nine)
  }
  const tenHoursLater = new Date(at(before).getTime() + 10 * 3_600_000)
  expect(nextOpening(hours, tenHoursLater)).toEqual(at(after))
})

test('a time that the clock jumps over begins when it has jumped', () => {
  const hours = inZone('Europe/Amsterdam', { ...none, sun: [['02:30', '05:00']] })

  expect(nextOpening(hours, at('2026-03-29T00:00:00Z'))).toEqual(at('2026-03-29T01:00:00Z'))
})

test('a span that the clock jumps over whole does not happen that day', () => {
  const hours = inZone('Europe/Amsterdam', { ...none, sun: [['02:10', '02:50']] })

  expect(nextOpening(hours, at('2026-03-29T00:00:00Z'))).toEqual(at('2026-04-05T00:10:00Z'))
})

test('an hour that happens twice is open twice', () => {
  const hours = inZone('Europe/Amsterdam', { ...none, sun: [['02:30', '02:45']] })

  expect(isOpenAt(hours, at('2026-10-25T00:30:00Z'))).toBe(true)
  expect(isOpenAt(hours, at('2026-10-25T01:30:00Z'))).toBe(true)
  expect(nextOpening(hours, at('2026-10-25T00:50:00Z'))).toEqual(at('2026-10-25T01:30:00Z'))
})

test('a day that a country left out has no hours', () => {
  const hours = inZone('Pacific/Apia', daily(['09:00', '10:00']))

  expect(nextOpening(hours, at('2011-12-29T21:00:00Z'))).toEqual(at('2011-12-30T19:00:00Z'))
})

test('holidays are days off in the zone of the hours', () => {
  const hours = inZone('Pacific/Auckland', { ...none, mon: office, tue: office }, ['2026-03-02'])

  expect(isOpenAt(hours, at('2026-03-01T21:00:00Z'))).toBe(false)
  expect(nextOpening(hours, at('2026-03-01T21:00:00Z'))).toEqual(at('2026-03-02T20:00:00Z'))
})

test('without any hours there is no next opening; open now is now', () => {
  expect(nextOpening(inZone('Asia/Baku', none), at('2026-03-02T09:00:00Z'))).toBeNull()
  expect(nextOpening(inZone('Asia/Baku', daily(['00:00', '24:00'])), at('2026-03-02T09:00:00Z'))).toEqual(
    at('2026-03-02T09:00:00Z'),
  )
})
