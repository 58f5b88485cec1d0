// Clocks on five walls, and what people choose by them, when summer time begins and ends.
import { expect, test } from 'vitest'
import { snoozeTimes } from './conversations/snooze-times.ts'
import { ago, dayAndTime } from './when.ts'
import { asTypedIn, dayIn, instantIn, instantOf, wallIn } from './zone.ts'

const iso = (at: Date) => at.toISOString().slice(0, 16)

test.each([
  // The day summer time begins, at nine: the night before was an hour shorter.
  ['Europe/Amsterdam', '2026-03-28T19:00:00Z', '2026-03-29T07:00'],
  ['America/New_York', '2026-03-07T19:00:00Z', '2026-03-08T13:00'],
  ['Australia/Lord_Howe', '2026-10-03T08:00:00Z', '2026-10-03T22:00'], // put on by half an hour
  ['Asia/Baku', '2026-03-28T19:00:00Z', '2026-03-29T05:00'], // knows no summer time
  ['America/Sao_Paulo', '2026-03-28T19:00:00Z', '2026-03-29T12:00'],
  // And the day it ends.
  ['Europe/Amsterdam', '2026-10-24T19:00:00Z', '2026-10-25T08:00'],
])('in %s, tomorrow morning is nine by the clock on the wall (%s)', (zone, now, expected) => {
  const tomorrow = snoozeTimes(new Date(now), zone).find(({ name }) => name === 'tomorrow')

  expect(tomorrow && iso(tomorrow.at)).toBe(expected)
  expect(tomorrow && wallIn(zone, tomorrow.at).hour).toBe(9)
})

test('an hour that comes twice is the first, one that is left out is later', () => {
  expect(iso(instantOf('2026-10-25T02:30', 'Europe/Amsterdam'))).toBe('2026-10-25T00:30')
  expect(iso(instantOf('2026-03-29T02:30', 'Europe/Amsterdam'))).toBe('2026-03-29T01:30')
  expect(asTypedIn(new Date('2026-03-29T01:30:00Z'), 'Europe/Amsterdam')).toBe('2026-03-29T03:30')
  expect(instantOf('', 'Europe/Amsterdam').getTime()).toBeNaN()
})

test('what is typed comes back as it was typed, wherever one sits', () => {
  for (const zone of ['Europe/Berlin', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Asia/Baku'])
    for (const typed of ['2026-01-01T00:00', '2026-06-30T23:59', '2026-03-29T09:00', '2026-11-01T12:15'])
      expect(asTypedIn(instantOf(typed, zone), zone), zone).toBe(typed)
})

test('the day is the reader’s, on both sides of the date line', () => {
  const now = new Date('2026-03-04T12:00:00Z')

  expect(dayIn(now, 0, 'Pacific/Kiritimati')).toBe('2026-03-05')
  expect(dayIn(now, 0, 'Pacific/Pago_Pago')).toBe('2026-03-04')
  expect(dayIn(now, 28, 'Asia/Baku')).toBe('2026-04-01')
  expect(iso(instantIn('Pacific/Kiritimati', { year: 2026, month: 12, day: 32 }))).toBe('2026-12-31T10:00')
})

test('times are shown by the reader’s clock, in every language', () => {
  const at = '2026-03-29T01:30:00Z'
  const now = new Date('2026-04-02T12:00:00Z')

  expect(dayAndTime(new Date(at), 'de', 'Europe/Berlin')).toContain('03:30')
  expect(dayAndTime(new Date(at), 'az', 'Asia/Baku')).toBe('29 mar, 05:30')
  expect(ago(at, now, 'tr', 'Europe/Istanbul')).toContain('04:30')
  expect(ago(at, now, 'az', 'America/New_York')).toBe('28 mar, 21:30')
})
