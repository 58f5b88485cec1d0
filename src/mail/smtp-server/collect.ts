// Takes the bytes of DATA into memory: up to the limit of one message and within what all messages together may hold.
// Whatever is over is read to its end and dropped, so that the sender gets an answer instead of a broken connection.
import { Problem } from '../../kit/problem.ts'
import type { Readable } from 'node:stream'

/** Bytes that all connections of one server hold at the moment. */
export interface Budget {
  used: number
  readonly max: number
}

export interface Collected {
  /** With `head` before them: put there at once, since a copy of a large mail is dear. */
  bytes: Buffer
  /** Gives the bytes back to the budget; call it when nobody needs them any more. */
  release: () => void
}

const SMALL = 1_024
const MANY = 4_096

/** Rejects with a Problem once the message has ended; with the stream's error when the client went away in mid-message. */
export function collect(
  stream: Readable,
  max: { bytes: number; headerBytes: number },
  budget: Budget,
  head: () => Buffer,
): Promise<Collected> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let held = 0
    let loose: Buffer[] = []
    let refused: Problem | null = null
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
    const refuse = (problem: Problem) => {
      refused = problem
      release()
    }
    stream.on('data', (chunk: Buffer) => {
      if (refused) return
      if (held + chunk.length > max.bytes) return refuse(tooLarge(max.bytes))
      if (budget.used + chunk.length > budget.max) {
        return refuse(new Problem('busy', 'memory-full', 'Too much mail is arriving at once. Try again in a minute.'))
      }
      held += chunk.length
      budget.used += chunk.length
      // A sender of single bytes would make us hold more buffers than text.
      if (chunk.length < SMALL) loose.push(chunk)
      if (chunk.length >= SMALL || loose.length === MANY) tidy()
      if (chunk.length >= SMALL) chunks.push(chunk)
    })
    stream.once('error', (error) => {
      release()
      reject(error)
    })
    stream.once('end', () => {
      if (refused) return reject(refused)
      tidy()
      const first = head()
      const bytes = Buffer.concat([first, ...chunks])
      chunks = []
      if (!headerEndsWithin(bytes.subarray(first.length), max.headerBytes)) {
        release()
        return reject(
          new Problem('invalid', 'headers-too-large', `The header is larger than ${max.headerBytes} bytes.`),
        )
      }
      resolve({ bytes, release })
    })
  })
}

export function tooLarge(bytes: number): Problem {
  return new Problem('invalid', 'message-too-large', `The message is larger than ${bytes} bytes.`)
}

function headerEndsWithin(bytes: Buffer, headerBytes: number): boolean {
  if (bytes.length <= headerBytes) return true
  const start = bytes.subarray(0, headerBytes)
  return start.includes('\r\n\r\n') || start.includes('\n\n')
}
