import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Problem } from '../../kit/problem.ts'
import type { Spool } from '../../kit/streamed.ts'
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

interface Spooled {
  bytes: Buffer
}

/** Keeps what it is given; `fails`: it has no room. */
function testSpool({ fails = false } = {}) {
  const seen = { written: [] as Buffer[], isDiscarded: false }
  const spool = async (): Promise<Spool<Spooled>> => ({
    write: async (bytes) => {
      await new Promise((resolve) => setImmediate(resolve))
      if (fails && seen.written.length > 0) throw new Problem('busy', 'disk-full', 'The disk is full.')
      seen.written.push(Buffer.from(bytes))
    },
    finish: async () => ({ bytes: Buffer.concat(seen.written) }),
    discard: async () => void (seen.isDiscarded = true),
  })
  return { seen, spool }
}

const most = { bytes: 5_000_000, headerBytes: 1_000 }
const head = () => Buffer.from('Received: x\r\n')
const megabytes = (count: number) => Buffer.concat([Buffer.from('A: b\r\n\r\n'), Buffer.alloc(count * 1_000_000, 'x')])

async function send(stream: PassThrough, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += 60_000)
    if (!stream.write(bytes.subarray(at, at + 60_000))) await once(stream, 'drain')
  stream.end()
}

test('a large mail goes on to where large mail is kept, with its trace on top, and is not held meanwhile', async () => {
  const stream = new PassThrough()
  const budget = { used: 0, max: 2_000_000 }
  const { seen, spool } = testSpool()
  const sent = megabytes(4)

  const collected = collect(stream, most, budget, head, spool)
  await send(stream, sent)
  const { bytes } = await collected

  expect(Buffer.concat([head(), sent]).equals((bytes as Spooled).bytes)).toBe(true)
  expect(budget.used).toBe(0)
  expect(seen.isDiscarded).toBe(false)
})

test.each([
  ['is larger than a mail may be', megabytes(6), {}, 'message-too-large'],
  ['finds no room on the disk', megabytes(4), { fails: true }, 'disk-full'],
  ['has no end to its header', Buffer.alloc(3_000_000, 'x'), {}, 'headers-too-large'],
])('one that %s is read to its end, refused, and nothing of it is left', async (_, sent, how, code) => {
  const stream = new PassThrough()
  const budget = { used: 0, max: 20_000_000 }
  const { seen, spool } = testSpool(how)

  const collected = expect(collect(stream, most, budget, head, spool)).rejects.toMatchObject({ code })
  await send(stream, sent)

  await collected
  expect(budget.used).toBe(0)
  expect(seen.isDiscarded).toBe(seen.written.length > 0)
})

test('of a large mail whose sender goes away nothing is left', async () => {
  const stream = new PassThrough()
  const { seen, spool } = testSpool()
  const collected = expect(collect(stream, most, { used: 0, max: 20_000_000 }, head, spool)).rejects.toThrow('gone')

  stream.write(megabytes(3))
  await new Promise((resolve) => setTimeout(resolve, 20))
  stream.destroy(new Error('gone'))

  await collected
  expect(seen.isDiscarded).toBe(true)
})
