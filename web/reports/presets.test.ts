import { expect, test } from 'vitest'
import { shareText } from './format.ts'
import { periodOf, presetOf, shifted, stepFor } from './presets.ts'
import { labelled, marksFor, marksOfTime } from './scale.ts'

test('periods by name, and the ones before and after: months stay months, days stay as many', () => {
  const today = '2026-03-04' // a Wednesday
  expect(periodOf('week', today)).toEqual({ from: '2026-03-02', until: today })
  expect(periodOf('lastMonth', today)).toEqual({ from: '2026-02-01', until: '2026-02-28' })
  expect(presetOf({ from: '2026-02-03', until: today }, today)).toBe('days30')
  expect(shifted({ from: '2026-02-01', until: '2026-02-28' }, -1)).toEqual({ from: '2026-01-01', until: '2026-01-31' })
  expect(shifted({ from: '2026-02-01', until: '2026-02-28' }, 1)).toEqual({ from: '2026-03-01', until: '2026-03-31' })
  expect(shifted({ from: '2026-02-02', until: '2026-02-08' }, 1)).toEqual({ from: '2026-02-09', until: '2026-02-15' })
  expect(stepFor(periodOf('year', today))).toBe('month')
})

test('axes begin at zero, end at or above the highest, and labels never crowd', () => {
  expect(marksFor(0)).toEqual([0, 1])
  expect(marksFor(39)).toEqual([0, 10, 20, 30, 40])
  expect(marksFor(3)).toEqual([0, 1, 2, 3])
  expect(marksOfTime(5 * 3_600).map((one) => one / 3_600)).toEqual([0, 2, 4, 6])
  expect([...labelled(30, 8)]).toEqual([0, 5, 10, 15, 20, 25])
})

test('a share of few cases is told as where it may lie', () => {
  expect(shareText({ count: 1, of: 2, share: 0.5, low: 0.09, high: 0.91 }, 'en')).toBe('9%–91%')
  expect(shareText({ count: 15, of: 30, share: 0.5, low: 0.33, high: 0.67 }, 'en')).toBe('50%')
  expect(shareText({ count: 0, of: 0, share: null, low: null, high: null }, 'en')).toBe('–')
})
