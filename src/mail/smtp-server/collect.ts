// Takes the bytes of DATA: into memory while they are few, then to where the caller puts large mail, so that memory holds little of
// it; up to the limit of one message and within what all messages together may hold.
// Whatever is over is read to its end and dropped, so that the sender gets an answer instead of a broken connection.
import { Problem, toProblem } from '../../kit/problem.ts'
import type { Spool } from '../../kit/streamed.ts'
import type { Readable } from 'node:stream'

/** Bytes that all connections of one server hold at the moment. */
export interface Budget {
  used: number
  readonly max: number
}

export interface Collected<Kept> {
  /** With `head` before them: put there at once, since a copy of a large mail is dear. What is large is what the spool made of it. */
  bytes: Buffer | Kept
  /** Gives the bytes back to the budget; call it when nobody needs them any more. */
  release: () => void
}

interface Limits {
  bytes: number
  headerBytes: number
}

/** Larger mail is not held. As in store/raw.ts, which keeps smaller ones in the database. */
const LARGE = 1024 * 1024
const SMALL = 1_024
const MANY = 4_096

/**
 * Rejects with a Problem once the message has ended; with the stream's error when the client went away in mid-message. Without `spool`
 * all of it is held.
 */
export function collect<Kept = never>(
  stream: Readable,
  max: Limits,
  budget: Budget,
  head: () => Buffer,
  spool?: () => Promise<Spool<Kept>>,
): Promise<Collected<Kept>> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let [held, size] = [0, 0]
    let loose: Buffer[] = []
    let refused: Problem | null = null
    let spooling: Spool<Kept> | null = null
    let writing = Promise.resolve()
    const release = () => {
      budget.used -= held
      held = 0
      chunks = []
      loose = []
    }
    const tidy = () => {
      if (loose.length) chunks.push(Buffer.concat(loose))
      loose = []
    }
    const discard = () => {
      writing = writing.then(() => spooling?.discard()).catch(() => undefined)
    }
    const refuse = (problem: Problem) => {
      refused ??= problem
      release()
      discard()
    }
    /** From now on nothing is held. */
    const spoolOn = async (open: () => Promise<Spool<Kept>>) => {
      tidy()
      const first = head()
      const bytes = Buffer.concat([first, ...chunks])
      if (!headerEndsWithin(bytes.subarray(first.length), max.headerBytes)) return refuse(headersTooLarge(max))
      spooling = await open()
      await spooling.write(bytes)
      release()
    }
    /** Nothing more comes until this is done. */
    const meanwhile = (work: () => Promise<void>) => {
      stream.pause()
      writing = writing
        .then(work)
        .catch((error: unknown) => refuse(toProblem(error)))
        .then(() => void stream.resume())
    }
    const hold = (chunk: Buffer) => {
      if (budget.used + chunk.length > budget.max) {
        return refuse(new Problem('busy', 'memory-full', 'Too much mail is arriving at once. Try again in a minute.'))
      }
      held += chunk.length
      budget.used += chunk.length
      // A sender of single bytes would make us hold more buffers than text.
      if (chunk.length < SMALL) loose.push(chunk)
      if (chunk.length >= SMALL || loose.length === MANY) tidy()
      if (chunk.length >= SMALL) chunks.push(chunk)
    }
    const finish = async (): Promise<Collected<Kept>> => {
      await writing
      if (refused) throw refused
      if (spooling) return { bytes: await spooling.finish(), release }
      tidy()
      const first = head()
      const bytes = Buffer.concat([first, ...chunks])
      chunks = []
      if (headerEndsWithin(bytes.subarray(first.length), max.headerBytes)) return { bytes, release }
      release()
      throw headersTooLarge(max)
    }
    stream.on('data', (chunk: Buffer) => {
      if (refused) return
      size += chunk.length
      if (size > max.bytes) return refuse(tooLarge(max.bytes))
      const open = spooling
      if (open) return meanwhile(() => open.write(chunk))
      hold(chunk)
      if (spool && size > LARGE && !refused) meanwhile(() => spoolOn(spool))
    })
    stream.once('error', (error) => {
      release()
      discard()
      void writing.then(() => reject(error))
    })
    stream.once('end', () => void finish().then(resolve, reject))
  })
}

const headersTooLarge = (max: Limits): Problem =>
  new Problem('invalid', 'headers-too-large', `The header is larger than ${max.headerBytes} bytes.`)

export function tooLarge(bytes: number): Problem {
  return new Problem('invalid', 'message-too-large', `The message is larger than ${bytes} bytes.`)
}

function headerEndsWithin(bytes: Buffer, headerBytes: number): boolean {
  if (bytes.length <= headerBytes) return true
  const start = bytes.subarray(0, headerBytes)
  return start.includes('\r\n\r\n') || start.includes('\n\n')
}
