import { expect, test } from 'vitest'
import { join } from './join.ts'

const joined = (base: string, mine: string, theirs: string) => {
  const { parts, clashes } = join(base.split(' '), mine.split(' '), theirs.split(' '), (part) => part)
  return { text: parts.join(' '), clashes }
}

test('what two people changed in different paragraphs is joined', () => {
  expect(joined('a b c d', 'A b c d', 'a b c D')).toEqual({ text: 'A b c D', clashes: 0 })
  expect(joined('a b c d', 'a b new c d', 'a b c')).toEqual({ text: 'a b new c', clashes: 0 })
  expect(joined('a b c', 'a b c end', 'start a b c')).toEqual({ text: 'start a b c end', clashes: 0 })
})

test('the same paragraph changed by both is a clash, and neither text is lost', () => {
  expect(joined('hello old bye', 'hello mine bye', 'hello theirs bye')).toEqual({
    text: 'hello mine theirs bye',
    clashes: 1,
  })
})

test('both having changed it alike is no clash', () => {
  expect(joined('a b c', 'a x c', 'a x c')).toEqual({ text: 'a x c', clashes: 0 })
  expect(joined('a', 'b', 'b')).toEqual({ text: 'b', clashes: 0 })
})
