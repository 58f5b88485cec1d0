// How bytes of any size are kept: compressed where that helps, encrypted under a key of their own. Who destroys the key has erased
// them, in backups too.
import { createSecretKey, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import { decrypt, encrypt, type Keys } from './keys.ts'

export interface Kept {
  body: Buffer
  /** The data key, sealed. */
  wrappedKey: Buffer
}

/** First byte of a body. */
const PLAIN = 0
const ZSTD = 1

/** Below this the thread pool costs more than it saves. */
const LARGE = 64 * 1024
/** Output comes in buffers of this size at most. */
const CHUNK = 257 * 1024
/** One output buffer that is large enough, so that nothing is gathered and copied. */
const optionsFor = (bytes: Buffer) => ({
  params: { [constants.ZSTD_c_compressionLevel]: 3 },
  chunkSize: Math.min(Math.max(1_024, bytes.length + 512), CHUNK),
})
const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** `context` names table and row, e.g. `raw:42`. */
export async function keep(keys: Keys, context: string, bytes: Buffer): Promise<Kept> {
  const [codec, packed] = await pack(bytes)
  const key = randomBytes(32)
  const body = encrypt(createSecretKey(key), `${context} ${codec}`, packed, Buffer.of(codec))
  return { body, wrappedKey: keys.seal(`${context} key`, key) }
}

export async function unkeep(keys: Keys, context: string, { body, wrappedKey }: Kept): Promise<Buffer> {
  const codec = body[0]
  const key = createSecretKey(keys.open(`${context} key`, wrappedKey))
  const packed = decrypt(key, `${context} ${codec}`, body.subarray(1))
  return await unpack(codec ?? PLAIN, packed)
}

/** Compressed where that helps, and by what. */
export async function pack(bytes: Buffer): Promise<[codec: number, packed: Buffer]> {
  const small =
    bytes.length < LARGE ? zstdCompressSync(bytes, optionsFor(bytes)) : await compress(bytes, optionsFor(bytes))
  return small.length < bytes.length * 0.97 ? [ZSTD, small] : [PLAIN, bytes]
}

export async function unpack(codec: number, packed: Buffer): Promise<Buffer> {
  if (codec === PLAIN) return packed
  return packed.length < LARGE ? zstdDecompressSync(packed) : await decompress(packed, { chunkSize: CHUNK })
}
