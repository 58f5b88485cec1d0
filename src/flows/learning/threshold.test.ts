import { expect, test } from 'vitest'
import { bandOf, chooseThreshold } from './threshold.ts'

/** `count` answers of one confidence, of which the first `right` were right. */
const answers = (confidence: number, count: number, right: number) =>
  Array.from({ length: count }, (_, at) => ({ confidence, isRight: at < right }))
const heldOut = [...answers(0.99, 100, 100), ...answers(0.8, 100, 98), ...answers(0.5, 100, 55)]

test('without letters nothing is done by itself, and it says that they are too few', () => {
  expect(chooseThreshold([], [], 0.95)).toMatchObject({ from: null, chosenBy: 'too-few' })
  expect(chooseThreshold(answers(0.9, 100, 60), [], 0.95)).toMatchObject({ from: null, chosenBy: 'not-precise' })
})

test('what people let stand leaves the threshold where the letters held out put it', () => {
  expect(chooseThreshold(heldOut, answers(0.8, 40, 39), 0.95)).toMatchObject({ from: 0.8, chosenBy: 'held-out' })
})

test('a few corrections in practice prove nothing', () => {
  expect(chooseThreshold(heldOut, answers(0.8, 10, 2), 0.95)).toMatchObject({ from: 0.8 })
})

test('where people correct more than was promised it rises to where they do not, and below that they decide', () => {
  const live = [...answers(0.99, 40, 40), ...answers(0.8, 40, 20)]

  expect(chooseThreshold(heldOut, live, 0.95)).toMatchObject({ from: 0.99, chosenBy: 'live', coverage: 1 / 3 })
  expect(chooseThreshold(heldOut, answers(0.99, 40, 20), 0.95)).toMatchObject({
    from: null,
    chosenBy: 'live-not-precise',
  })
})

test('nothing is sure without a threshold, and nothing at all that is unlike what was learned', () => {
  expect(bandOf(0.99, { from: null, isUnlike: false })).toBe('likely')
  expect(bandOf(0.99, { from: 0.9, isUnlike: false })).toBe('sure')
  expect(bandOf(0.99, { from: 0.9, isUnlike: true })).toBe('unsure')
  expect(bandOf(0.3, { from: 0.9, isUnlike: false })).toBe('unsure')
})
