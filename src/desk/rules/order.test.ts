import fc from 'fast-check'
import { expect, test } from 'vitest'
import { movedAmong, placed } from './order.ts'

test('one that is dragged is the only one that moved, and the only one that is written', () => {
  const was = new Map([
    ['1', 100],
    ['2', 200],
    ['3', 300],
    ['4', 400],
  ])

  expect(movedAmong(['1', '2', '3', '4'], ['4', '1', '2', '3'])).toEqual(new Set(['4']))
  expect([...placed(was, ['1', '4', '2', '3'])]).toEqual([['4', 150]])
  expect([...placed(was, ['1', '2', '3', '4'])]).toEqual([])
})

test('whatever order is asked for, with new ones and without old ones, is the order of the positions', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 })
  const positions = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 20, maxLength: 20 })
  fc.assert(
    fc.property(ids, ids, positions, (before, after, at) => {
      const was = new Map(before.map((id, n) => [String(id), at[n] ?? 0]))
      const wanted = after.map(String)

      const found = placed(was, wanted)

      const inOrder = wanted.toSorted(
        (a, b) => (found.get(a) ?? was.get(a) ?? NaN) - (found.get(b) ?? was.get(b) ?? NaN),
      )
      expect(inOrder).toEqual(wanted)
      expect(new Set(wanted.map((id) => found.get(id) ?? was.get(id))).size).toBe(wanted.length)
    }),
  )
})
