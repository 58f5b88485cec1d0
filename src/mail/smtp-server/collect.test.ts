import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { collect } from './collect.ts'

test('pieces of any size come together in their order', async () => {
  const stream = new PassThrough()
  const budget = { used: 0, max: 10_000_000 }
  const collected = collect(stream, { bytes: 10_000_000, headerBytes: 1_000 }, budget, () =>
    Buffer.from('Received: x\r\n'),
  )
  const sent: Buffer[] = [Buffer.from('A: b\r\n\r\n')]
  for (let i = 0; i < 20_000; i++) sent.push(Buffer.alloc(i % 5_000 === 0 ? 3_000 : 1 + (i % 3), `${i % 10}`))

  for (const piece of sent) stream.write(piece)
  stream.end()
  const { bytes, release } = await collected

  expect(bytes.equals(Buffer.concat([Buffer.from('Received: x\r\n'), ...sent]))).toBe(true)
  expect(budget.used).toBe(bytes.length - 'Received: x\r\n'.length)
  release()
  expect(budget.used).toBe(0)
})
