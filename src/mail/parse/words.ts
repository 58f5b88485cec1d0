// Text in header values: RFC 2047 encoded words, and the 8-bit bytes that should have been encoded words.
import { decodeText } from './charset.ts'

/** A payload is looked for in at most 4,000 characters, so that a header full of openings stays linear. */
const WORD = /=\?([^?\s]{1,60})\?([bq])\?((?:[^?]|\?(?!=)){0,4000}?)\?=/gi

interface Piece {
  /** Of an encoded word; null for what stands between words. */
  charset: string | null
  bytes: Buffer
}

/**
 * `value` as received, one character a byte. Encoded words are decoded wherever they stand; other 8-bit bytes are UTF-8
 * where they can be, else `charset` (the body's, usually), else windows-1252. Never holds NUL, which no database keeps.
 */
export function decodeHeader(value: string, charset: string | null): string {
  if (!value.includes('=?')) return plain(value, charset)
  let text = ''
  for (const piece of joined(pieces(value))) {
    text +=
      piece.charset === null
        ? plain(piece.bytes.toString('latin1'), charset)
        : decodeText(piece.bytes, piece.charset).text
  }
  return text
}

function plain(value: string, charset: string | null): string {
  if (!/[^\x01-\x7f]/.test(value)) return value
  return decodeText(Buffer.from(value, 'latin1'), charset, { guessFirst: true }).text
}

function pieces(value: string): Piece[] {
  const found: Piece[] = []
  let last = 0
  for (const match of value.matchAll(WORD)) {
    const between = value.slice(last, match.index)
    // RFC 2047 §6.2: white space between two words is not shown.
    if (between.trim() !== '' || (between !== '' && last === 0)) {
      found.push({ charset: null, bytes: Buffer.from(between, 'latin1') })
    }
    found.push(word(match[1] ?? '', match[2] ?? '', match[3] ?? ''))
    last = match.index + match[0].length
  }
  if (last < value.length) found.push({ charset: null, bytes: Buffer.from(value.slice(last), 'latin1') })
  return found
}

function word(label: string, encoding: string, payload: string): Piece {
  const charset = (label.split('*')[0] ?? label).toLowerCase() // RFC 2231 §5: charset*language
  if (encoding.toLowerCase() === 'b') return { charset, bytes: Buffer.from(payload, 'base64') }
  const bytes = payload
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return { charset, bytes: Buffer.from(bytes, 'latin1') }
}

/** Neighbouring words of one charset become one, because many senders cut a character in two (which RFC 2047 §5 forbids). */
function joined(found: Piece[]): Piece[] {
  const result: { charset: string | null; chunks: Buffer[] }[] = []
  for (const piece of found) {
    const before = result.at(-1)
    if (before && piece.charset !== null && before.charset === piece.charset) before.chunks.push(piece.bytes)
    else result.push({ charset: piece.charset, chunks: [piece.bytes] })
  }
  return result.map(({ charset, chunks }) => ({
    charset,
    bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
  }))
}
