import { expect, test } from 'vitest'
import { createHold } from './hold.ts'

test('no more is held at once than may be, one that is larger alone, whoever failed makes room, and all get their turn', async () => {
  const hold = createHold(10)
  let held = 0
  let most = 0
  const order: number[] = []
  const use = (bytes: number) =>
    hold(bytes, async () => {
      held += bytes
      most = Math.max(most, held)
      order.push(bytes)
      await new Promise((resolve) => setImmediate(resolve))
      held -= bytes
      if (bytes === 3) throw new Error('lost')
    }).catch(() => undefined)

  await Promise.all([6, 3, 5, 25, 1].map(use))

  expect(order).toEqual([6, 3, 5, 25, 1])
  expect(most).toBe(25)
  expect(held).toBe(0)
})
