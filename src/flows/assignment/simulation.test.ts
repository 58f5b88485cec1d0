import { expect, test } from 'vitest'
import { withOneMore } from './history.ts'
import { createHeap } from './heap.ts'
import { syntheticScenario } from './protocol.ts'
import { jain, runSimulation } from './simulation.ts'

const scenario = syntheticScenario({ seed: 4, weeks: 2, utilisation: 0.91, people: 12 })

test('the same seed comes out the same, and everything that came is answered or told to be late', () => {
  const once = runSimulation(scenario, 'leastLoaded')
  const again = runSimulation(syntheticScenario({ seed: 4, weeks: 2, utilisation: 0.91, people: 12 }), 'leastLoaded')

  expect(again).toEqual(once)
  expect(once.answered).toBe(once.arrived)
  expect(once.people.reduce((sum, one) => sum + one.answered, 0)).toBe(once.answered)
  expect(once.inTime).toBeLessThanOrEqual(1)
})

test('late binding keeps more promises than giving out at once, above all of what is high, and is even', () => {
  const late = runSimulation(scenario, 'lateBinding')
  const least = runSimulation(scenario, 'leastLoaded')

  expect(late.inTime).toBeGreaterThan(least.inTime + 0.03)
  expect(late.highInTime).toBeGreaterThan(0.93)
  expect(late.fairness).toBeGreaterThan(0.97)
})

test('one more person on Mondays works on Mondays, and nobody waits longer for it', () => {
  const more = withOneMore(scenario, 1)
  const extra = more.people.at(-1)

  expect(extra?.shifts.every(([from]) => new Date(from).getUTCDay() === 1)).toBe(true)
  expect(runSimulation(more, 'lateBinding').inTime).toBeGreaterThanOrEqual(runSimulation(scenario, 'lateBinding').inTime - 0.002) // prettier-ignore
})

test('a heap gives the least first, and what is equal in the order it came', () => {
  const heap = createHeap<[number, string]>((one, other) => one[0] - other[0])
  for (const one of [
    [3, 'a'],
    [1, 'b'],
    [2, 'c'],
    [1, 'd'],
    [3, 'e'],
  ] as [number, string][])
    heap.push(one)

  expect(Array.from({ length: 6 }, () => heap.pop()?.[1])).toEqual(['b', 'd', 'c', 'a', 'e', undefined])
})

test('Jain’s index: even is 1, one who does all of it is 1 of so many', () => {
  expect(jain([0.5, 0.5, 0.5])).toBeCloseTo(1)
  expect(jain([1, 0, 0, 0])).toBeCloseTo(0.25)
})
