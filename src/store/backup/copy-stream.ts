// COPY over a connection of ours, in both directions and with back-pressure: the way whole tables leave a database and enter one.
// pg hands over the messages of the protocol (PostgreSQL, "COPY Operations"); what they mean is here.
import type { Socket } from 'node:net'
import type pg from 'pg'

/** What pg gives a query that speaks the protocol itself. */
interface Wire {
  stream: Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

interface Submitted {
  submit(wire: Wire): void
  handleCopyInResponse(wire: Wire): void
  handleCopyData(message: { chunk: Buffer }): void
  handleCommandComplete(): void
  handleReadyForQuery(): void
  handleError(error: Error): void
  handleRowDescription(): void
  handleDataRow(): void
  handleEmptyQuery(): void
  handlePortalSuspended(): void
}

/** Rows are small and messages cost: they go on together. Bytes. */
const TOGETHER = 256 * 1024
/** Waiting to be taken, before the server is made to wait. Bytes. */
const AHEAD = 4 * 1024 * 1024

/** What `copy … to stdout` says, in pieces of any size. Whoever stops taking them early has to end the connection. */
export async function* copyOut(client: pg.ClientBase, sql: string): AsyncIterable<Buffer> {
  const full: Buffer[] = []
  let filling: Buffer[] = []
  let [fillingBytes, waitingBytes] = [0, 0]
  let wire: Wire | undefined
  let outcome: { error?: Error } | undefined
  let wake: (() => void) | undefined
  const close = () => {
    if (fillingBytes > 0) full.push(Buffer.concat(filling))
    ;[filling, fillingBytes] = [[], 0]
    wake?.()
  }
  send(client, sql, {
    began: (given) => {
      wire = given
    },
    data: (chunk) => {
      filling.push(Buffer.from(chunk)) // pg writes over what it has handed out
      fillingBytes += chunk.length
      waitingBytes += chunk.length
      if (waitingBytes > AHEAD) wire?.stream.pause()
      if (fillingBytes >= TOGETHER) close()
    },
    ended: (error) => {
      outcome = error ? { error } : {}
      close()
    },
  })
  for (;;) {
    const piece = full.shift()
    if (piece) {
      waitingBytes -= piece.length
      yield piece
      if (waitingBytes <= AHEAD) wire?.stream.resume()
      continue
    }
    if (outcome?.error) throw outcome.error
    if (outcome) return
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
}

/** Resolves when the server has taken all of it; nothing is there before the transaction commits. */
export async function copyIn(client: pg.ClientBase, sql: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const ended = Promise.withResolvers<void>()
  let isOver = false
  const feed = async (wire: Wire) => {
    try {
      for await (const piece of pieces) {
        if (isOver) return // it refused; `ended` tells why
        wire.sendCopyFromChunk(piece)
        if (wire.stream.writableNeedDrain) await drained(wire.stream)
      }
      wire.endCopyFrom()
    } catch (error) {
      ended.reject(error as Error)
      wire.sendCopyFail('the source failed')
    }
  }
  send(client, sql, {
    copyIn: (wire) => void feed(wire),
    ended: (error) => {
      isOver = true
      if (error) ended.reject(error)
      else ended.resolve()
    },
  })
  await ended.promise
}

interface Listener {
  began?: (wire: Wire) => void
  copyIn?: (wire: Wire) => void
  data?: (chunk: Buffer) => void
  ended: (error?: Error) => void
}

function send(client: pg.ClientBase, sql: string, listener: Listener): void {
  const nothing = () => undefined
  const submitted: Submitted = {
    submit: (wire) => {
      listener.began?.(wire)
      wire.query(sql)
    },
    handleCopyInResponse: (wire) => listener.copyIn?.(wire),
    handleCopyData: ({ chunk }) => listener.data?.(chunk),
    handleCommandComplete: nothing,
    handleReadyForQuery: () => listener.ended(),
    handleError: (error) => listener.ended(error), // pg lets go of the query then, and waits for "ready" itself
    handleRowDescription: nothing,
    handleDataRow: nothing,
    handleEmptyQuery: nothing,
    handlePortalSuspended: nothing,
  }
  client.query(submitted as unknown as pg.Submittable)
}

function drained(stream: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}
