import { expect, test } from 'vitest'
import { openZone } from '../hours/zone.ts'
import { dueAgain, fieldsOf, postponed, seriesFrom } from './due.ts'
import { nextOf, type Series } from './repeat.ts'

const from = (anchor: string, unit: Series['unit'], interval = 1): Series => ({ unit, interval, anchor, minutes: null })

/** The next five days of a series. */
function run(series: Series, after = series.anchor): string[] {
  const days: string[] = []
  for (let day = after; days.length < 5;) days.push((day = nextOf(series, day)))
  return days
}

test('the 31st is the last day of a short month and the 31st again after it', () => {
  expect(run(from('2026-01-31', 'month'))).toEqual([
    '2026-02-28',
    '2026-03-31',
    '2026-04-30',
    '2026-05-31',
    '2026-06-30',
  ])
  expect(nextOf(from('2026-08-31', 'month', 6), '2027-02-28')).toBe('2027-08-31')
})

test('the 29th of February comes back with the leap year', () => {
  expect(run(from('2024-02-29', 'year'))).toEqual([
    '2025-02-28',
    '2026-02-28',
    '2027-02-28',
    '2028-02-29',
    '2029-02-28',
  ])
})

test('weekdays leave out Saturday and Sunday, and every third is every third of them', () => {
  expect(run(from('2026-03-05', 'weekday'))).toEqual([
    '2026-03-06',
    '2026-03-09',
    '2026-03-10',
    '2026-03-11',
    '2026-03-12',
  ])
  expect(run(from('2026-03-05', 'weekday', 3)).slice(0, 3)).toEqual(['2026-03-10', '2026-03-13', '2026-03-18'])
})

test('every second week stays on its day however late the one before was done, and days are counted, not stepped through', () => {
  expect(nextOf(from('2026-01-05', 'week', 2), '2026-03-12')).toBe('2026-03-16')
  expect(nextOf(from('2020-01-01', 'day', 7), '2026-03-04')).toBe('2026-03-11')
  expect(nextOf(from('2020-01-01', 'day'), '2026-03-04')).toBe('2026-03-05')
})

const amsterdam = openZone('Europe/Amsterdam')
const again = (at: string, unit: Series['unit'], now: string) => {
  const due = { at }
  const series = seriesFrom({ unit, interval: 1 }, due, amsterdam)
  return series && dueAgain(series, due, amsterdam, new Date(now))
}

test('nine in the morning stays nine in the morning when the clocks change', () => {
  expect(again('2026-03-28T08:00:00Z', 'day', '2026-03-28T08:10:00Z')).toEqual({ at: '2026-03-29T07:00:00.000Z' })
  expect(again('2026-10-24T07:00:00Z', 'day', '2026-10-24T07:10:00Z')).toEqual({ at: '2026-10-25T08:00:00.000Z' })
})

test('half past two, which there is not on one night, is back the night after', () => {
  const due = { at: '2026-03-28T01:30:00Z' }
  const series = seriesFrom({ unit: 'day', interval: 1 }, due, amsterdam) as Series
  const jump = dueAgain(series, due, amsterdam, new Date('2026-03-28T02:00:00Z'))
  expect(jump).toEqual({ at: '2026-03-29T01:00:00.000Z' })

  expect(dueAgain(series, jump, amsterdam, new Date('2026-03-29T02:00:00Z'))).toEqual({
    at: '2026-03-30T00:30:00.000Z',
  })
})

test('done late, the next one is the first that is still to come; done early, the one behind it', () => {
  expect(again('2026-03-02T08:00:00Z', 'day', '2026-03-05T10:00:00Z')).toEqual({ at: '2026-03-06T08:00:00.000Z' })
  expect(again('2026-03-09T08:00:00Z', 'week', '2026-03-05T10:00:00Z')).toEqual({ at: '2026-03-16T08:00:00.000Z' })
  const daily = from('2026-03-02', 'day')
  expect(dueAgain(daily, { day: '2026-03-02' }, amsterdam, new Date('2026-03-05T10:00:00Z'))).toEqual({
    day: '2026-03-05',
  })
})

test('a day is due until midnight of the desk, and tells in its morning; put off, a time stays what it was', () => {
  const now = new Date('2026-03-05T10:00:00Z')
  expect(fieldsOf({ day: '2026-03-29' }, amsterdam, now)).toEqual({
    due_on: '2026-03-29',
    due_at: new Date('2026-03-29T22:00:00Z'),
    ring_at: new Date('2026-03-29T07:00:00Z'),
  })
  expect(fieldsOf({ day: '2026-03-05' }, amsterdam, now).ring_at).toBeNull()
  expect(postponed({ at: '2026-02-01T08:30:00Z' }, 1, amsterdam, now)).toEqual({ at: '2026-03-06T08:30:00.000Z' })
  expect(postponed({ day: '2026-03-20' }, 7, amsterdam, now)).toEqual({ day: '2026-03-27' })
  expect(postponed(null, 1, amsterdam, now)).toEqual({ day: '2026-03-06' })
})
