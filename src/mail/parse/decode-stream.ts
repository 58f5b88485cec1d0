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

const NONE = 255
/** The value of each byte that is a letter of base64, of either alphabet (RFC 4648 §4, §5). */
const LETTERS = new Uint8Array(256).fill(NONE)
const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
for (const [value, letter] of ALPHABET.entries()) LETTERS[letter] = value
LETTERS['-'.charCodeAt(0)] = 62
LETTERS['_'.charCodeAt(0)] = 63

/** As decodeBase64: padding ends the data, unless lines of base64 follow, encoded one by one. */
function base64Decoder(): Decoder {
  let phase: 'data' | 'padding' | 'blanks' | 'lines' | 'over' = 'data'
  let line = ''
  /** What is decoded of a group of four by now, and how many letters of it there were. */
  let [group, letters] = [0, 0]

  /** Without strings: they would be the largest things in memory. What is no letter is passed over; `isAll`: the group ends here. */
  const decode = (bytes: Buffer, isAll: boolean): Buffer => {
    const out = Buffer.allocUnsafe(Math.ceil(bytes.length / 4) * 3 + 3)
    let length = 0
    for (let at = 0; at < bytes.length; at++) {
      const value = LETTERS[bytes[at] as number] as number
      if (value === NONE) continue
      group = (group << 6) | value
      if (++letters < 4) continue
      out[length++] = group >> 16
      out[length++] = group >> 8
      out[length++] = group
      group = letters = 0
    }
    if (isAll && letters >= 2) out[length++] = group >> (letters === 2 ? 4 : 10)
    if (isAll && letters === 3) out[length++] = group >> 2
    if (isAll) group = letters = 0
    return out.subarray(0, length)
  }
  const readLine = (text: string): Buffer[] => {
    if (!/^[A-Za-z0-9+/=]{4,}$/.test(text)) {
      phase = 'over'
      return []
    }
    const pieces = text.split(/=+/)
    return pieces.map((piece, at) => decode(Buffer.from(piece, 'latin1'), at < pieces.length - 1))
  }
  const update = (bytes: Buffer): Buffer[] => {
    const padding = phase === 'data' ? bytes.indexOf('=') : 0
    if (padding === -1) return [decode(bytes, false)]
    const out: Buffer[] = []
    if (phase === 'data') {
      out.push(decode(bytes.subarray(0, padding), true))
      phase = 'padding'
    }
    if (phase === 'over') return out
    let text = bytes.toString('latin1', padding)
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
    update: (bytes) => {
      const out = update(bytes)
      return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out)
    },
    end: () => {
      const last = phase === 'lines' && line !== '' ? readLine(line) : []
      return Buffer.concat([...last, decode(NOTHING, true)])
    },
  }
}
