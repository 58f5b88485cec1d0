// The outer layers of a CMS message (RFC 5652), as S/MIME wraps mail in it: what it is, and the content where that is not
// encrypted. Nothing is verified.
import { inflateSync } from 'node:zlib'

export interface Cms {
  what: 'signed' | 'encrypted' | 'compressed'
  /** Null where it is encrypted, or signed apart from what it signs. */
  content: Buffer | null
}

/** Bytes that the compressed messages of one mail may still unfold to, together: a thousand small ones must not fill the memory. */
export interface Room {
  left: number
}

const MOST = 35 * 1024 * 1024
export const roomForOneMail = (): Room => ({ left: MOST })
/** Pieces of a string in pieces; those of some programs have 1,000 bytes each. */
const MOST_PIECES = 100_000
const DEEPEST = 8

// RFC 5652 §4 to §9, RFC 5083, RFC 3274; without the tag and the length
const TYPES: Record<string, Cms['what']> = {
  '2a864886f70d010702': 'signed',
  '2a864886f70d010703': 'encrypted',
  '2a864886f70d010706': 'encrypted',
  '2a864886f70d0109100117': 'encrypted',
  '2a864886f70d0109100109': 'compressed',
}
const tag = { octets: 0x04, pieces: 0x24, first: 0xa0 }

/** Null where the bytes are none of these, or unfold to more than there is room for. */
export function readCms(bytes: Buffer, room = roomForOneMail()): Cms | null {
  try {
    const [type, wrapped] = children(bytes, elementAt(bytes, 0))
    const what = type && TYPES[bytes.toString('hex', type.start, type.end)]
    if (!what) return null
    const [inner] = wrapped ? children(bytes, wrapped) : []
    if (what === 'encrypted' || !inner) return { what, content: null }
    const encapsulated = children(bytes, inner)[2]
    const [, content] = encapsulated ? children(bytes, encapsulated) : []
    const [octets] = content?.tag === tag.first ? children(bytes, content) : []
    const found = octets ? octetsOf(bytes, octets) : null
    return { what, content: what === 'compressed' && found ? unfolded(found, room) : found }
  } catch (thrown) {
    if (thrown instanceof RangeError || (thrown as NodeJS.ErrnoException).code !== undefined) return null
    throw thrown
  }
}

/** What fails takes all the room, so that nobody tries a thousand times. */
function unfolded(found: Buffer, room: Room): Buffer | null {
  const most = room.left
  if (most === 0) return null
  room.left = 0
  const content = inflateSync(found, { maxOutputLength: most })
  room.left = most - content.length
  return content
}

interface Element {
  tag: number
  start: number
  end: number
  /** Behind it, and behind the mark that ends it where its length was not said. */
  next: number
}

// X.690 §8.1, lengths of indefinite form too: streaming writers use them.
function elementAt(bytes: Buffer, at: number, depth = 0): Element {
  if (depth > DEEPEST) throw new RangeError('too deep')
  const first = bytes.readUInt8(at)
  const short = bytes.readUInt8(at + 1)
  if (short < 0x80) return within(bytes, { tag: first, start: at + 2, end: at + 2 + short, next: at + 2 + short })
  if (short === 0x80) return untilMark(bytes, first, at + 2, depth)
  const count = short & 0x7f
  if (count > 6) throw new RangeError('too long')
  const start = at + 2 + count
  const end = start + bytes.readUIntBE(at + 2, count)
  return within(bytes, { tag: first, start, end, next: end })
}

function within(bytes: Buffer, element: Element): Element {
  if (element.end > bytes.length) throw new RangeError('it ends early')
  return element
}

function untilMark(bytes: Buffer, first: number, start: number, depth: number): Element {
  let at = start
  while (bytes.readUInt16BE(at) !== 0) at = elementAt(bytes, at, depth + 1).next
  return { tag: first, start, end: at, next: at + 2 }
}

/** The first of its elements; nobody asks for more than three. */
function children(bytes: Buffer, parent: Element): Element[] {
  const found: Element[] = []
  for (let at = parent.start; at < parent.end && found.length < 3;) {
    const child = elementAt(bytes, at)
    found.push(child)
    at = child.next
  }
  return found
}

function octetsOf(bytes: Buffer, octets: Element): Buffer | null {
  if (octets.tag === tag.octets) return bytes.subarray(octets.start, octets.end)
  if (octets.tag !== tag.pieces) return null
  const pieces: Buffer[] = []
  for (let at = octets.start; at < octets.end && pieces.length < MOST_PIECES;) {
    const piece = elementAt(bytes, at)
    pieces.push(bytes.subarray(piece.start, piece.end))
    at = piece.next
  }
  return Buffer.concat(pieces)
}
