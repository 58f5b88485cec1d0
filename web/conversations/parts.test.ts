import { expect, test } from 'vitest'
import { partsOf } from './parts.ts'

const told = (text: string, replyEnd: number, folded: number[]) =>
  partsOf(text, replyEnd, folded).map((part) => `${part.isQuoted ? '> ' : ''}${part.text}`)

test('what was written stands before, between and below what it answers', () => {
  expect(told('Yes.\n\n> Hot?', 4, [])).toEqual(['Yes.', '> > Hot?'])
  expect(told('> Hot?\n\nYes.\n', 12, [0, 7])).toEqual(['> > Hot?', 'Yes.'])
  expect(told('A\n> b\nC\n> d', 7, [2, 6])).toEqual(['A', '> > b', 'C', '> > d'])
  expect(told('All of it', 9, [])).toEqual(['All of it'])
  expect(told('', 0, [])).toEqual([])
})
