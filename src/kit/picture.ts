// What kind of picture bytes are, by their beginning, whatever anybody calls them, and how large it will be when it is drawn. Only
// kinds that browsers draw without running anything; SVG is a program, never one of them.
import { limits } from './limits.ts'

export interface Picture {
  /** A media type. */
  type: string
  /** In pixels, as its own header says: what a browser makes room for. */
  width: number
  height: number
}

/** So many bytes are enough: before the size a camera may write a small picture, colours and where it stood. */
export const PICTURE_HEAD = 1024 * 1024

/** Null for everything else, and for what does not say how large it is. */
export function readPicture(bytes: Buffer): Picture | null {
  const head = bytes.subarray(0, PICTURE_HEAD)
  for (const [type, sizeOf] of KINDS) {
    const size = sizeOf(head)
    if (size) return size[0] > 0 && size[1] > 0 ? { type, width: size[0], height: size[1] } : null
  }
  return null
}

/** A few bytes can unfold to gigabytes in whoever draws them. */
export function isTooLarge({ width, height }: Picture): boolean {
  return width > limits.picture.side || height > limits.picture.side || width * height > limits.picture.pixels
}

/** What may be put before somebody's eyes, else null. */
export function shownAs(bytes: Buffer): string | null {
  const picture = readPicture(bytes)
  return picture === null || isTooLarge(picture) ? null : picture.type
}

type Size = readonly [width: number, height: number]

/** Each null where it is none of its kind, or says no size. */
const KINDS: readonly [type: string, sizeOf: (head: Buffer) => Size | null][] = [
  ['image/png', pngSize],
  ['image/jpeg', jpegSize],
  ['image/gif', gifSize],
  ['image/webp', webpSize],
]

const at = (head: Buffer, from: number, to: number) => head.toString('latin1', from, to)

// PNG §5.6: IHDR comes first.
function pngSize(head: Buffer): Size | null {
  if (head.length < 24 || at(head, 0, 8) !== '\x89PNG\r\n\x1a\n' || at(head, 12, 16) !== 'IHDR') return null
  return [head.readUInt32BE(16), head.readUInt32BE(20)]
}

// ITU T.81 §B.1.1: marker after marker, until the frame header; what lies between them decoders pass over, and so do we.
function jpegSize(head: Buffer): Size | null {
  if (at(head, 0, 3) !== '\xff\xd8\xff') return null
  let place = 2
  for (;;) {
    place = head.indexOf(0xff, place)
    if (place < 0) return null
    while (head[place] === 0xff) place++
    const marker = head[place++] ?? 0
    if (marker === 0 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue
    if (marker >= 0xd8 && marker <= 0xda) return null // the picture itself, and nothing said how large
    if (place + 7 > head.length) return null
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return [head.readUInt16BE(place + 5), head.readUInt16BE(place + 3)]
    place += head.readUInt16BE(place)
  }
}

// GIF89a §18, §20: browsers make the screen larger for a picture that reaches over it.
function gifSize(head: Buffer): Size | null {
  if (head.length < 13 || !/^GIF8[79]a$/.test(at(head, 0, 6))) return null
  let [width, height] = [head.readUInt16LE(6), head.readUInt16LE(8)]
  const colours = (packed: number) => (packed & 0x80 ? 3 << ((packed & 7) + 1) : 0)
  let place = 13 + colours(head[10] ?? 0)
  while (place + 10 <= head.length && head[place] !== 0x3b) {
    if (head[place] === 0x2c) {
      width = Math.max(width, head.readUInt16LE(place + 1) + head.readUInt16LE(place + 5))
      height = Math.max(height, head.readUInt16LE(place + 3) + head.readUInt16LE(place + 7))
      place += 11 + colours(head[place + 9] ?? 0)
    } else if (head[place] === 0x21) place += 2
    else break
    while ((head[place] ?? 0) > 0) place += 1 + (head[place] ?? 0)
    place++
  }
  return [width, height]
}

// RFC 9649 §2.5–2.7
function webpSize(head: Buffer): Size | null {
  if (head.length < 30 || at(head, 0, 4) !== 'RIFF' || at(head, 8, 12) !== 'WEBP') return null
  const chunk = at(head, 12, 16)
  if (chunk === 'VP8X') return [head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1]
  if (chunk === 'VP8L' && head[20] === 0x2f) {
    const packed = head.readUInt32LE(21)
    return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1]
  }
  if (chunk !== 'VP8 ' || at(head, 23, 26) !== '\x9d\x01\x2a') return null
  return [head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff]
}
