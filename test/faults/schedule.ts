// Side by side, as far as the processors reach: most faults wait (for a lease, a network that is silent, a clock), few compute.
import os from 'node:os'
import type { Cost } from './scenario.ts'

/** What computes is never alone with its cores for all its time: a little more than there is keeps them busy. */
const GENEROUS = 1.25

/** The longest first; whatever still fits beside what runs goes on. Outcomes stand in the order of `works`. */
export async function schedule<T extends { takes: Cost }, R>(
  works: T[],
  run: (work: T) => Promise<R>,
  cores = os.availableParallelism(),
): Promise<R[]> {
  const room = cores * GENEROUS
  const waiting = works.toSorted((a, b) => b.takes.seconds - a.takes.seconds)
  const outcomes = new Map<T, R>()
  const running = new Map<T, Promise<void>>()
  const used = () => [...running.keys()].reduce((sum, one) => sum + Math.min(one.takes.cores, room), 0)
  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.findIndex((one) => used() + Math.min(one.takes.cores, room) <= room + 1e-9)
    const [one] = next < 0 ? [] : waiting.splice(next, 1)
    if (!one) {
      await Promise.race(running.values())
      continue
    }
    running.set(
      one,
      run(one).then((outcome) => {
        outcomes.set(one, outcome)
        running.delete(one)
      }),
    )
  }
  return works.map((one) => outcomes.get(one) as R)
}
