import { expect, test } from 'vitest'
import { dueAfter, nextStep } from './due.ts'

const nine: [string, string][] = [['09:00', '17:00']]
const hours = { id: '1', name: 'Desk', timeZone: 'UTC', week: { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: [], sun: [] }, holidays: [] } // prettier-ignore

test('a letter waits in the hours of the desk, and leaves only while it is open', () => {
  const friday = new Date('2026-03-06T16:00:00Z')
  const due = (minutes: number, counts: 'business' | 'calendar', isInHours = true) =>
    dueAfter({ wait: { minutes, counts } }, friday, hours, isInHours)?.toISOString()

  expect(due(120, 'business')).toBe('2026-03-09T10:00:00.000Z')
  expect(due(120, 'calendar')).toBe('2026-03-09T09:00:00.000Z')
  expect(due(120, 'calendar', false)).toBe('2026-03-06T18:00:00.000Z')
  expect(due(0, 'business')).toBe(friday.toISOString())
  expect(dueAfter({ wait: { minutes: 5, counts: 'business' } }, friday, null, true)).toEqual(
    new Date('2026-03-06T16:05:00Z'),
  )
})

test('nobody gets one letter twice, however the letters are moved', () => {
  const [a, b, c] = [{ key: 'a' }, { key: 'b' }, { key: 'c' }]

  expect(nextStep([a, b, c], 1, new Set(['a']))).toEqual({ step: b, place: 1 })
  expect(nextStep([b, a, c], 1, new Set(['a']))).toEqual({ step: c, place: 2 })
  expect(nextStep([a], 1, new Set(['a']))).toBeNull()
})
