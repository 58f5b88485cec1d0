import { expect, test } from 'vitest'
import type { MacroBody } from '../../src/desk/macros/body.api.ts'
import { insertable, isEdited, isGone, wordsIn } from './body.ts'

const paragraph = (text: string) => ({ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] })
const two: MacroBody = { type: 'doc', content: [paragraph('Dear Dora,'), paragraph('It left.')] }

test('one paragraph goes into the line where it is put', () => {
  expect(insertable({ type: 'doc', content: [paragraph('It left.')] })).toEqual([{ type: 'text', text: 'It left.' }])
  expect(insertable(two)).toEqual(two.content)
})

test('words around it change nothing, words in it do', () => {
  const words = wordsIn([
    ...two.content,
    { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph('a photo')] }] },
  ])

  expect(isEdited(words, 'Dear Dora,\n\nIt left.\n\n- a  photo\n\nBen')).toBe(false)
  expect(isEdited(words, 'Dear Dora,\n\nIt left today.\n\n- a photo')).toBe(true)
  expect([isGone(words, 'Dear Dora,'), isGone(words, 'Hello')]).toEqual([false, true])
})
