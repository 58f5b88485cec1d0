import { expect, test } from 'vitest'
import { createHandover } from './handover.ts'

test('what was left is taken once', () => {
  const handover = createHandover<string>(10)
  handover.leave('1', 'a mail', 6)
  expect(handover.take('1')).toBe('a mail')
  expect(handover.take('1')).toBeUndefined()
})

test('where room runs out the first stays, and room comes back when it is taken', () => {
  const handover = createHandover<string>(10)
  handover.leave('1', 'first', 6)
  handover.leave('2', 'second', 6)
  expect(handover.take('2')).toBeUndefined()
  expect(handover.take('1')).toBe('first')
  handover.leave('3', 'third', 6)
  expect(handover.take('3')).toBe('third')
})

test('what nobody comes for makes room', () => {
  let now = 0
  const handover = createHandover<string>(10, () => now)
  handover.leave('1', 'forgotten', 10)
  now = 30_000
  handover.leave('2', 'fresh', 10)
  expect(handover.take('1')).toBeUndefined()
  expect(handover.take('2')).toBe('fresh')
})
