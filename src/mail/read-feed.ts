// A large mail on its way into a reader's thread: a piece at a time, when the reader asks for it.
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { freeYoungBuffers } from '../kit/young-garbage.ts'

/** After so many pieces what they took is given back. */
const TIDY = 8

type Piece = { bytes: Uint8Array } | { end: true } | { failed: true }

/** The port to hand over. Whoever has it and ends, or is ended, ends the reading. `failed`: the pieces cannot be had. */
export function feed(pieces: AsyncIterable<Buffer>, failed: (error: Error) => void): MessagePort {
  const { port1: ours, port2: theirs } = new MessageChannel()
  const source = pieces[Symbol.asyncIterator]()
  let last = Promise.resolve()
  const give = async (): Promise<void> => {
    try {
      const { value, done } = await source.next()
      if (done) return ours.postMessage({ end: true } satisfies Piece)
      const bytes = new Uint8Array(value) // a copy: what is handed over is gone
      ours.postMessage({ bytes } satisfies Piece, [bytes.buffer])
    } catch (thrown) {
      failed(thrown as Error)
      ours.postMessage({ failed: true } satisfies Piece)
    }
  }
  ours.on('message', () => {
    last = last.then(give)
  })
  ours.once('close', () => void last.then(() => source.return?.()).catch(() => undefined))
  ours.unref()
  return theirs
}

/** What comes through such a port; the next piece is on its way while one is looked at. */
export async function* piecesFrom(port: MessagePort): AsyncIterable<Buffer> {
  const come: Piece[] = []
  let wake: (() => void) | null = null
  port.on('message', (piece: Piece) => {
    come.push(piece)
    wake?.()
  })
  try {
    port.postMessage('more')
    for (let count = 1; ; count++) {
      if (count % TIDY === 0) freeYoungBuffers()
      port.postMessage('more')
      while (come.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      const piece = come.shift() as Piece
      if ('failed' in piece) throw new Error('The mail cannot be read to its end.')
      if ('end' in piece) return
      yield Buffer.from(piece.bytes.buffer, piece.bytes.byteOffset, piece.bytes.byteLength)
    }
  } finally {
    port.close()
  }
}
