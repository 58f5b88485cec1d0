// How faults share the machine.
import { expect, test } from 'vitest'
import { schedule } from './schedule.ts'

test('what waits runs side by side, what computes does not, and the longest begins first', async () => {
  const begun: string[] = []
  let [now, most] = [0, 0]
  const work = (name: string, cores: number, seconds: number) => ({ name, takes: { cores, seconds } })
  const works = [work('sums', 2, 9), work('lease', 0.2, 5), work('silence', 0.2, 30), work('alone', 99, 1)]

  const outcomes = await schedule(
    works,
    async ({ name, takes }) => {
      begun.push(name)
      now += takes.cores
      most = Math.max(most, takes.cores > 2 ? 0 : now)
      await new Promise((go) => setTimeout(go, takes.seconds))
      now -= takes.cores
      return name.toUpperCase()
    },
    2,
  )

  expect(begun).toEqual(['silence', 'sums', 'lease', 'alone'])
  expect(most).toBeCloseTo(2.4)
  expect(outcomes).toEqual(['SUMS', 'LEASE', 'SILENCE', 'ALONE'])
})
