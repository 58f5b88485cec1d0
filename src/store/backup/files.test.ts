import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eachAtOnce } from './files.ts'

test('after a failure no file is begun any more, and none is under way when it is told', async () => {
  const begun: number[] = []
  let underWay = 0
  const all = Array.from({ length: 100 }, (_, number) => number)

  const copied = eachAtOnce(all, async (number) => {
    begun.push(number)
    underWay++
    await sleep(number === 3 ? 0 : 20)
    underWay--
    if (number === 3) throw new Error('planted')
  })

  await expect(copied).rejects.toThrow('planted')
  expect(underWay).toBe(0)
  expect(begun.length).toBeLessThan(all.length)
})
