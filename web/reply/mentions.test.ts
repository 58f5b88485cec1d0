import { expect, test } from 'vitest'
import { begunAt, completed, meantBy, namedIn } from './mentions.ts'

const people = [
  { id: '1', name: 'Ben Bakker' },
  { id: '2', name: 'Cleo' },
  { id: '3', name: 'Ada Benedict' },
]

test('a name is begun at an @ before the caret, not within an address and not lines ago', () => {
  expect(begunAt('ask @Be', 7)).toEqual({ at: 4, begun: 'Be' })
  expect(begunAt('ask @', 5)).toEqual({ at: 4, begun: '' })
  expect(begunAt('ben@acme', 8)).toBeNull()
  expect(begunAt('@Ben\nand', 8)).toBeNull()
  expect(begunAt('@ alone', 7)).toBeNull()
})

test('whoever has a word that begins so is offered, and the chosen name takes the place of what was typed', () => {
  expect(meantBy('be', people).map((one) => one.name)).toEqual(['Ben Bakker', 'Ada Benedict'])
  expect(meantBy('ben bakker', people)).toEqual([])
  expect(completed('ask @be please', 4, 7, 'Ben Bakker')).toEqual({ text: 'ask @Ben Bakker please', caret: 16 })
})

test('named colleagues stand out in a note, the longer of two names first', () => {
  const pieces = namedIn('Thanks @ada benedict, and me@Cleo', ['Ada', 'Ada Benedict', 'Cleo'])

  expect(pieces.filter((one) => one.isName).map((one) => one.text)).toEqual(['@ada benedict'])
  expect(pieces.map((one) => one.text).join('')).toBe('Thanks @ada benedict, and me@Cleo')
})
