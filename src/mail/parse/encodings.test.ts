import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { decodeTransfer, digestTransfer } from './encodings.ts'

const base64 = (bytes: Buffer, width: number): Buffer =>
  Buffer.from(bytes.toString('base64').replace(new RegExp(`.{1,${width}}`, 'g'), '$&\r\n'))

test.each<[string, (bytes: Buffer) => Buffer, string]>([
  ['in lines of 76', (bytes) => base64(bytes, 76), 'base64'],
  ['in lines of an odd length', (bytes) => base64(bytes, 61), 'base64'],
  ['with blanks after its padding', (bytes) => Buffer.concat([base64(bytes, 76), Buffer.from(' \t\r\n')]), 'base64'],
  ['joined of two', (bytes) => Buffer.concat([base64(bytes.subarray(0, 100_001), 76), base64(bytes, 76)]), 'base64'],
  ['followed by words', (bytes) => Buffer.concat([base64(bytes, 76), Buffer.from('-- \r\na list')]), 'base64'],
  ['not encoded', (bytes) => bytes, 'binary'],
])('a large part is digested as it would be decoded: %s', (_what, encode, encoding) => {
  for (const size of [1_500_000, 1_500_001, 1_500_002]) {
    const encoded = encode(randomBytes(size))

    const decoded = decodeTransfer([encoded], encoding)

    expect(digestTransfer([encoded], encoding)).toEqual({
      size: decoded.length,
      sha256: createHash('sha256').update(decoded).digest('hex'),
    })
  }
})
