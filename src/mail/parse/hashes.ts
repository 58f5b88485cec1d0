// Fingerprints of a received mail, by which the same mail coming in twice is recognised.
import { createHash, hash } from 'node:crypto'
import { findBody } from './headers.ts'

/** Fields that the way here adds, so that two copies of one mail differ in them. */
const TRACE =
  /^(?:return-path|received(?:-spf)?|x-received|delivered-to|(?:x-)?original-to|(?:x-)?envelope-(?:to|from)|authentication-results|arc-[\w-]+|x-google-smtp-source|status|x-status|x-uid|x-keywords|x-mozilla-status2?|content-length|lines):?$/i

/**
 * SHA-256 (hex) of everything after the header block, with line ends as CRLF and blank lines at the end left out: equal for one
 * mail that came by two ways, unless one of them re-encoded it.
 */
export function canonicalHash(raw: Buffer, bodyStart = findBody(raw)): string {
  let end = raw.length
  while (end > bodyStart && (raw[end - 1] === 0x0a || raw[end - 1] === 0x0d)) end--
  const body = raw.subarray(bodyStart, end)
  return hasOnlyCrlf(body) ? hash('sha256', body, 'hex') : hashOfLines(body)
}

/** The usual case, told by native searches alone. */
function hasOnlyCrlf(body: Buffer): boolean {
  for (let at = body.indexOf(0x0a); at !== -1; at = body.indexOf(0x0a, at + 1)) if (body[at - 1] !== 0x0d) return false
  for (let at = body.indexOf(0x0d); at !== -1; at = body.indexOf(0x0d, at + 1)) if (body[at + 1] !== 0x0a) return false
  return true
}

function hashOfLines(body: Buffer): string {
  const sum = createHash('sha256')
  const out = Buffer.allocUnsafe(64 * 1024)
  let length = 0
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] as number
    if (length > out.length - 2) {
      sum.update(out.subarray(0, length))
      length = 0
    }
    if (byte !== 0x0d && byte !== 0x0a) {
      out[length++] = byte
      continue
    }
    out[length++] = 0x0d
    out[length++] = 0x0a
    if (byte === 0x0d && body[at + 1] === 0x0a) at++
  }
  return sum.update(out.subarray(0, length)).digest('hex')
}

/** SHA-256 (hex) of the bytes as received, without the fields that delivery adds on the way. */
export function strippedHash(raw: Buffer, bodyStart = findBody(raw)): string {
  const sum = createHash('sha256')
  let skipping = false
  let start = 0
  while (start < bodyStart) {
    const newline = raw.indexOf(0x0a, start)
    const end = newline === -1 || newline >= bodyStart ? bodyStart : newline + 1
    const isContinuation = raw[start] === 0x20 || raw[start] === 0x09
    if (!isContinuation) skipping = TRACE.test(fieldName(raw, start, end))
    if (!skipping) sum.update(raw.subarray(start, end))
    start = end
  }
  return sum.update(raw.subarray(bodyStart)).digest('hex')
}

function fieldName(raw: Buffer, start: number, end: number): string {
  const line = raw.toString('latin1', start, Math.min(end, start + 80))
  return line.slice(0, Math.max(0, line.indexOf(':'))).trimEnd()
}

export interface Hashes {
  strippedHash: string
  canonicalHash: string
}

/** Both hashes of a mail that comes in pieces. */
export function createHashing(): { update(piece: Buffer): void; digest(): Hashes } {
  const stripped = createHash('sha256')
  const canonical = createHash('sha256')
  const lines = canonicalLines((bytes) => void canonical.update(bytes))
  let header: Buffer | null = Buffer.alloc(0)
  let [isInLine, skipping] = [false, false]

  /** Lines of the header, also the beginning of a long one. Returns what is not used yet; null once the body has begun. */
  function readHeader(bytes: Buffer, isAll: boolean): Buffer | null {
    let start = 0
    while (start < bytes.length) {
      const newline = bytes.indexOf(0x0a, start)
      if (newline === -1 && !isAll && bytes.length - start < LONG_LINE) return bytes.subarray(start)
      const end = newline === -1 ? bytes.length : newline + 1
      const isContinuation = isInLine || bytes[start] === 0x20 || bytes[start] === 0x09
      if (!isContinuation) skipping = TRACE.test(fieldName(bytes, start, end))
      if (!skipping) stripped.update(bytes.subarray(start, end))
      const isBlank = !isInLine && newline !== -1 && newline - start <= Number(bytes[start] === 0x0d)
      isInLine = newline === -1
      if (isBlank) {
        readBody(bytes.subarray(end))
        return null
      }
      start = end
    }
    return Buffer.alloc(0)
  }

  function readBody(bytes: Buffer): void {
    stripped.update(bytes)
    lines(bytes)
  }

  return {
    update(piece) {
      if (header === null) readBody(piece)
      else header = readHeader(header.length ? Buffer.concat([header, piece]) : piece, false)
    },
    digest() {
      if (header?.length) readHeader(header, true)
      return { strippedHash: stripped.digest('hex'), canonicalHash: canonical.digest('hex') }
    },
  }
}

/** A line of the header is looked at when it is all there, or so much of it. */
const LONG_LINE = 64 * 1024
const CRLF = Buffer.from('\r\n')

/** Gives on what it is given with line ends as CRLF; those at the very end never. */
function canonicalLines(give: (bytes: Buffer) => void): (piece: Buffer) => void {
  let breaks = 0
  let isAfterCr = false
  const text = (bytes: Buffer): void => {
    for (; breaks > 0; breaks--) give(CRLF)
    give(bytes)
  }
  return (piece) => {
    const bytes = isAfterCr && piece[0] === 0x0a ? piece.subarray(1) : piece
    if (piece.length > 0) isAfterCr = piece[piece.length - 1] === 0x0d
    let end = bytes.length
    while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--
    const inner = bytes.subarray(0, end)
    if (end > 0) {
      if (hasOnlyCrlf(inner)) text(inner)
      else withCrlf(inner, (part, isBreak) => (isBreak ? breaks++ : text(part)))
    }
    withCrlf(bytes.subarray(end), () => breaks++)
  }
}

function withCrlf(bytes: Buffer, each: (part: Buffer, isBreak: boolean) => void): void {
  let start = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte !== 0x0d && byte !== 0x0a) continue
    if (at > start) each(bytes.subarray(start, at), false)
    each(CRLF, true)
    if (byte === 0x0d && bytes[at + 1] === 0x0a) at++
    start = at + 1
  }
  if (start < bytes.length) each(bytes.subarray(start), false)
}
