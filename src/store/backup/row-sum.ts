// A table's checksum, whatever the order of its rows: made of PostgreSQL's binary COPY stream as it passes, the same on every
// version, so that a copy is compared with its source by reading both.
import { hash } from 'node:crypto'

export interface RowSum {
  /** Any piece of the stream, in order. */
  add(piece: Buffer): void
  /** Rows, and the sum of their hashes as 32 hexadecimal digits. Throws where the stream ended early. */
  result(): { rows: number; checksum: string }
}

/** PostgreSQL, "COPY", Binary Format: signature, flags, length of the header's extension. */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEAD = SIGNATURE.length + 8

export function createRowSum(): RowSum {
  let rest: Buffer = Buffer.alloc(0)
  let isPastHead = false
  let isEnded = false
  let rows = 0
  let [high, low] = [0n, 0n]

  return {
    add: (piece) => {
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
      let at = 0
      if (!isPastHead) {
        if (bytes.length < HEAD) {
          rest = bytes
          return
        }
        if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('this is no binary COPY stream')
        at = HEAD + bytes.readInt32BE(HEAD - 4)
        isPastHead = true
      }
      for (;;) {
        const end = endOfRow(bytes, at)
        if (end === undefined) break
        if (end === -1) {
          isEnded = true
          break
        }
        const digest = hash('sha256', bytes.subarray(at, end), 'buffer')
        high = BigInt.asUintN(64, high + digest.readBigUInt64BE(0))
        low = BigInt.asUintN(64, low + digest.readBigUInt64BE(8))
        rows++
        at = end
      }
      rest = Buffer.from(bytes.subarray(at))
    },
    result: () => {
      if (!isEnded) throw new Error('the COPY stream ended in the middle')
      return { rows, checksum: [high, low].map((part) => part.toString(16).padStart(16, '0')).join('') }
    },
  }
}

/** Where the row that begins at `at` ends; undefined while it is not all there; -1 at the trailer. */
function endOfRow(bytes: Buffer, at: number): number | undefined {
  if (bytes.length < at + 2) return undefined
  const fields = bytes.readInt16BE(at)
  if (fields === -1) return -1
  let end = at + 2
  for (let field = 0; field < fields; field++) {
    if (bytes.length < end + 4) return undefined
    end += 4 + Math.max(0, bytes.readInt32BE(end)) // -1 is null
  }
  return bytes.length < end ? undefined : end
}
