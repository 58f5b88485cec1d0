// Text in header values: RFC 2047 encoded words, and the 8-bit bytes that should have been encoded words.
import { decodeText } from './charset.ts'

/** A payload is looked for in at most 4,000 characters, so that a header full of openings stays linear. */
const WORD = /=\?([^?\s]{1,60})\?([bq])\?((?:[^?]|\?(?!=)){0,4000}?)\?=/gi

interface Piece {
  /** Of an encoded word; null for what stands between words. */
  charset: string | null
  bytes: Buffer
  literal: string
}

/**
 * `value` as received, one character a byte. Encoded words are decoded wherever they stand, also with raw bytes in them; for
 * the rest see `rescueBytes`. Never holds NUL, which no database keeps.
 */
export function decodeHeader(value: string, charset: string | null): string {
  if (!value.includes('=?')) return rescueBytes(value, charset)
  return decoded(value, (literal) => rescueBytes(literal, charset))
}

/** For text that is text already: only encoded words are decoded. */
export function decodeWords(text: string): string {
  return text.includes('=?') ? decoded(text, (literal) => literal) : text
}

/** 8-bit bytes in a header: UTF-8 where they can be, else `charset` (the body's, usually), else windows-1252. */
export function rescueBytes(value: string, charset: string | null): string {
  if (!/[^\t\r\n -~]/.test(value)) return value
  return decodeText(Buffer.from(value, 'latin1'), charset, { guessFirst: true }).text
}

function decoded(text: string, literal: (text: string) => string): string {
  return joined(pieces(text))
    .map((piece) => (piece.charset === null ? literal(piece.literal) : decodeText(piece.bytes, piece.charset).text))
    .join('')
}

function pieces(value: string): Piece[] {
  const found: Piece[] = []
  let last = 0
  for (const match of value.matchAll(WORD)) {
    const between = value.slice(last, match.index)
    // RFC 2047 §6.2: white space between two words is not shown.
    if (between.trim() !== '' || last === 0) found.push({ charset: null, bytes: EMPTY, literal: between })
    found.push(word(match[1] ?? '', match[2] ?? '', match[3] ?? ''))
    last = match.index + match[0].length
  }
  if (last < value.length) found.push({ charset: null, bytes: EMPTY, literal: value.slice(last) })
  return found
}

const EMPTY = Buffer.alloc(0)

function word(label: string, encoding: string, payload: string): Piece {
  const charset = (label.split('*')[0] ?? label).toLowerCase() // RFC 2231 §5: charset*language
  if (encoding.toLowerCase() === 'b') return { charset, bytes: Buffer.from(payload, 'base64'), literal: '' }
  const bytes = payload
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return { charset, bytes: Buffer.from(bytes, 'latin1'), literal: '' }
}

/** Neighbouring words of one charset become one, because many senders cut a character in two (which RFC 2047 §5 forbids). */
function joined(found: Piece[]): Piece[] {
  const result: Piece[] = []
  for (const piece of found) {
    const before = result.at(-1)
    if (before && piece.charset !== null && before.charset === piece.charset)
      before.bytes = Buffer.concat([before.bytes, piece.bytes])
    else result.push(piece)
  }
  return result
}
