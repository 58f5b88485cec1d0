import { expect, test } from 'vitest'
import { whenOf } from './invitation-words.ts'

const at = (local: string, iso: string | null = null, zone: string | null = null) => ({ at: iso, local, zone })
const instant = (local: string) => at(local, new Date(`${local}:00`).toISOString())

test('an invitation says when, as its reader writes dates', () => {
  const hour = { start: instant('2026-03-05T10:00'), end: instant('2026-03-05T11:30') }

  expect(whenOf(hour, 'nl')).toMatch(/^do.? 5 mrt.? 2026.* 10:00\s?[–-]\s?11:30$/u)
  expect(whenOf(hour, 'az')).toBe('5 mar 2026, 10:00 – 11:30')
  expect(whenOf({ start: at('2026-03-05'), end: at('2026-03-07') }, 'az')).toBe('5 mar 2026 – 7 mar 2026')
  expect(whenOf({ start: at('2026-03-05'), end: null }, 'nl')).toMatch(/^do.? 5 mrt.? 2026$/u)
})

test('a time that nobody can place is told as it was written, an end before its beginning not at all', () => {
  expect(whenOf({ start: at('2026-03-05T10:00', null, 'Nowhere'), end: null }, 'en')).toBe('2026-03-05 10:00 Nowhere')
  expect(whenOf({ start: instant('2026-03-05T10:00'), end: instant('2026-03-04T10:00') }, 'az')).toBe(
    '5 mar 2026, 10:00',
  )
  expect(whenOf({ start: null, end: null }, 'en')).toBe('')
})
