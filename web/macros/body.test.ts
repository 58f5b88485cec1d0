import { expect, test } from 'vitest'
import type { MacroBody } from '../../src/desk/macros/body.api.ts'
import { insertable, isEdited, isGone, kept, wordsIn } from './body.ts'

const paragraph = (text: string) => ({ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] })
const two: MacroBody = { type: 'doc', content: [paragraph('Dear Dora,'), paragraph('It left.')] }

test('one paragraph goes into the line where it is put', () => {
  expect(insertable({ type: 'doc', content: [paragraph('It left.')] })).toEqual([{ type: 'text', text: 'It left.' }])
  expect(insertable(two)).toEqual(two.content)
})

test('what an editor keeps for itself is not kept', () => {
  const link = { type: 'link', attrs: { href: 'https://shop.example/', target: '_blank', rel: 'x', class: null } }
  const list = { type: 'orderedList', attrs: { start: 3, type: null }, content: [] }
  const doc = {
    type: 'doc',
    content: [{ type: 'paragraph', attrs: {}, content: [{ type: 'text', text: 'a', marks: [link] }] }, list],
  }

  expect(kept(doc)).toEqual({
    type: 'doc',
    content: [
      {
        type: 'paragraph',
        content: [{ type: 'text', text: 'a', marks: [{ type: 'link', attrs: { href: 'https://shop.example/' } }] }],
      },
      { type: 'orderedList', attrs: { start: 3 }, content: [] },
    ],
  })
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
