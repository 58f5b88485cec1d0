// Content-Transfer-Encoding undone (RFC 2045 §6), leniently: what cannot be decoded stays as it is.
import { createHash, hash } from 'node:crypto'
import { findUuencoded } from './uuencode.ts'

/** Bytes of a part. Unknown encodings are left alone (RFC 2045 §6.4 would call the part application/octet-stream). */
export function decodeTransfer(chunks: Buffer[], encoding: string): Buffer {
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
  const kind = encodingOf(encoding)
  if (kind === 'base64') return decodeBase64(bytes)
  if (kind === 'quoted') return decodeQuotedPrintable(bytes)
  if (kind === 'uu') return findUuencoded(bytes.toString('latin1')).files[0]?.bytes ?? bytes
  return bytes
}

export function encodingOf(written: string): 'base64' | 'quoted' | 'uu' | 'none' {
  const name = written.replace(/["'\s]/g, '')
  if (name.startsWith('base64') || name === 'b') return 'base64'
  if (name.startsWith('quoted-printable') || name === 'qp') return 'quoted'
  return /^(x-)?uu(e|encode)?$/.test(name) ? 'uu' : 'none'
}

export interface Digest {
  size: number
  /** Hex. */
  sha256: string
}

/** Of what `decodeTransfer` would give, without holding all of a large part at once. */
export function digestTransfer(chunks: Buffer[], encoding: string): Digest {
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
  const isLargeBase64 = bytes.length > AT_ONCE && encoding.startsWith('base64') && !isPlainlyText(bytes)
  const end = isLargeBase64 ? endOfBase64(bytes) : -1
  if (end === -1) {
    const decoded = decodeTransfer([bytes], encoding)
    return { size: decoded.length, sha256: hash('sha256', decoded, 'hex') }
  }
  const sum = createHash('sha256')
  let size = 0
  let left = ''
  for (let at = 0; at < end; at += AT_ONCE) {
    const text = left + bytes.toString('latin1', at, Math.min(end, at + AT_ONCE)).replace(/[^A-Za-z0-9+/_-]+/g, '')
    const whole = at + AT_ONCE < end ? text.length - (text.length % 4) : text.length
    const decoded = Buffer.from(text.slice(0, whole), 'base64')
    left = text.slice(whole)
    sum.update(decoded)
    size += decoded.length
  }
  return { size, sha256: sum.digest('hex') }
}

const AT_ONCE = 512 * 1024

/** Where its padding begins, or its length; -1 where more follows the padding. */
function endOfBase64(bytes: Buffer): number {
  const padding = bytes.indexOf('=')
  if (padding === -1) return bytes.length
  for (let at = padding; at < bytes.length; at++) if (!PADDING.has(bytes[at] as number)) return -1
  return padding
}

const PADDING = new Set(Buffer.from('= \t\r\n'))

/** Padding ends the data, unless more base64 follows (parts encoded one by one and joined). Text that only claims to be base64 stays. */
export function decodeBase64(bytes: Buffer): Buffer {
  if (isPlainlyText(bytes)) return bytes
  const text = bytes.toString('latin1')
  const padding = text.indexOf('=')
  if (padding === -1) return Buffer.from(text, 'base64')
  const rest = text.slice(padding).replace(/^=+\s*/, '')
  if (rest === '') return Buffer.from(text, 'base64')
  const lines = rest.split(/\s+/)
  const end = lines.findIndex((line) => !/^[A-Za-z0-9+/=]{4,}$/.test(line))
  const more = lines.slice(0, end === -1 ? lines.length : end).join('\n')
  return Buffer.concat([text.slice(0, padding), ...more.split(/=+/)].map((piece) => Buffer.from(piece, 'base64')))
}

/** A first line of several words within the first 400 bytes: no encoder writes that. */
export function isPlainlyText(bytes: Buffer): boolean {
  const [line = ''] = bytes.toString('latin1', 0, 400).trimStart().split('\n', 1)
  return /\S[ \t]+\S/.test(line)
}

export function decodeQuotedPrintable(bytes: Buffer): Buffer {
  return decodeQuotedUpTo(bytes, true).decoded
}

/**
 * As far as it is clear what is meant: unless it is `isAll`, what follows the last bytes may still change them. `used` of them were.
 * RFC 2045 §6.7 rule 3 would drop white space at a line's end. Senders mean it (the signature mark "-- "), so it stays.
 */
export function decodeQuotedUpTo(bytes: Buffer, isAll: boolean): { decoded: Buffer; used: number } {
  const out = Buffer.allocUnsafe(bytes.length)
  let length = 0
  let at = 0
  for (; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte !== 0x3d) {
      out[length++] = byte
      continue
    }
    if (!isAll && bytes.length - at <= MOST_BLANKS + 2) break
    const high = hex(bytes[at + 1])
    const low = hex(bytes[at + 2])
    if (high >= 0 && low >= 0) {
      out[length++] = (high << 4) | low
      at += 2
      continue
    }
    const next = afterSoftBreak(bytes, at + 1)
    if (next === -1) out[length++] = byte
    else at = next - 1
  }
  return { decoded: out.subarray(0, length), used: at }
}

/** Before the end of a line; more are text. */
const MOST_BLANKS = 998

/** The offset behind "= white space, line end", or -1 where that is not what follows. */
function afterSoftBreak(bytes: Buffer, from: number): number {
  let at = from
  const most = from + MOST_BLANKS
  while (at < most && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d)) at++
  if (at >= bytes.length) return at
  return bytes[at] === 0x0a ? at + 1 : -1
}

function hex(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
