import { expect, test } from 'vitest'
import { nearness } from './Due.tsx'

const now = new Date('2026-03-02T12:00:00Z')
const due = (at: string, warnAt: string | null) => ({ measure: 'firstResponse' as const, at, warnAt })

test('a target is close from its warning on, late once it has passed, and without a warning close in its last hour', () => {
  expect(nearness(due('2026-03-02T18:00:00Z', '2026-03-02T16:00:00Z'), now)).toBe('far')
  expect(nearness(due('2026-03-02T18:00:00Z', '2026-03-02T12:00:00Z'), now)).toBe('close')
  expect(nearness(due('2026-03-02T11:59:59Z', '2026-03-02T10:00:00Z'), now)).toBe('late')
  expect(nearness(due('2026-03-02T12:59:00Z', null), now)).toBe('close')
  expect(nearness(due('2026-03-02T13:01:00Z', null), now)).toBe('far')
})
