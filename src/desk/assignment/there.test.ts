import { expect, test } from 'vitest'
import type { Week } from '../hours/hours.api.ts'
import { presenceOf } from './there.ts'

const none: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const early: Week = { ...none, mon: [['07:00', '15:00']], tue: [['07:00', '15:00']] }
const inBaku = { hours: { timeZone: 'Asia/Baku', week: early }, timeOff: [], isAway: false }
const at = (text: string) => new Date(text)

test('a shift is in the time zone of whoever works it', () => {
  expect(presenceOf(inBaku, at('2026-03-02T03:00:00Z'))).toEqual({ absence: null, backAt: null })
  expect(presenceOf(inBaku, at('2026-03-02T11:00:00Z'))).toEqual({
    absence: 'hours',
    backAt: at('2026-03-03T03:00:00Z'),
  })
})

test('time off lasts until the end of its last day, and then until the next shift', () => {
  const off = { ...inBaku, timeOff: [{ id: '1', firstDay: '2026-03-01', lastDay: '2026-03-02', note: '' }] }

  expect(presenceOf(off, at('2026-03-02T03:00:00Z'))).toEqual({
    absence: 'timeOff',
    backAt: at('2026-03-03T03:00:00Z'),
  })
  expect(presenceOf(off, at('2026-03-03T03:00:00Z')).absence).toBeNull()
})

test('without hours one is there at any time, unless one said to be away', () => {
  const free = { hours: null, timeOff: [], isAway: false }

  expect(presenceOf(free, at('2026-03-01T23:00:00Z')).absence).toBeNull()
  expect(presenceOf({ ...free, isAway: true }, at('2026-03-01T23:00:00Z')).absence).toBe('away')
})
