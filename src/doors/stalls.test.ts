// A process that is held up says so.
import { expect, test } from 'vitest'
import { createMetrics } from './http/metrics.ts'
import { watchStalls } from './stalls.ts'

test('a process that computes for too long counts it and says so; one that waits does not', async () => {
  const metrics = createMetrics()
  const said: unknown[] = []
  const log = { error: (...words: unknown[]) => void said.push(words) }
  let [at, looks] = [0, 0]
  const monotonic = () => {
    looks++
    return at
  }
  const watch = watchStalls(metrics, log, { look: 10, late: 300, monotonic })
  await expect.poll(() => looks).toBeGreaterThan(4)
  at += 309 // as late as may be, and no later
  await expect.poll(() => looks).toBeGreaterThan(8)

  const before = said.length
  at += 400
  await expect.poll(() => said.length).toBeGreaterThan(before)
  watch.stop()

  expect(before).toBe(0)
  expect(said).toMatchObject([[{ ms: 390 }, expect.stringContaining('held up')]])
  expect((await metrics.stalls.get()).values).toMatchObject([{ value: 1 }])
})
