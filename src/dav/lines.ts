// The lines of a card as they were written (RFC 6350 §3.2, RFC 2426): read without losing how each was folded, cased and grouped, so
// that what nobody changed is written back byte for byte.
import { Problem } from '../kit/problem.ts'

export interface CardLine {
  /** With its folds and its end. */
  raw: string
  /** `item1` of `item1.EMAIL`, in lower case; empty without one. */
  group: string
  /** In upper case. */
  name: string
  /** What stands before the colon, unfolded. */
  head: string
  /** Unfolded and still escaped. */
  value: string
}

const MOST_LINES = 5_000
/** Characters: a card with a large portrait has some hundred thousand. */
export const MOST_CARD = 1_500_000
const FOLD = 75

export function linesOf(text: string): CardLine[] {
  if (text.length > MOST_CARD)
    throw new Problem('invalid', 'card-large', `The card is longer than ${MOST_CARD} characters.`)
  const found: CardLine[] = []
  let from = 0
  while (from < text.length) {
    let end = endOfLine(text, from)
    while (text[end] === ' ' || text[end] === '\t') end = endOfLine(text, end)
    if (found.length === MOST_LINES)
      throw new Problem('invalid', 'card-large', `The card has more than ${MOST_LINES} lines.`)
    found.push(lineOf(text.slice(from, end)))
    from = end
  }
  return found
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at === -1 ? text.length : at + 1
}

function lineOf(raw: string): CardLine {
  const whole = raw.replace(/\r?\n[ \t]/g, '').replace(/\r?\n$/, '')
  const colon = colonOf(whole)
  const head = colon === -1 ? whole : whole.slice(0, colon)
  const full = head.split(';', 1)[0] ?? ''
  const dot = full.lastIndexOf('.')
  return {
    raw,
    head,
    group: full.slice(0, Math.max(0, dot)).trim().toLowerCase(),
    name: full
      .slice(dot + 1)
      .trim()
      .toUpperCase(),
    value: colon === -1 ? '' : whole.slice(colon + 1),
  }
}

/** The first colon outside of quotes. */
function colonOf(line: string): number {
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted
    else if (line[at] === ':' && !isQuoted) return at
  }
  return line.indexOf(':')
}

/** A line anew: `head` as it stood before the colon, `value` escaped already. */
export function written(head: string, value: string, end: string): string {
  return `${folded(`${head}:${value}`, end)}${end}`
}

/** RFC 6350 §3.2: octets are counted, and no character is torn. */
function folded(line: string, end: string): string {
  if (line.length <= FOLD / 4) return line
  let written = ''
  let room = FOLD
  for (const one of line) {
    const size = Buffer.byteLength(one)
    if (size > room) {
      written += `${end} `
      room = FOLD - 1
    }
    written += one
    room -= size
  }
  return written
}

/** RFC 6350 §3.4; 2426 §5. */
export const unescaped = (value: string): string =>
  value.replace(/\\(.)/gs, (_whole, one: string) => (one === 'n' || one === 'N' ? '\n' : one))

export const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, (one) => `\\${one}`)
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ')

/** What stands before the colon: the name, and each parameter. */
export function headParts(head: string): string[] {
  const parts: string[] = []
  let isQuoted = false
  let from = 0
  for (let at = 0; at < head.length; at++) {
    if (head[at] === '"') isQuoted = !isQuoted
    else if (head[at] === ';' && !isQuoted) {
      parts.push(head.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, head.slice(from)]
}

/** The parts of a value with several (N, ADR, ORG), each still escaped. */
export function partsOf(value: string): string[] {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\') at++
    else if (value[at] === ';') {
      parts.push(value.slice(from, at))
      from = at + 1
    }
  }
  parts.push(value.slice(from))
  return parts
}
