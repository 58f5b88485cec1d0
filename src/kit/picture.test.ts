import { expect, test } from 'vitest'
import { pictureType } from './picture.ts'

test('a picture is told by its first bytes, and nothing else is one', () => {
  expect(pictureType(Buffer.from('\x89PNG\r\n\x1a\n….', 'latin1'))).toBe('image/png')
  expect(pictureType(Buffer.from('\xff\xd8\xff\xe0', 'latin1'))).toBe('image/jpeg')
  expect(pictureType(Buffer.from('GIF89a'))).toBe('image/gif')
  expect(pictureType(Buffer.from('RIFF1234WEBPVP8 '))).toBe('image/webp')
  for (const other of ['<svg xmlns="http://www.w3.org/2000/svg">', '<html>', 'GIF88a', '', 'RIFF1234WAVE', 'BM'])
    expect(pictureType(Buffer.from(other)), other).toBeNull()
})
