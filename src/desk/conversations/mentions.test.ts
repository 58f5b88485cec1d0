import { expect, test } from 'vitest'
import { mentionsIn } from './mentions.ts'

const people = [
  { id: '1', name: 'Ben', email: 'ben@desk.example' },
  { id: '2', name: 'Ben Bakker', email: 'bakker@desk.example' },
  { id: '3', name: 'Zoë İnce', email: 'zoe@desk.example' },
  { id: '4', name: 'Ben', email: 'other@desk.example' },
]

test('a mention is @ and a whole name or address; the longer name counts, and twins are both meant', () => {
  const named = (text: string) => mentionsIn(text, people).flatMap(({ ids }) => ids)

  expect(named('ask @ben bakker, please')).toEqual(['2'])
  expect(named('ask @Ben.')).toEqual(['1', '4'])
  expect(named('@zoë İnce and @zoe@desk.example')).toEqual(['3', '3'])
  expect(named('mail ben@Ben, @Benny, @ben2, @ Ben')).toEqual([])
})
