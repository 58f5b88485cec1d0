// Reads the text of DATA: takes out the dots that were put before dots (RFC 5321 §4.5.2) and finds the end, in one pass
// for a chunk. The package waits a turn of the event loop and makes a new buffer for every such dot: 8 MB of lines that
// begin with one cost it seconds and hundreds of megabytes. Same rules, else: only CR LF . CR LF ends a message.
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js'

const DOT = 0x2e
const END = Buffer.from('\r\n.\r\n')
/** What of a chunk waits for the next: enough to see an end that was cut in two. */
const KEPT = 4

export function unstuffInOnePass(parser: SMTPStream): SMTPStream {
  parser._feedDataStream = (fresh, done) => {
    const stream = parser._dataStream
    if (!stream) return done()
    let chunk = parser._lastBytes && parser._lastBytes.length ? Buffer.concat([parser._lastBytes, fresh]) : fresh
    parser._lastBytes = false
    if (parser._atDataStart) {
      if (chunk.length < 3 && '.\r\n'.startsWith(chunk.toString('latin1'))) {
        parser._lastBytes = chunk
        return done()
      }
      if (chunk.toString('latin1', 0, 3) === '.\r\n') return parser._endDataMode(false, chunk.subarray(3), done)
      if (chunk[0] === DOT && chunk[1] === DOT) {
        chunk = chunk.subarray(1)
        parser._atDataStart = false // the dot that is left is text, whatever follows it
      }
    }

    const pieces: Buffer[] = []
    let from = 0
    for (
      let dot = chunk.indexOf('\n.', 1) + 1;
      dot > 0 && dot < chunk.length - 2;
      dot = chunk.indexOf('\n.', dot) + 1
    ) {
      if (chunk.subarray(dot - 2, dot + 3).equals(END)) {
        const text = Buffer.concat([...pieces, chunk.subarray(from, dot)])
        parser._countDataBytes(text.length)
        return parser._endDataMode(text, chunk.subarray(dot + 3), done)
      }
      if (chunk[dot + 1] === DOT) {
        pieces.push(chunk.subarray(from, dot))
        from = dot + 1
      }
    }

    const end = Math.max(from, chunk.length - KEPT)
    parser._lastBytes = chunk.subarray(end)
    pieces.push(chunk.subarray(from, end))
    const text = pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces)
    if (!text.length) return done()
    parser._countDataBytes(text.length)
    if (!stream.writable || stream.write(text) || stream.destroyed) return done()
    const goOn = () => {
      stream.off('drain', goOn)
      stream.off('close', goOn) // a stream that is destroyed never drains
      done()
    }
    stream.once('drain', goOn)
    stream.once('close', goOn)
  }
  return parser
}
