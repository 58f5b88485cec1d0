import { expect, test } from 'vitest'
import { mendLines, withCrlf } from './lines.ts'

test('wherever text is cut into pieces, its line ends are mended as if it were whole', async () => {
  const text = Buffer.from('\n\r\none\r\ntwo\n\nthree\r\rfour\r\n\r\n\r')
  async function* cut(size: number) {
    for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size)
  }

  for (let size = 1; size <= text.length; size++)
    expect(Buffer.concat(await Array.fromAsync(mendLines(cut(size))))).toEqual(withCrlf(text))
})
