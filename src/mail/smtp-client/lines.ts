// Message text on its way out: CR LF for every line end and nothing else (RFC 5321 §2.3.8).

/** The same buffer where nothing is to be mended. */
export function withCrlf(raw: Buffer): Buffer {
  if (!hasBareLineEnd(raw)) return raw
  return Buffer.from(raw.toString('latin1').replace(/\r\n?|\n/g, '\r\n'), 'latin1')
}

/** The same for text that comes in pieces. */
export async function* mendLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isCrHeld = false
  for await (const piece of pieces) {
    const bytes: Buffer = isCrHeld ? Buffer.concat([CR, piece]) : piece
    isCrHeld = bytes[bytes.length - 1] === 13 // whether a line feed follows is told by the next piece
    const ready = isCrHeld ? bytes.subarray(0, -1) : bytes
    if (ready.length > 0) yield withCrlf(ready)
  }
  if (isCrHeld) yield withCrlf(CR)
}

const CR = Buffer.from('\r')

function hasBareLineEnd(raw: Buffer): boolean {
  let cr = raw.indexOf(13)
  for (let lf = raw.indexOf(10); lf >= 0; lf = raw.indexOf(10, lf + 1)) {
    if (cr !== lf - 1 || cr < 0) return true
    cr = raw.indexOf(13, lf + 1)
  }
  return cr >= 0
}
