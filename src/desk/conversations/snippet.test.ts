import { expect, test } from 'vitest'
import { snippetOf } from './snippet.ts'

test('first words that go on say so, those that are all do not', () => {
  const cut = snippetOf('one two '.repeat(60))

  expect(cut).toHaveLength(160)
  expect(cut).toMatch(/…$/)
  expect(snippetOf(' Pay\n\tme. ')).toBe('Pay me.')
})
