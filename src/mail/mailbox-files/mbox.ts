// The mbox family (RFC 4155): messages one after the other, each under a line that begins with "From ". Read as mboxrd,
// which reads mboxo too. Streams: no more than one message and one chunk are in memory.
import { open, type FileHandle } from 'node:fs/promises'
import type { Problem } from '../../kit/problem.ts'
import { unreadable } from './unreadable.ts'
import type { FiledMessage } from './filed.ts'

const CHUNK = 1024 * 1024
/** Enough for a separator and the beginning of the field below it. */
const AHEAD = 2_048

/** `start` must be where a message begins; what is there instead is reported, and reading goes on at the next one. */
export async function* readMbox(
  source: string,
  start: number,
  maxBytes: number,
  report: (problem: Problem) => void,
): AsyncGenerator<FiledMessage> {
  const file = await open(source)
  try {
    let held: Buffer = Buffer.alloc(0)
    let offset = start
    let isWhole = false
    let isSkipping = false
    for (;;) {
      let next = -1
      let scanned = 0
      while ((next = nextSeparator(held, scanned, isWhole)) < 0 && !isWhole) {
        scanned = Math.max(0, held.length - AHEAD)
        if (held.length > maxBytes + CHUNK) {
          // Keep only the end, where the separator may already begin.
          if (!isSkipping)
            report(unreadable('message-too-large', `has a message of more than ${maxBytes} bytes`, source, offset))
          isSkipping = true
          offset += scanned
          held = held.subarray(scanned)
          scanned = 0
        }
        const chunk = await readAt(file, offset + held.length)
        if (chunk.length < CHUNK) isWhole = true
        held = Buffer.concat([held, chunk])
      }
      const end = next < 0 ? held.length : next
      const piece = held.subarray(0, end)
      const raw = isSkipping ? null : messageOf(piece)
      if (raw && raw.length > maxBytes) {
        report(unreadable('message-too-large', `has a message of more than ${maxBytes} bytes`, source, offset))
      } else if (raw?.length) yield { source, offset, end: offset + end, raw }
      else if (!isSkipping && piece.toString('latin1').trim()) {
        report(unreadable('mbox-garbage', 'has something that is no message', source, offset))
      }
      isSkipping = false
      if (next < 0) return
      offset += end
      held = held.subarray(end)
    }
  } finally {
    await file.close()
  }
}

const LONGEST_FROM_LINE = 500

/**
 * "From ", somebody, and a date with a time and a year. Sentences that begin with "From" have not all of it, and the
 * quoting (">From ") takes care of most of them anyway.
 */
export function isFromLine(line: string): boolean {
  const head = line.slice(0, LONGEST_FROM_LINE)
  return (
    /^From \S.*\b\d{1,2}:\d{2}(?::\d{2})?\b.*\b\d{4}\b/.test(head) || /^From \S.*\b\d{4}\b.*\b\d{1,2}:\d{2}/.test(head)
  )
}

/** Where the next message begins at or after `from`, but never at 0; -1 when it is not in sight. */
function nextSeparator(bytes: Buffer, from: number, isWhole: boolean): number {
  for (let at = bytes.indexOf('\nFrom ', from); at >= 0; at = bytes.indexOf('\nFrom ', at + 1)) {
    const isAfterBlank = at === 0 || bytes[at - 1] === 10 || (bytes[at - 1] === 13 && bytes[at - 2] === 10)
    if (!isAfterBlank) continue
    const ahead = bytes.subarray(at + 1, at + 1 + AHEAD)
    if (ahead.length < AHEAD && !isWhole) return -1 // look again when more has been read
    const [line = '', below = ''] = ahead.toString('latin1').split(/\r?\n/, 2)
    if (isFromLine(line) && /^(?:[!-9;-~]+[ \t]*:|>From |$)/.test(below)) return at + 1
  }
  return -1
}

/** Null where there is no message: the piece does not begin with a separator. */
function messageOf(piece: Buffer): Buffer | null {
  const blank = /^(?:\xef\xbb\xbf|[\r\n])*/.exec(piece.toString('latin1', 0, 64))?.[0].length ?? 0
  const lineEnd = piece.indexOf(10, blank)
  if (lineEnd < 0 || !isFromLine(piece.toString('latin1', blank, lineEnd))) return null
  let end = piece.length
  if (piece[end - 1] === 10) {
    // the blank line before the next separator is not the message's
    const before = piece[end - 2] === 13 ? end - 2 : end - 1
    if (piece[before - 1] === 10) end = before
  }
  return unquote(piece.subarray(lineEnd + 1, end))
}

/** mboxrd: one ">" fewer on every line that is ">…>From ". */
function unquote(raw: Buffer): Buffer {
  if (!raw.includes('>From ')) return raw
  return Buffer.from(raw.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1')
}

async function readAt(file: FileHandle, position: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(CHUNK)
  let length = 0
  while (length < CHUNK) {
    const { bytesRead } = await file.read(bytes, length, CHUNK - length, position + length)
    if (!bytesRead) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}
