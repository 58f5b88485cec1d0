// A process that is held up says so.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createMetrics } from './http/metrics.ts'
import { watchStalls } from './stalls.ts'

test('a process that computes for too long counts it and says so; one that waits does not', async () => {
  const metrics = createMetrics()
  const said: unknown[] = []
  const watch = watchStalls(metrics, { error: (...words: unknown[]) => void said.push(words) }, { look: 10, late: 300 })
  await sleep(50)

  const before = said.length
  for (const end = performance.now() + 400; performance.now() < end;);
  await sleep(50)
  watch.stop()

  expect(before).toBe(0)
  expect(said).toMatchObject([[{ ms: expect.any(Number) }, expect.stringContaining('held up')]])
  expect((await metrics.stalls.get()).values).toMatchObject([{ value: 1 }])
})
