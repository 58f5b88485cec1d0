import { expect, test } from 'vitest'
import { randomFrom } from './random.ts'
import { calibrationError, reliabilityOf, thresholdFor, wilson } from './reliability.ts'

/** As often right as they say. */
const honest = (count: number, seed = 3) => {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => {
    const confidence = 0.5 + random() / 2
    return { confidence, isRight: random() < confidence }
  })
}

test('honest confidences have hardly an error, boasting ones have', () => {
  expect(calibrationError(reliabilityOf(honest(5_000)))).toBeLessThan(0.03)
  expect(calibrationError(reliabilityOf(honest(5_000).map((one) => ({ ...one, confidence: 0.99 }))))).toBeGreaterThan(
    0.2,
  )
})

test('each answer is in one bin of the reliability curve', () => {
  const bins = reliabilityOf([{ confidence: 1, isRight: true }, ...honest(99)], 10)

  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(100)
  expect(bins.at(-1)?.to).toBe(1)
})

test('above the threshold the answers are right as often as was asked', () => {
  const { from, coverage } = thresholdFor(honest(4_000), 0.95)

  const others = honest(4_000, 11).filter(({ confidence }) => from !== null && confidence >= from)
  expect(others.filter(({ isRight }) => isRight).length / others.length).toBeGreaterThan(0.94)
  expect(coverage).toBeGreaterThan(0.1)
})

test('a higher target lets less through', () => {
  const [low, high] = [0.8, 0.97].map((target) => thresholdFor(honest(4_000), target))

  expect(high?.from).toBeGreaterThan(low?.from ?? 1)
  expect(high?.coverage).toBeLessThan(low?.coverage ?? 0)
})

test('where nothing is known, or nothing is good enough, everything is left to people', () => {
  expect(thresholdFor([], 0.95).from).toBeNull()
  expect(thresholdFor(honest(20), 0.95).from).toBeNull()
  expect(
    thresholdFor(
      honest(500).map((one) => ({ ...one, isRight: false })),
      0.5,
    ).from,
  ).toBeNull()
})

test('a few right ones in a row prove little', () => {
  expect(wilson(10, 10)).toBeLessThan(0.95)
  expect(wilson(1_000, 1_000)).toBeGreaterThan(0.99)
  expect(wilson(0, 0)).toBe(0)
})
