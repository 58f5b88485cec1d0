// Header fields of a mail: found in the bytes, unfolded, decoded. Nothing here throws, and nothing here knows MIME parts.
import { withoutTrailing } from './line-ends.ts'
import { decodeHeader } from './words.ts'

const LF = 0x0a
const CR = 0x0d
const BLANK_CRLF = Buffer.from('\n\r\n')
const BLANK_LF = Buffer.from('\n\n')

/** Decoded, unfolded values in the order of the mail. Look-ups ignore case; `all` keeps the names as they were written. */
export interface Headers {
  all: [name: string, value: string][]
  first(name: string): string | undefined
  every(name: string): string[]
}

/** A field as it was received: unfolded, one character a byte (latin1), encoded words still in place. */
export interface RawField {
  name: string
  value: string
}

export interface HeaderBlock {
  fields: RawField[]
  /** Offset of the first byte after the blank line, or the length where there is no body. */
  bodyStart: number
}

/** The header block as an index; what crosses a thread or a database is `all`, and this makes it a `Headers` again. */
export function headersFrom(all: [name: string, value: string][]): Headers {
  const byName = new Map<string, string[]>()
  for (const [name, value] of all) {
    const key = name.toLowerCase()
    const values = byName.get(key)
    if (values) values.push(value)
    else byName.set(key, [value])
  }
  return {
    all,
    first: (name) => byName.get(name.toLowerCase())?.[0],
    every: (name) => byName.get(name.toLowerCase()) ?? [],
  }
}

/** `charset` is what unencoded 8-bit bytes are read as when they are not UTF-8. */
export function decodeFields(fields: RawField[], charset: string | null): Headers {
  return headersFrom(fields.map(({ name, value }) => [name, decodeHeader(value, charset).trim()]))
}

/** Where the header block of `raw` ends, and the fields in its first `maxBytes`. */
export function splitHeaders(raw: Buffer, maxBytes: number): HeaderBlock {
  const bodyStart = findBody(raw)
  return { fields: parseFields(raw.toString('latin1', 0, Math.min(bodyStart, maxBytes))), bodyStart }
}

// RFC 5322 §2.2. A line that is neither a field nor a continuation is skipped, as every reader does.
export function parseFields(block: string): RawField[] {
  const fields: RawField[] = []
  const parts: string[] = []
  let name = ''
  const flush = (): void => {
    if (name) fields.push({ name, value: parts.join('') })
    parts.length = 0
  }
  for (const found of block.split('\n')) {
    const line = withoutTrailing(found, '\r')
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (name) parts.push(line) // §2.2.3: unfolding takes away the line break and nothing else
      continue
    }
    const colon = line.indexOf(':')
    const candidate = colon > 0 ? line.slice(0, colon).trimEnd() : ''
    if (!isFieldName(candidate)) continue
    flush()
    name = candidate
    parts.push(line.slice(colon + 1))
  }
  flush()
  return fields
}

/** Where in a header block the first line begins that cannot be of one: text without a blank line before it. -1 without any. */
export function strayStart(block: string): number {
  let at = 0
  for (const line of block.split('\n')) {
    const isFolded = line.startsWith(' ') || line.startsWith('\t')
    if (!isFolded && line.trim() !== '' && !isFieldName(line.slice(0, Math.max(0, line.indexOf(':'))).trimEnd()))
      return at
    at += line.length + 1
  }
  return -1
}

function isFieldName(text: string): boolean {
  return text.length > 0 && text.length <= 200 && /^[\x21-\x39\x3b-\x7e]+$/.test(text)
}

/** Behind the first blank line, with which a mail may begin; the length where there is none. */
export function findBody(raw: Buffer): number {
  if (raw[0] === LF) return 1
  if (raw[0] === CR && raw[1] === LF) return 2
  const crlf = raw.indexOf(BLANK_CRLF)
  const lf = (crlf === -1 ? raw : raw.subarray(0, crlf + 1)).indexOf(BLANK_LF)
  if (lf !== -1) return lf + BLANK_LF.length
  return crlf === -1 ? raw.length : crlf + BLANK_CRLF.length
}
