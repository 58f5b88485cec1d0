// Mail over SMTP or LMTP as a mail server hands it on: connections side by side, several mails on each, one command after
// another. Lean, because on a benchmark's machine the sender takes its share of the same processors.
import net from 'node:net'

export interface Letter {
  /** Envelope. Empty for the empty path. */
  from: string
  to: string
  /** As it goes over the wire: dots stuffed, the final dot at the end (`toWire`). */
  wire: Buffer
}

export interface Reply {
  /** 0: the connection was lost before the reply came, and nobody knows. */
  code: number
  text: string
}

export interface Line {
  send(letter: Letter): Promise<Reply>
  quit(): void
  isOpen(): boolean
}

export interface Sent {
  accepted: number
  refused: number
  refusals: string[]
  seconds: number
  /** Milliseconds from MAIL FROM to the reply after the dot, sorted. */
  latencies: number[]
}

/** RFC 5321 §4.5.2 */
export function toWire(raw: Buffer): Buffer {
  const text = raw.toString('latin1').replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..')
  return Buffer.from(`${text}${text.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1')
}

const REPLY = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/
const lost: Reply = { code: 0, text: 'the connection was lost' }

/** Greeted and ready to take mail; rejects where nobody listens. */
export async function openLine(port: number, options: { lmtp?: boolean } = {}): Promise<Line> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  let heard = ''
  let waiting: ((reply: Reply) => void) | undefined
  let isOpen = true
  const tell = (reply: Reply) => {
    const resolve = waiting
    waiting = undefined
    resolve?.(reply)
  }
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
    const found = waiting && REPLY.exec(heard)
    if (!found) return
    heard = heard.slice(found[0].length)
    tell({ code: Number(found[1]), text: found[0].trim() })
  })
  const close = () => {
    isOpen = false
    tell(lost)
  }
  socket.on('close', close)
  socket.on('error', close)
  const hear = () =>
    new Promise<Reply>((resolve) => {
      const found = REPLY.exec(heard)
      if (found) {
        heard = heard.slice(found[0].length)
        resolve({ code: Number(found[1]), text: found[0].trim() })
      } else if (!isOpen) resolve(lost)
      else waiting = resolve
    })
  const ask = (words: string | Buffer) => {
    socket.write(words)
    return hear()
  }

  const greeting = await hear()
  if (greeting.code !== 220) throw new Error(greeting.text)
  const hello = await ask(`${options.lmtp ? 'LHLO' : 'EHLO'} client.example\r\n`)
  if (hello.code !== 250) throw new Error(hello.text)
  return {
    isOpen: () => isOpen,
    async send(letter) {
      for (const command of [`MAIL FROM:<${letter.from}>\r\n`, `RCPT TO:<${letter.to}>\r\n`]) {
        const reply = await ask(command)
        if (reply.code !== 250) return refused(reply)
      }
      const ready = await ask('DATA\r\n')
      if (ready.code !== 354) return refused(ready)
      return await ask(letter.wire)
    },
    quit: () => socket.end('QUIT\r\n'),
  }

  async function refused(reply: Reply): Promise<Reply> {
    if (isOpen) await ask('RSET\r\n')
    return reply
  }
}

/** `perSecond`: a steady rate instead of as fast as they are taken; a mail that is due waits for a free connection. */
export async function sendAll(
  port: number,
  letters: Letter[],
  options: {
    connections?: number
    perConnection?: number
    lmtp?: boolean
    perSecond?: number
    accepted?: (index: number, at: number) => void
  } = {},
): Promise<Sent> {
  const { connections = 8, perConnection = 20, perSecond, lmtp = false, accepted } = options
  const latencies: number[] = []
  const refusals: string[] = []
  let [next, taken] = [0, 0]
  const started = performance.now()
  const sender = async () => {
    while (next < letters.length) {
      const line = await openLine(port, { lmtp })
      for (let count = 0; count < perConnection && next < letters.length && line.isOpen(); count++) {
        const index = next++
        const letter = letters[index] as Letter
        if (perSecond) await until(started + (index * 1000) / perSecond)
        const began = performance.now()
        const reply = await line.send(letter)
        const ended = performance.now()
        latencies.push(ended - began)
        if (reply.code === 250) {
          taken++
          accepted?.(index, began)
        } else refusals.push(reply.text)
      }
      line.quit()
    }
  }
  await Promise.all(Array.from({ length: connections }, sender))
  latencies.sort((a, b) => a - b)
  const seconds = (performance.now() - started) / 1000
  return { accepted: taken, refused: refusals.length, refusals: refusals.slice(0, 5), seconds, latencies }
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

async function until(instant: number): Promise<void> {
  const ms = instant - performance.now()
  if (ms > 0.5) await new Promise((resolve) => setTimeout(resolve, ms))
}
