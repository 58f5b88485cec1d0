// A message as it goes over the wire: its line ends mended, its signature on top, read from where it is kept while it is sent. It is
// read once before, because the signature and what is said of it at MAIL FROM come before its first byte.
import { isAscii } from 'node:buffer'
import { Readable } from 'node:stream'
import type { Original } from '../../kit/streamed.ts'
import { mendLines, withCrlf } from './lines.ts'

export interface Letter {
  size: number
  is8Bit: boolean
  /** Each call begins anew. */
  open(): Readable
}

/** Answers the header fields to be put on top. */
export type Sign = (message: Readable) => Promise<string>

const SLICE = 16 * 1024

export async function letterOf(raw: Original, sign: Sign | null): Promise<Letter> {
  const held = Buffer.isBuffer(raw) ? withCrlf(raw) : null
  const read = () => (held ? slices(held) : mendLines((raw as Exclude<Original, Buffer>).read()))
  let size = 0
  let is8Bit = false
  async function* looked(): AsyncGenerator<Buffer> {
    for await (const piece of read()) {
      size += piece.length
      is8Bit ||= !isAscii(piece)
      yield piece
    }
  }
  const look = Readable.from(looked(), { objectMode: false })
  const signature = Buffer.from(sign ? await sign(look) : await toEnd(look))
  return {
    size: size + signature.length,
    is8Bit,
    open: () => Readable.from(both(signature, read()), { objectMode: false }),
  }
}

async function toEnd(stream: Readable): Promise<string> {
  for await (const _ of stream);
  return ''
}

/** Pieces of it, so that "read to the end" comes as late as it can. */
async function* slices(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE)
}

async function* both(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first
  yield* rest
}
