import { expect, test } from 'vitest'
import { isTooLarge, readPicture, shownAs } from './picture.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))
const u16 = (n: number) => [n >> 8, n & 255]
const le16 = (n: number) => u16(n).toReversed()
const le24 = (n: number) => [n & 255, (n >> 8) & 255, n >> 16]

const png = (w: number, h: number) =>
  bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0], u16(w), [0, 0], u16(h), [8, 6, 0, 0, 0])
const jpeg = (w: number, h: number, ...before: number[][]) =>
  bytes('\xff\xd8', ...before, [0xff, 0xc2, 0, 17, 8], u16(h), u16(w), [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])
const gif = (w: number, h: number, ...more: number[][]) => bytes('GIF89a', le16(w), le16(h), [0, 0, 0], ...more)
const frame = (x: number, y: number, w: number, h: number) => [0x2c, ...le16(x), ...le16(y), ...le16(w), ...le16(h), 0]
const webp = (chunk: string, ...rest: number[][]) => bytes('RIFF\0\0\0\0WEBP', chunk, [0, 0, 0, 0], ...rest)

test('a picture is told by its first bytes with its size, and nothing else is one', () => {
  const told = (one: Buffer) => {
    const { type = null, width, height } = readPicture(one) ?? {}
    return type && `${type} ${width}×${height}`
  }

  expect(told(png(640, 480))).toBe('image/png 640×480')
  expect(told(jpeg(640, 480))).toBe('image/jpeg 640×480')
  // what a camera writes before: its own words, tables, filling, and a small picture with sizes of its own
  const thumbnail = [0xff, 0xe1, 0, 14, 0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1, 3]
  expect(told(jpeg(4000, 3000, thumbnail, [0xff, 0xc4, 0, 3, 9], [7, 7, 0xff, 0xff]))).toBe('image/jpeg 4000×3000')
  expect(told(gif(1, 1))).toBe('image/gif 1×1')
  expect(told(webp('VP8 ', [0, 0, 0], [0x9d, 0x01, 0x2a], le16(640), le16(480)))).toBe('image/webp 640×480')
  expect(told(webp('VP8L', [0x2f, 0x7f, 0xc2, 0x77, 0], [0, 0, 0, 0, 0]))).toBe('image/webp 640×480')
  expect(told(webp('VP8X', [0, 0, 0, 0], le24(639), le24(479)))).toBe('image/webp 640×480')
  const none = ['<svg xmlns="http://www.w3.org/2000/svg">', '<html>', 'GIF88a', '', 'RIFF1234WAVE', 'BM', 'GIF89a']
  for (const other of [...none, '\xff\xd8\xff\xe0', '\x89PNG\r\n\x1a\n….', 'RIFF1234WEBPVP8 '])
    expect(readPicture(Buffer.from(other, 'latin1')), other).toBeNull()
  for (const empty of [png(0, 5), jpeg(5, 0), gif(0, 0)]) expect(readPicture(empty)).toBeNull()
  expect(readPicture(bytes('\xff\xd8\xff', [0xda, 0, 8]))).toBeNull()
})

test('what unfolds to more than anybody looks at is not shown, also where one of its frames does', () => {
  expect(isTooLarge({ type: 'image/png', width: 8_000, height: 5_000 })).toBe(false)

  for (const large of [
    png(65_000, 65_000),
    png(8_001, 5_000),
    jpeg(1, 65_535),
    webp('VP8X', [0, 0, 0, 0], le24(1 << 20), le24(9)),
  ])
    // prettier-ignore
    expect(shownAs(large)).toBeNull()
  expect(shownAs(gif(1, 1, frame(0, 0, 60_000, 60_000), [2, 1, 0, 0, 0x3b]))).toBeNull()
  const second = [...frame(0, 0, 1, 1), 2, 1, 0, 0, 0x21, 0xf9, 1, 0, 0, ...frame(9, 9, 60_000, 60_000)]
  expect(shownAs(gif(1, 1, second, [2, 0, 0x3b]))).toBeNull()
  expect(shownAs(gif(600, 400, frame(0, 0, 600, 400)))).toBe('image/gif')
})
