import { expect, test } from 'vitest'
import { compare } from './drift.ts'
import { repairsOf } from './repairs.ts'
import { hasGrown, movement, shareOf } from './shares.ts'

test('a share has the interval of Wilson, and of nothing nothing is known', () => {
  // Wilson 1927, as worked out by hand for 5 of 100.
  const { share, low, high } = shareOf(5, 100)
  expect([share, low, high].map((one) => one.toFixed(3))).toEqual(['0.050', '0.022', '0.112'])
  expect(shareOf(0, 0)).toEqual({ count: 0, of: 0, share: 0, low: 0, high: 1 })
  expect(shareOf(0, 50).low).toBe(0)
  expect(shareOf(50, 50).high).toBe(1)
})

test('what moved is told from chance', () => {
  const even = new Map([
    ['a', 500],
    ['b', 500],
  ])
  expect(movement(even, even)).toBeCloseTo(0)
  expect(
    movement(
      even,
      new Map([
        ['a', 480],
        ['b', 520],
      ]),
    ),
  ).toBeLessThan(0.1)
  expect(
    movement(
      even,
      new Map([
        ['a', 100],
        ['b', 400],
        ['c', 500],
      ]),
    ),
  ).toBeGreaterThan(0.25)
  expect(hasGrown({ count: 10, of: 100 }, { count: 12, of: 100 })).toBe(false)
  expect(hasGrown({ count: 10, of: 100 }, { count: 40, of: 100 })).toBe(true)
  expect(hasGrown({ count: 0, of: 0 }, { count: 40, of: 100 })).toBe(false)
})

test('drift: an alarm when the categories moved, or when more mail gets none; nothing is said of a few mails', () => {
  const before = new Map<string | null, number>([
    ['1', 700],
    ['2', 300],
    [null, 50],
  ])
  expect(
    compare(
      before,
      new Map([
        ['1', 170],
        ['2', 80],
        [null, 12],
      ]),
    ),
  ).toMatchObject({ isAlarm: false, before: 1050, now: 262 })
  const moved = compare(
    before,
    new Map([
      ['1', 40],
      ['2', 60],
      ['3', 150],
    ]),
  )
  expect(moved).toMatchObject({ isAlarm: true })
  expect(moved.moved[0]).toMatchObject({ categoryId: '3', now: { count: 150 } })
  expect(
    compare(
      before,
      new Map([
        ['1', 140],
        ['2', 60],
        [null, 40],
      ]),
    ),
  ).toMatchObject({ isAlarm: true, unsorted: { now: { count: 40 } } })
  expect(compare(before, new Map([['3', 90]]))).toMatchObject({ isAlarm: false, movement: null, moved: [] })
})

test('a rule that never held is called dead only when enough was looked at; one switched off or new is left alone', () => {
  const rule = { ruleId: '1', held: 0, lastHeldAt: null, corrected: null, insteadOf: null, shadowedBy: null }
  const of = (examined: number, isEnabled = true, young = new Set<string>()) =>
    repairsOf([{ id: '1', isEnabled }], young, { examined, rules: [rule], conflicts: [] })
  expect(of(199)).toEqual([])
  expect(of(200)).toEqual([{ kind: 'switchOff', ruleId: '1' }])
  expect(of(200, false)).toEqual([])
  expect(of(200, true, new Set(['1']))).toEqual([])
})
