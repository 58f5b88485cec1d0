// Mail on its way in that may be large: into memory while it is not, then into the blob store while it comes.
import { Problem, toProblem } from '../kit/problem.ts'
import type { Blobs, WrittenBlob } from './blobs.ts'
import { SURELY_LARGE } from './raw.ts'

export interface Incoming {
  raw: Buffer | WrittenBlob
  /** The beginning, in which the header is. */
  head: Buffer
}

/** Where it is larger than `most` bytes, or its pieces fail, nothing of it is left. */
export async function takeIn(
  pieces: AsyncIterable<Uint8Array>,
  most: number,
  blobs: Pick<Blobs, 'spool'>,
): Promise<Incoming> {
  const source = withinLimit(pieces, most)[Symbol.asyncIterator]()
  const first: Buffer[] = []
  for (let have = 0; have <= SURELY_LARGE;) {
    const { value, done } = await source.next()
    if (done) return both(Buffer.concat(first))
    first.push(value)
    have += value.length
  }
  const head = Buffer.concat(first)
  const spool = await blobs.spool()
  try {
    await spool.write(head)
    for (let next = await source.next(); !next.done; next = await source.next()) await spool.write(next.value)
    return { raw: await spool.finish(), head }
  } catch (thrown) {
    await spool.discard()
    throw thrown
  }
}

/** What was written down for nothing goes; where nobody knows whether it was kept, it stays until it is swept. */
export async function keepOrDiscard<T>(
  raw: Buffer | WrittenBlob,
  blobs: Pick<Blobs, 'discard'>,
  keep: () => Promise<T>,
): Promise<T> {
  try {
    return await keep()
  } catch (thrown) {
    const isSurelyNotKept = toProblem(thrown).code !== 'commit-unknown'
    if (!Buffer.isBuffer(raw) && isSurelyNotKept) await blobs.discard(raw).catch(() => undefined)
    throw thrown
  }
}

const both = (bytes: Buffer): Incoming => ({ raw: bytes, head: bytes })

async function* withinLimit(pieces: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Buffer> {
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    if (size > most)
      throw new Problem('invalid', 'message-too-large', `The mail is larger than ${most} bytes.`, {
        detail: { limit: most },
      })
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
  }
}
