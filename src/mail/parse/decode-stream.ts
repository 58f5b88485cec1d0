// Content-Transfer-Encoding undone piece by piece: what comes out is together just what decodeTransfer makes of the whole.
import { decodeQuotedUpTo, encodingOf, isPlainlyText } from './encodings.ts'

export interface Decoder {
  update(bytes: Buffer): Buffer
  end(): Buffer
}

const NOTHING: Buffer = Buffer.alloc(0)

/** Null for uuencode, of which all must be seen. */
export function createDecoder(encoding: string): Decoder | null {
  const kind = encodingOf(encoding)
  if (kind === 'uu') return null
  if (kind === 'quoted') return quotedDecoder()
  return kind === 'base64' ? unlessPlain(base64Decoder()) : asItIs
}

/** Of what comes out the bytes from `from` up to `to`. Of uuencode there is no stream. */
export async function* decodePieces(
  pieces: AsyncIterable<Buffer>,
  encoding: string,
  from: number,
  to: number,
): AsyncIterable<Buffer> {
  const decoder = createDecoder(encoding) ?? asItIs
  let at = 0
  const wanted = (bytes: Buffer): Buffer => {
    const part = bytes.subarray(Math.max(0, from - at), Math.max(0, to - at))
    at += bytes.length
    return part
  }
  for await (const piece of pieces) {
    const part = wanted(decoder.update(piece))
    if (part.length > 0) yield part
    if (at >= to) return
  }
  const last = wanted(decoder.end())
  if (last.length > 0) yield last
}

const asItIs: Decoder = { update: (bytes) => bytes, end: () => NOTHING }

function quotedDecoder(): Decoder {
  let left = NOTHING
  return {
    update: (bytes) => {
      const all = left.length ? Buffer.concat([left, bytes]) : bytes
      const { decoded, used } = decodeQuotedUpTo(all, false)
      left = all.subarray(used)
      return decoded
    },
    end: () => decodeQuotedUpTo(left, true).decoded,
  }
}

/** What tells that is in the first bytes. */
const PLAIN_WITHIN = 400

function unlessPlain(decoder: Decoder): Decoder {
  let first: Buffer | null = Buffer.alloc(0)
  let chosen = decoder
  const choose = (bytes: Buffer): Buffer => {
    if (isPlainlyText(bytes)) chosen = asItIs
    first = null
    return chosen.update(bytes)
  }
  return {
    update: (bytes) => {
      if (first === null) return chosen.update(bytes)
      first = Buffer.concat([first, bytes])
      return first.length < PLAIN_WITHIN ? NOTHING : choose(first)
    },
    end: () => (first === null ? chosen.end() : Buffer.concat([choose(first), chosen.end()])),
  }
}

/** As decodeBase64: padding ends the data, unless lines of base64 follow, encoded one by one. */
function base64Decoder(): Decoder {
  let phase: 'data' | 'padding' | 'blanks' | 'lines' | 'over' = 'data'
  let quad = ''
  let line = ''

  /** Whole groups of four; the rest waits, unless it is `isAll`. */
  const decode = (text: string, isAll: boolean): Buffer => {
    const letters = quad + text.replace(/[^A-Za-z0-9+/_-]+/g, '')
    const whole = isAll ? letters.length : letters.length - (letters.length % 4)
    quad = letters.slice(whole)
    return Buffer.from(letters.slice(0, whole), 'base64')
  }
  const readLine = (text: string): Buffer[] => {
    if (!/^[A-Za-z0-9+/=]{4,}$/.test(text)) {
      phase = 'over'
      return []
    }
    const pieces = text.split(/=+/)
    return pieces.map((piece, at) => decode(piece, at < pieces.length - 1))
  }
  const update = (given: string): Buffer[] => {
    let text = given
    const out: Buffer[] = []
    if (phase === 'data') {
      const padding = text.indexOf('=')
      out.push(decode(padding === -1 ? text : text.slice(0, padding), padding !== -1))
      if (padding === -1) return out
      text = text.slice(padding)
      phase = 'padding'
    }
    if (phase === 'padding') {
      text = text.replace(/^=+/, '')
      if (text !== '') phase = 'blanks'
    }
    if (phase === 'blanks') {
      text = text.trimStart()
      if (text !== '') phase = 'lines'
    }
    if (phase !== 'lines') return out
    const lines = text.split(/\s+/)
    lines[0] = line + (lines[0] ?? '')
    line = lines.pop() ?? ''
    for (const one of lines) {
      out.push(...readLine(one))
      if ((phase as string) === 'over') break
    }
    return out
  }
  return {
    update: (bytes) => Buffer.concat(update(bytes.toString('latin1'))),
    end: () => {
      const last = phase === 'lines' && line !== '' ? readLine(line) : []
      return Buffer.concat([...last, decode('', true)])
    },
  }
}
