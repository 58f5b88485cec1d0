// Messages that lie in files: an .eml, a folder of them, a Maildir, an mbox. For import; nothing is changed on disk.
// One bad file, or one bad stretch of an mbox, never ends the whole reading: it is reported, and the next is read.
import { readFile } from 'node:fs/promises'
import { limits } from '../kit/limits.ts'
import { Problem } from '../kit/problem.ts'
import { LARGE, type FiledMessage } from './mailbox-files/filed.ts'
import { filesIn, type MailFile } from './mailbox-files/find.ts'
import { readMbox } from './mailbox-files/mbox.ts'
import { stretch } from './mailbox-files/stretch.ts'
import { unreadable } from './mailbox-files/unreadable.ts'

interface Reading {
  /** Where to begin in a file: a byte offset that was an `end`, or such an offset for each file; Infinity skips a file. */
  from?: number | ((source: string) => number)
  /** Told of what could not be read, with `source` and `offset` in its detail; without it, the first such Problem is thrown. */
  onProblem?: (problem: Problem) => void
  /** Larger messages are reported and left out. */
  maxBytes?: number
}

/** In the order of the paths, so that two readings of the same tree meet the same messages in the same order. */
export async function* messagesIn(path: string, reading: Reading = {}): AsyncGenerator<FiledMessage> {
  const { from = 0, maxBytes = limits.message.bytes } = reading
  const report = (problem: Problem) => {
    if (!reading.onProblem) throw problem
    reading.onProblem(problem)
  }
  for await (const file of filesIn(path, report)) {
    const start = typeof from === 'function' ? from(file.path) : from
    if (start === Infinity || (start > 0 && start >= file.bytes)) continue
    try {
      if (file.kind === 'mbox') yield* readMbox(file.path, start, maxBytes, report)
      else if (file.kind === 'message') yield await readMessage(file, maxBytes)
      else report(unreadable('not-mail', 'is not a mail message or an mbox', file.path, 0))
    } catch (error) {
      if (error instanceof Problem && !reading.onProblem) throw error
      report(error instanceof Problem ? error : unreadable('file-unreadable', 'cannot be read', file.path, 0, error))
    }
  }
}

/** Bytes that `messagesIn` would go through, for a progress bar: add up `end - offset` of what it yields. */
export async function sizeOf(path: string): Promise<number> {
  let bytes = 0
  for await (const file of filesIn(path, () => {})) if (file.kind !== 'other') bytes += file.bytes
  return bytes
}

async function readMessage(file: MailFile, maxBytes: number): Promise<FiledMessage> {
  const { path: source, bytes } = file
  if (bytes > maxBytes) throw unreadable('message-too-large', `is larger than ${maxBytes} bytes`, source, 0)
  if (bytes > LARGE) {
    const from = textStart(Buffer.concat(await Array.fromAsync(stretch({ source, from: 0, to: LONGEST_LINE }))))
    return { source, offset: 0, end: bytes, raw: stretch({ source, from, to: bytes }) }
  }
  const raw = await readFile(source)
  return { source, offset: 0, end: raw.length, raw: raw.subarray(textStart(raw)) }
}

const LONGEST_LINE = 64 * 1024

/** Programs that cut an mbox into files leave its `From ` line on top, which is no header field. */
function textStart(raw: Buffer): number {
  if (!/^From +[^ :]/.test(raw.toString('latin1', 0, 20))) return 0 // "From :" is a field (RFC 5322 §4.5)
  return raw.indexOf(10) + 1
}
