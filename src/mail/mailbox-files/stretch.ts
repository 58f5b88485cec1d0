// A stretch of a file, read while it is asked for.
import { createReadStream } from 'node:fs'
import { unreadable } from './unreadable.ts'

const PIECE = 256 * 1024

export interface Stretch {
  source: string
  /** From this byte up to, but without, the other. */
  from: number
  to: number
}

/** What cannot be read is a Problem that says where. */
export function stretch(
  { source, from, to }: Stretch,
  turned: (pieces: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = (pieces) => pieces,
): AsyncIterable<Buffer> {
  async function* read(): AsyncGenerator<Buffer> {
    if (to <= from) return
    try {
      yield* createReadStream(source, { start: from, end: to - 1, highWaterMark: PIECE }) as AsyncIterable<Buffer>
    } catch (cause) {
      throw unreadable('file-unreadable', 'cannot be read', source, from, cause)
    }
  }
  return { [Symbol.asyncIterator]: () => turned(read())[Symbol.asyncIterator]() }
}
