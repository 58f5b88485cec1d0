import { expect, test } from 'vitest'
import { parseDate } from './date.ts'

const iso = (text: string): string | null => parseDate(text)?.toISOString() ?? null

test.each([
  ['Mon, 2 Mar 2026 10:15:00 +0100', '2026-03-02T09:15:00.000Z'],
  ['2 Mar 2026 10:15 +0100 (CET)', '2026-03-02T09:15:00.000Z'],
  ['Mon,02-Mar-26 10:15:00 EST', '2026-03-02T15:15:00.000Z'],
  ['Mon, 2 Mar 2026 10.15.00 PM GMT', '2026-03-02T22:15:00.000Z'],
  ['Mon Mar  2 10:15:00 2026', '2026-03-02T10:15:00.000Z'],
  ['Mon Mar 2 10:15:00 CET 2026', '2026-03-02T09:15:00.000Z'],
  ['2026-03-02T10:15:00+01:00', '2026-03-02T09:15:00.000Z'],
  ['Thu, 13 Feb 1969 23:32 -0330', '1969-02-14T03:02:00.000Z'],
  ['Mon, 2 Mar 2026 10:15:00 +9900', '2026-03-02T10:15:00.000Z'],
])('%s is an instant', (text, expected) => {
  expect(iso(text)).toBe(expected)
})

test.each([
  '',
  'now',
  'tomorrow at noon',
  '31 Feb 2026 10:00:00 +0000',
  'Mon, 2 Foo 2026 10:00:00 +0000',
  '2 Mar 2026',
  'Mon, 2 Mar 2026 99:15:00 +0100',
  '9'.repeat(10_000),
])('%s is none', (text) => {
  expect(parseDate(text)).toBeNull()
})

test('no date is none', () => {
  expect(parseDate(undefined)).toBeNull()
})
