import { expect, test } from 'vitest'
import type { Quiet } from '../../desk/notifications/notifications.api.ts'
import { mailTime, type Reader } from './mail-time.ts'

const reader = (timeZone: string, quiet: Quiet = { by: 'never' }, more: Partial<Reader> = {}): Reader => ({
  choices: { dailyAt: '08:00', quiet },
  timeZone,
  hours: null,
  mailedAt: null,
  ...more,
})
const told = (when: 'atOnce' | 'hourly' | 'daily', one: Reader, now: string) =>
  mailTime(when, one, new Date(now))?.toISOString()

test('a daily mail comes at eight by the clock on the reader’s wall, wherever the desk is', () => {
  expect(told('daily', reader('Asia/Baku'), '2026-06-01T03:30:00Z')).toBe('2026-06-01T04:00:00.000Z')
  expect(told('daily', reader('America/New_York'), '2026-06-01T03:30:00Z')).toBe('2026-06-01T12:00:00.000Z')
  expect(told('daily', reader('Asia/Baku'), '2026-06-01T04:00:00Z')).toBe('2026-06-02T04:00:00.000Z')
})

test('it stays at eight over the change of clocks, and an hour that the night skips is the instant of the jump', () => {
  const inAmsterdam = reader('Europe/Amsterdam')
  expect(told('daily', inAmsterdam, '2026-03-28T12:00:00Z')).toBe('2026-03-29T06:00:00.000Z')
  const atHalfPastTwo = { ...inAmsterdam, choices: { dailyAt: '02:30', quiet: { by: 'never' as const } } }
  expect(told('daily', atHalfPastTwo, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z')
})

test('an hourly mail comes with the full hour, also where zones are half an hour off', () => {
  expect(told('hourly', reader('Europe/Amsterdam'), '2026-06-01T09:12:40Z')).toBe('2026-06-01T10:00:00.000Z')
  expect(told('hourly', reader('Asia/Kolkata'), '2026-06-01T09:12:40Z')).toBe('2026-06-01T09:30:00.000Z')
})

test('at once is a minute later, and five minutes after the last mail', () => {
  const mailedAt = new Date('2026-06-01T09:00:00Z')
  expect(told('atOnce', reader('UTC'), '2026-06-01T09:01:00Z')).toBe('2026-06-01T09:02:00.000Z')
  expect(told('atOnce', reader('UTC', { by: 'never' }, { mailedAt }), '2026-06-01T09:01:00Z')).toBe(
    '2026-06-01T09:05:00.000Z',
  )
})

test('nothing comes while it is quiet: between two times over midnight, or outside business hours', () => {
  const night = reader('Asia/Baku', { by: 'times', from: '18:00', until: '07:30' })
  expect(told('atOnce', night, '2026-06-01T15:00:00Z')).toBe('2026-06-02T03:30:00.000Z')
  expect(told('atOnce', night, '2026-06-01T13:00:00Z')).toBe('2026-06-01T13:01:00.000Z')

  const none = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
  const mondays = { timeZone: 'Europe/Amsterdam', week: { ...none, mon: [['09:00', '17:00'] as [string, string]] }, holidays: [] } // prettier-ignore
  const worker = reader('Asia/Baku', { by: 'hours', hoursId: '1' }, { hours: mondays })
  expect(told('atOnce', worker, '2026-06-02T10:00:00Z')).toBe('2026-06-08T07:00:00.000Z')
})
