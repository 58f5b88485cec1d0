import ICAL from 'ical.js'
import { expect, test } from 'vitest'
import { recurrencesOf } from './recurrence.ts'

const start = Date.UTC(2026, 0, 30, 9)
const within = { from: start, until: Date.UTC(2029, 0, 1), most: 400 }
const times = (rule: string, more: object = {}) =>
  recurrencesOf(rule, start, (wall) => wall, { ...within, ...more })?.map((at) => new Date(at).toISOString().slice(0, 16)) // prettier-ignore

/** By another's hand. */
function byOthers(rule: string): string[] {
  const first = ICAL.Time.fromString('2026-01-30T09:00:00', undefined as never)
  const iterator = ICAL.Recur.fromString(rule).iterator(first)
  const found: string[] = []
  for (let next = iterator.next(); next && found.length < within.most; next = iterator.next()) {
    const at = next.toString().slice(0, 16)
    if (at >= '2029') break
    found.push(at)
  }
  return found
}

test('what comes again comes as other programs have it', () => {
  const rules = [
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=DAILY;COUNT=10;BYDAY=MO,FR',
    'FREQ=DAILY;BYMONTH=1,7;INTERVAL=2',
    'FREQ=WEEKLY;BYDAY=MO,FR',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=MO;COUNT=9',
    'FREQ=MONTHLY',
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    'FREQ=MONTHLY;BYMONTHDAY=15,30;INTERVAL=2',
    'FREQ=MONTHLY;BYDAY=2TU',
    'FREQ=MONTHLY;BYDAY=-1FR;COUNT=5',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    'FREQ=YEARLY',
    'FREQ=YEARLY;BYMONTH=3,9;BYDAY=1SU',
    'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1,20',
    'FREQ=WEEKLY;UNTIL=20260401T090000Z',
    'FREQ=WEEKLY;UNTIL=20260401',
  ]

  expect(rules.map((rule) => [rule, times(rule)])).toEqual(rules.map((rule) => [rule, byOthers(rule)]))
})

test('what never comes, or comes every second, costs nobody anything', () => {
  expect(times('FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')).toEqual([])
  expect(times('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31')).toEqual([])
  expect(times('FREQ=SECONDLY')).toBeUndefined()
  expect(times('FREQ=DAILY;BYHOUR=9,10')).toBeUndefined()
  expect(times('FREQ=DAILY;COUNT=1000000000', { from: Date.UTC(2200, 0, 1), until: Date.UTC(2201, 0, 1) })).toEqual([])
  expect(times('FREQ=DAILY', { from: Date.UTC(2400, 0, 1), until: Date.UTC(2400, 0, 3) })).toEqual([
    '2400-01-01T09:00',
    '2400-01-02T09:00',
  ])
})

test('a rule that says each day since the year one is not counted to its end, and asks no zone where it makes no difference', () => {
  let asked = 0
  const window = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2027, 0, 1), most: 600 }
  for (const frequency of ['YEARLY', 'MONTHLY']) {
    const rule = `FREQ=${frequency};BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=9999999;UNTIL=39990101T000000Z`
    const found = recurrencesOf(rule, Date.UTC(1000, 0, 1), (wall) => (asked++, wall), window)
    expect([found, asked]).toEqual([[], 0])
  }
})
