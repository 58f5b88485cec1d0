// The mbox family (RFC 4155): messages one after the other, each under a line that begins with "From ". Read as mboxrd,
// which reads mboxo too. Streams: no more than one message and one chunk are in memory, and of a large message not even all of it.
import { open, type FileHandle } from 'node:fs/promises'
import type { Problem } from '../../kit/problem.ts'
import { LARGE, type FiledMessage } from './filed.ts'
import { stretch } from './stretch.ts'
import { unreadable } from './unreadable.ts'

const CHUNK = 1024 * 1024
/** Enough for a separator and the beginning of the field below it. */
const AHEAD = 2_048
/** More of a line is not waited for. */
const LONG_LINE = 64 * 1024

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
    let [at, offset] = [start, start] // in the file: of what is held, of the message
    let head: Buffer | null = null // of a message whose beginning is not held any more
    let window: Buffer | null = null // used again and again: large messages must not leave a trail of buffers
    let isWhole = false
    for (;;) {
      let next = -1
      let scanned = 0
      while ((next = nextSeparator(held, scanned, isWhole)) < 0 && !isWhole) {
        scanned = Math.max(0, held.length - AHEAD)
        if (held.length > LARGE) {
          head ??= Buffer.from(held.subarray(0, AHEAD))
          const dropped = scanned - 2 // the end of the line before tells whether it was blank
          at += dropped
          window ??= Buffer.allocUnsafeSlow(AHEAD + 2 + CHUNK)
          held = window.subarray(0, held.copy(window, 0, dropped))
          scanned = 2
        }
        const into = head && window ? window.subarray(held.length, held.length + CHUNK) : Buffer.allocUnsafe(CHUNK)
        const length = await readAt(file, into, at + held.length)
        if (length < CHUNK) isWhole = true
        held =
          head && window ? window.subarray(0, held.length + length) : Buffer.concat([held, into.subarray(0, length)])
      }
      const piece = next < 0 ? held : held.subarray(0, next)
      const end = at + piece.length
      const began = textStart(head ?? piece)
      const text = { source, from: offset + (began ?? 0), to: at + textEnd(piece) }
      if (began === null || text.to <= text.from) {
        if ((head ?? piece).toString('latin1').trim())
          report(unreadable('mbox-garbage', 'has something that is no message', source, offset))
      } else if (text.to - text.from > maxBytes) {
        report(unreadable('message-too-large', `has a message of more than ${maxBytes} bytes`, source, offset))
      } else {
        const raw = head ? stretch(text, unquoted) : unquote(piece.subarray(began, text.to - at))
        yield { source, offset, end, raw }
      }
      if (next < 0) return
      held = head ? Buffer.from(held.subarray(next)) : held.subarray(next)
      at = offset = end
      head = null
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

/** Where the text begins below the separator; null where there is no message: it does not begin with one. */
function textStart(head: Buffer): number | null {
  const blank = /^(?:\xef\xbb\xbf|[\r\n])*/.exec(head.toString('latin1', 0, 64))?.[0].length ?? 0
  const lineEnd = head.indexOf(10, blank)
  return lineEnd < 0 || !isFromLine(head.toString('latin1', blank, lineEnd)) ? null : lineEnd + 1
}

/** Without the blank line before the next separator, which is not the message's. */
function textEnd(piece: Buffer): number {
  const end = piece.length
  if (piece[end - 1] !== 10) return end
  const before = piece[end - 2] === 13 ? end - 2 : end - 1
  return piece[before - 1] === 10 ? before : end
}

/** mboxrd: one ">" fewer on every line that is ">…>From ". */
function unquote(raw: Buffer): Buffer {
  if (!raw.includes('>From ')) return raw
  return Buffer.from(raw.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1')
}

/** The same for text that comes in pieces. */
async function* unquoted(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  let isInLine = false
  for await (const piece of pieces) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
    const whole = bytes.lastIndexOf(10) + 1 || (bytes.length > LONG_LINE ? bytes.length : 0)
    const first = isInLine ? Math.min(bytes.indexOf(10) + 1 || whole, whole) : 0
    if (first > 0) yield bytes.subarray(0, first)
    if (whole > first) yield unquote(bytes.subarray(first, whole))
    if (whole > 0) isInLine = bytes[whole - 1] !== 10
    rest = bytes.subarray(whole)
  }
  if (rest.length > 0) yield isInLine ? rest : unquote(rest)
}

async function readAt(file: FileHandle, into: Buffer, position: number): Promise<number> {
  let length = 0
  while (length < into.length) {
    const { bytesRead } = await file.read(into, length, into.length - length, position + length)
    if (!bytesRead) break
    length += bytesRead
  }
  return length
}
