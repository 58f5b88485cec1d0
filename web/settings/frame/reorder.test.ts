import { expect, test } from 'vitest'
import { landing, moved } from './reorder.ts'

test('what is held lands before the first row whose middle lies below it', () => {
  const middles = [10, 30, 50]

  expect(landing(middles, 0, 5)).toBe(0)
  expect(landing(middles, 0, 40)).toBe(1)
  expect(landing(middles, 0, 90)).toBe(2)
  expect(landing(middles, 2, 20)).toBe(1)
})

test('one thing moves and the others keep their order', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd'])
  expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c'])
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
})
