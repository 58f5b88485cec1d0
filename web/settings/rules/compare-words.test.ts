import { expect, test } from 'vitest'
import { compareWords } from './compare-words.ts'

const word = (text: string) => ({ text, isValue: false })
const value = (text: string) => ({ text, isValue: true })
const told = (all: ReturnType<typeof compareWords>) =>
  all
    .map(({ text, in: where }) => (where === 'both' ? text : where === 'before' ? `[-${text}]` : `[+${text}]`))
    .join('')

test('what changed in a sentence stands out from what did not', () => {
  const before = [word('set the priority to '), value('high'), word(' and add the tags '), value('late')]
  const after = [word('set the priority to '), value('urgent'), word(' and add the tags '), value('late')]

  expect(told(compareWords(before, after))).toBe('set the priority to [-high][+urgent] and add the tags late')
  expect(told(compareWords(before, before))).toBe('set the priority to high and add the tags late')
  expect(told(compareWords([], after))).toBe('[+set the priority to ][+urgent][+ and add the tags ][+late]')
})
