import { createSecretKey, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { FRAME, readFrames, sealFrame } from './frames.ts'

const sealing = { key: createSecretKey(Buffer.alloc(32, 7)), context: 'blob:aa/aa' }
const text = Buffer.concat([randomBytes(FRAME), Buffer.alloc(FRAME, 'x'), randomBytes(FRAME / 2)])

async function framesOf(bytes: Buffer, by = sealing): Promise<Buffer[]> {
  const frames: Buffer[] = []
  for (let at = 0; at === 0 || at < bytes.length; at += FRAME) {
    const isLast = at + FRAME >= bytes.length
    frames.push(await sealFrame(by, bytes.subarray(at, at + FRAME), { index: at / FRAME, isLast }))
  }
  return frames
}

async function read(frames: Buffer[], from = 0, to = text.length): Promise<Buffer> {
  const file = Buffer.concat([Buffer.of(2), ...frames])
  const pieces: Buffer[] = []
  for await (const one of readFrames(sealing, async (at, length) => file.subarray(at, at + length), from, to))
    pieces.push(one)
  return Buffer.concat(pieces)
}

const whole = await framesOf(text)
const [first, second, last] = whole as [Buffer, Buffer, Buffer]
const refused = (frames: Buffer[]) => expect(read(frames)).rejects.toMatchObject({ code: 'unreadable' })

test('what was framed comes back, all of it and any part of it', async () => {
  expect((await read(whole)).equals(text)).toBe(true)
  for (const [from, to] of [
    [0, 1],
    [FRAME - 1, FRAME + 1],
    [FRAME, 2 * FRAME],
    [2 * FRAME + 5, text.length],
    [7, 7],
  ] as const)
    expect((await read(whole, from, to)).equals(text.subarray(from, to)), `${from} to ${to}`).toBe(true)
  expect(await read(await framesOf(Buffer.alloc(0)))).toEqual(Buffer.alloc(0))
  expect(second.length).toBeLessThan(FRAME / 10) // it was compressed
})

test('frames that were swapped, taken out, doubled or cut off are refused', async () => {
  await refused([second, first, last])
  await refused([first, last])
  await refused([first, first, second, last])
  await refused([first, second])
  await refused([first, second, last.subarray(0, -1)])
  await refused([first, second, last, last])
  await refused([])
})

test('a frame that was changed by one bit is refused, also where it claims to be the last', async () => {
  for (const at of [0, 3, 4, 5, 20, 1_000]) {
    const changed = Buffer.from(first)
    changed[at] = (changed[at] as number) ^ (at === 0 ? 0x80 : 1)
    await refused([changed, second, last])
  }
})

test('a frame of another blob is refused, though it stands in the same place', async () => {
  const [foreign] = await framesOf(text, { ...sealing, context: 'blob:bb/bb' })
  await refused([foreign as Buffer, second, last])
})
