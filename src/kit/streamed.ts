// Bytes too many to be held in memory: read from where they are kept, piece by piece; and written there so.

export interface Streamed {
  size: number
  /** From `from` up to but without `to`; each call begins anew. Fails in the middle where what is kept was damaged. */
  read(from?: number, to?: number): AsyncIterable<Buffer>
}

/** In memory where they are few. */
export type Original = Buffer | Streamed

/** Where bytes go until they are all there. What is neither finished nor discarded is cleared away at some later time. */
export interface Spool<T> {
  write(bytes: Buffer): Promise<void>
  /** Returns when they will survive a power cut. */
  finish(): Promise<T>
  discard(): Promise<void>
}

export async function wholeOf(original: Original): Promise<Buffer> {
  return Buffer.isBuffer(original) ? original : await gather(original.read())
}

export async function beginningOf(original: Original, bytes: number): Promise<Buffer> {
  return Buffer.isBuffer(original)
    ? original.subarray(0, bytes)
    : await gather(original.read(0, Math.min(bytes, original.size)))
}

async function gather(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = []
  for await (const piece of pieces) found.push(piece)
  return Buffer.concat(found)
}
