// Compressed RTF undone (MS-OXRTFCP): LZ77 with a dictionary of 4,096 bytes that begins with what most RTF begins with.

const COMPRESSED = 0x75465a4c // LZFu
const PLAIN = 0x414c454d // MELA
const SIZE = 4096
const START = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
)

/** More is no text that anybody wrote; what it says about its own size is not believed. */
const MOST = 8_000_000

/** Null where the bytes are none. Damaged data gives what was read until then. */
export function decompressRtf(data: Buffer): Buffer | null {
  if (data.length < 16) return null
  const kind = data.readUInt32LE(8)
  const body = data.subarray(16)
  if (kind === PLAIN) return body.subarray(0, Math.min(data.readUInt32LE(4), MOST))
  if (kind !== COMPRESSED) return null
  // A reference of two bytes gives at most seventeen, and every eight of them cost a byte more.
  const out = Buffer.allocUnsafe(Math.min(MOST, data.readUInt32LE(4), body.length * 9))
  const dictionary = Buffer.alloc(SIZE)
  START.copy(dictionary)
  let to = START.length
  let length = 0
  let at = 0
  const put = (byte: number): void => {
    out[length++] = byte
    dictionary[to] = byte
    to = (to + 1) % SIZE
  }
  while (at < body.length) {
    const control = body[at++] as number
    for (let bit = 0; bit < 8 && at < body.length && length < out.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(body[at++] as number)
        continue
      }
      if (at + 1 >= body.length) return out.subarray(0, length)
      const reference = body.readUInt16BE(at)
      at += 2
      const from = reference >> 4
      if (from === to) return out.subarray(0, length)
      for (let i = 0; i < (reference & 15) + 2 && length < out.length; i++) put(dictionary[(from + i) % SIZE] as number)
    }
    if (length >= out.length) break
  }
  return out.subarray(0, length)
}
