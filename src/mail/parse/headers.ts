// Header fields of a mail: found in the bytes, unfolded, decoded. Nothing here throws, and nothing here knows MIME parts.
import { decodeHeader } from './words.ts'

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

/** Where the header block of `raw` ends, and its fields. At most `maxBytes` are looked at: the rest counts as body. */
export function splitHeaders(raw: Buffer, maxBytes: number): HeaderBlock {
  const end = headerEnd(raw, maxBytes)
  return { fields: parseFields(raw.toString('latin1', 0, end.headers)), bodyStart: end.body }
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
  for (const line of block.split(/\r*\n/)) {
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

function isFieldName(text: string): boolean {
  return text.length > 0 && text.length <= 200 && /^[\x21-\x39\x3b-\x7e]+$/.test(text)
}

function headerEnd(raw: Buffer, maxBytes: number): { headers: number; body: number } {
  const limit = Math.min(raw.length, maxBytes)
  let start = 0
  while (start < limit) {
    const newline = raw.indexOf(0x0a, start)
    if (newline === -1 || newline >= limit) break
    let content = newline
    while (content > start && raw[content - 1] === 0x0d) content--
    if (content === start) return { headers: start, body: newline + 1 }
    start = newline + 1
  }
  return limit === raw.length ? { headers: limit, body: limit } : { headers: start, body: start }
}
