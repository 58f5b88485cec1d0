// How a blob lies in its file: a byte that names this form, then frames of 256 KB, each compressed and encrypted by itself, so that
// neither writing nor reading holds more than one. A frame is authenticated with its number and with whether it is the last: they
// cannot be swapped, taken out or cut off. Files from before there were frames are one text (objects.ts).
import type { KeyObject } from 'node:crypto'
import { Problem } from '../../kit/problem.ts'
import { freeYoungBuffers } from '../../kit/young-garbage.ts'
import { decrypt, encrypt } from '../keys.ts'
import { pack, unpack } from '../objects.ts'

/** First byte of the file; 0 and 1 are those of objects.ts. */
export const FRAMED = 2
/** Bytes in every frame but the last. */
export const FRAME = 256 * 1024
/** After so many frames, which is 2 MB, what they took is given back. */
const TIDY = 8
/** Its length, with the highest bit set in the last one. */
const HEAD = 4
const LAST = 0x80000000
/** More than any frame takes. */
const MOST = FRAME + 1_024

interface Sealing {
  key: KeyObject
  /** Names table and row, e.g. `blob:3f/3f9c…`. */
  context: string
}

const named = (context: string, codec: number, index: number, isLast: boolean) =>
  `${context} ${codec} frame ${index}${isLast ? ' last' : ''}`

export async function sealFrame(
  { key, context }: Sealing,
  plain: Buffer,
  { index, isLast }: { index: number; isLast: boolean },
): Promise<Buffer> {
  if (index % TIDY === TIDY - 1) freeYoungBuffers()
  const [codec, packed] = await pack(plain)
  const head = Buffer.alloc(HEAD + 1, codec)
  const frame = encrypt(key, named(context, codec, index, isLast), packed, head)
  frame.writeUInt32BE(((frame.length - HEAD) | (isLast ? LAST : 0)) >>> 0)
  return frame
}

/** The bytes from `from` up to `to`. `read` gives bytes of the file, fewer only at its end. */
export async function* readFrames(
  { key, context }: Sealing,
  read: (at: number, length: number) => Promise<Buffer>,
  from: number,
  to: number,
): AsyncIterable<Buffer> {
  let at = 1
  let head = await read(at, HEAD)
  for (let index = 0; ; index++) {
    const start = index * FRAME
    if (start >= to && index > 0) return
    if (head.length < HEAD) throw unreadable(context)
    const mark = head.readUInt32BE()
    const isLast = mark >= LAST
    const length = isLast ? mark - LAST : mark
    if (length > MOST) throw unreadable(context)
    at += HEAD
    if (!isLast && start + FRAME <= from) {
      head = await read(at + length, HEAD)
      at += length
      continue
    }
    if (index % TIDY === TIDY - 1) freeYoungBuffers()
    const found = await read(at, length + HEAD)
    const sealed = found.subarray(0, length)
    const codec = sealed[0] ?? -1
    const plain = await unpack(codec, decrypt(key, named(context, codec, index, isLast), sealed.subarray(1)))
    if (start < to) yield plain.subarray(Math.max(0, from - start), to - start)
    head = found.subarray(length)
    if (isLast && head.length > 0) throw unreadable(context)
    if (isLast) return
    at += length
  }
}

function unreadable(context: string): Problem {
  return new Problem('broken', 'unreadable', 'Something stored cannot be read: it was cut or changed.', {
    detail: { context },
  })
}
