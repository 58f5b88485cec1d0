// Header values with parameters: `text/plain; charset="utf-8"` (RFC 2045 §5.1), with comments, and with names in pieces
// (RFC 2231). As received: one character a byte, until a piece says what charset it is in.
import { decodeText } from './charset.ts'

export interface Parameterised {
  /** What stands before the first semicolon, as it was written. */
  value: string
  /** Names in lower case; of two with one name the first counts. */
  parameters: Map<string, string>
}

export function readParameters(text: string): Parameterised {
  const [first = '', ...rest] = segments(withSemicolon(text))
  const plain = new Map<string, string>()
  for (const segment of rest) {
    const equals = segment.indexOf('=')
    const name = (equals === -1 ? segment : segment.slice(0, equals)).trim().toLowerCase()
    if (name !== '' && !plain.has(name)) plain.set(name, equals === -1 ? '' : unquoted(segment.slice(equals + 1)))
  }
  return { value: unquoted(first), parameters: withPieces(plain) }
}

/** `multipart/mixed boundary=b`: some forget the first one. */
function withSemicolon(text: string): string {
  const [, type = '', parameter] = /^\s*([\w.+-]{1,100}\/[\w.+-]{1,100})\s+([\w*-]{1,100}=)/.exec(text) ?? []
  return parameter === undefined ? text : `${type};${text.slice(text.indexOf(type) + type.length)}`
}

/** Brackets without an end, after which brackets are letters: each is a look ahead. */
const MOST_UNCLOSED = 20

/** Cut at the semicolons that stand outside of quotes; comments are left out. */
function segments(text: string): string[] {
  if (!/["(\\]/.test(text)) return text.split(';')
  const found: string[] = []
  const kept: string[] = []
  let isQuoted = false
  let isValue = false
  let isToken = false // inside a parameter's unquoted value a bracket is a letter: `filename=Invoice(1).pdf`
  let unclosed = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string
    if (c === '\\') at++
    else if (c === '"') {
      isQuoted = !isQuoted
      isToken = false
    } else if (isQuoted) continue
    else if (c === ';') {
      kept.push(text.slice(from, at))
      found.push(kept.splice(0).join(''))
      from = at + 1
      isValue = isToken = false
    } else if (c === '(' && !isToken && unclosed < MOST_UNCLOSED) {
      const end = endOfComment(text, at)
      if (end === -1) unclosed++
      else {
        kept.push(text.slice(from, at))
        from = end + 1
        at = end
      }
    } else if (c === ' ' || c === '\t') isToken = false
    else {
      if (c === '=') isValue = true
      isToken = isValue
    }
  }
  kept.push(text.slice(from))
  found.push(kept.join(''))
  return found
}

const REACH = 2_000

/** Where the comment that begins at `from` ends; -1 where it does not, and then it is none. */
function endOfComment(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length && at < from + REACH; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return -1
}

/** What follows a closing quote is nothing. */
function unquoted(text: string): string {
  const trimmed = text.trim()
  if (!/["\\]/.test(trimmed)) return trimmed
  let value = ''
  let isQuoted = false
  for (let at = 0; at < trimmed.length; at++) {
    const c = trimmed[at] as string
    if (c === '\\') value += trimmed[++at] ?? ''
    else if (c !== '"') value += c
    else if (isQuoted) return value
    else isQuoted = true
  }
  return value
}

interface Piece {
  number: number
  value: string
}

/** RFC 2231 §3 and §4: `name*0*=utf-8''…; name*1=…` and `name*=utf-8''…` win over a plain `name`. */
function withPieces(plain: Map<string, string>): Map<string, string> {
  const whole = new Map<string, string>()
  const pieces = new Map<string, Piece[]>()
  const charsets = new Map<string, string>()
  for (const [name, value] of plain) {
    const [, base = '', number, extended] = /^([^*]*)\*(?:(\d{1,6})(\*?))?$/.exec(name) ?? []
    if (base === '') {
      whole.set(name, value)
      continue
    }
    const encoded = (number ?? '0') === '0' && (number === undefined || extended === '*')
    const [, charset, after] = (encoded && /^([^']*)'[^']*'(.*)$/s.exec(value)) || []
    if (charset !== undefined) charsets.set(base, charset || 'utf-8')
    const known = pieces.get(base)
    const piece = { number: Number(number ?? 0), value: after ?? value }
    if (known) known.push(piece)
    else pieces.set(base, [piece])
  }
  for (const [name, found] of pieces) {
    const text = found
      .toSorted((a, b) => a.number - b.number)
      .map((one) => one.value)
      .join('')
    const charset = charsets.get(name)
    whole.set(name, charset === undefined ? text : decodeText(percentDecoded(text), charset).text)
  }
  return whole
}

function percentDecoded(text: string): Buffer {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}
