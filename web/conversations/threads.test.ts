import { expect, test } from 'vitest'
import type { Entry, Note } from '../../src/desk/conversations/conversations.api.ts'
import { grouped } from './threads.ts'

const note = (id: string, answers: string | null = null) => ({ type: 'note', id, answers: answers && { noteId: answers, authorId: null, snippet: '' } }) as unknown as Note // prettier-ignore
const message = (id: string) => ({ type: 'message', id }) as Entry
const shown = (entries: Entry[]) =>
  grouped(entries, () => true).map(
    (one) =>
    one.type === 'note' ? [one.id, ...one.thread.map((answer) => answer.id)] : one.type === 'answer' ? `${one.rootId}<${one.id}` : one.id, // prettier-ignore
  )

test('answers stand below their note; where something was said since, a line tells where they were written', () => {
  expect(shown([note('1'), note('2', '1'), message('3'), note('4', '1'), note('5', '1'), note('6')])).toEqual([
    ['1', '2', '4', '5'],
    '3',
    '1<4',
    ['6'],
  ])
})

test('an answer whose note is further up, or was taken back, stands by itself', () => {
  expect(shown([note('2', '1'), note('3', '1')])).toEqual([['2'], ['3']])
})
