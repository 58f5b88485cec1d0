// Instants as people read them.
import { expect, test } from 'vitest'
import { ago, counted, fileSize, shortAgo } from './when.ts'

const now = new Date('2026-03-04T12:00:00Z')

test('under a day a time is relative', () => {
  expect(shortAgo('2026-03-04T11:55:00Z', now, 'en')).toBe('5m')
  expect(shortAgo('2026-03-04T07:00:00Z', now, 'en')).toBe('5h')
  expect(ago('2026-03-04T11:00:00Z', now, 'nl')).toBe('1 uur geleden')
})

test('beyond a day it is a date, with its year where that is another', () => {
  expect(shortAgo('2026-01-05T12:00:00Z', now, 'en')).toBe('Jan 5')
  expect(shortAgo('2024-01-05T12:00:00Z', now, 'en')).toBe('Jan 5, 2024')
})

test('sizes are counted in thousands', () => {
  expect(fileSize(999, 'en')).toBe('999B')
  expect(fileSize(240_000, 'en')).toBe('240 kB')
  expect(fileSize(1_250_000, 'nl')).toBe('1,3 MB')
})

test('Azerbaijani is written whatever the browser knows of it', () => {
  expect(ago('2026-03-04T11:55:00Z', now, 'az')).toBe('5 dəqiqə əvvəl')
  expect(shortAgo('2026-03-04T07:00:00Z', now, 'az')).toBe('5 saat')
  expect(shortAgo('2026-01-05T12:00:00Z', now, 'az')).toBe('5 yan')
})

test('what is no longer counted says so', () => {
  expect(counted(9999, 'en')).toBe('9,999')
  expect(counted(10_000, 'en')).toBe('9999+')
})
