import { expect, test } from 'vitest'
import { blocksOf } from './quotes.ts'

test('lines of one depth stand together, without the marks of it', () => {
  expect(
    blocksOf('Yes.\n> Shall we?\n> > Tomorrow?\n>> At nine.\n\nDora').map(({ depth, text }) => [depth, text]),
  ).toEqual([
    [0, 'Yes.'],
    [1, 'Shall we?'],
    [2, 'Tomorrow?\nAt nine.'],
    [0, '\nDora'],
  ])
})

test('a sign within a line is no mark, nor is what stands further in', () => {
  expect(blocksOf('a > b\n> c > d\n>   > code').map(({ depth, text }) => [depth, text])).toEqual([
    [0, 'a > b'],
    [1, 'c > d\n  > code'],
  ])
  expect(blocksOf('>'.repeat(100))[0]?.depth).toBe(8)
})
