// Mail programs that do not give up: each remembers what was acknowledged and tries again what was not, as mail servers do.
import { setTimeout as sleep } from 'node:timers/promises'
import { openLine, toWire, type Letter, type Line } from '../../bench/senders.ts'
import { desk } from '../stories/server.ts'

export interface Load {
  /** Message-IDs that were answered 250. */
  acknowledged: Set<string>
  /** How often each was sent. */
  tried: Map<string, number>
  /** Replies other than 250, the lost connections apart, and how often each. */
  refused: Map<number, number>
  /** Letters of which nobody knows: the connection was lost before an answer. */
  cut: number
  /** What is under way is sent to its end: it needs a server. */
  stop(): Promise<void>
}

export interface LoadOptions {
  port: number
  senders?: number
  /** Milliseconds between two letters of a sender. */
  pause?: number
  seed?: number
  letter?: (mid: string, serial: number) => Letter
}

export function keepSending({ port, senders = 4, pause = 0, seed = 1, letter = plainLetter }: LoadOptions): Load {
  const load: Load = {
    acknowledged: new Set(),
    tried: new Map(),
    refused: new Map(),
    cut: 0,
    stop: async () => undefined,
  }
  let isOver = false
  let serial = 0
  const send = async (name: string) => {
    let line: Line | undefined
    while (!isOver) {
      const mid = `${name}-${serial++}@acme.example`
      const written = letter(mid, seed + serial)
      while (!load.acknowledged.has(mid)) {
        line = line?.isOpen() ? line : await openLine(port).catch(() => undefined)
        if (!line) {
          if (isOver) return
          await sleep(10)
          continue
        }
        load.tried.set(mid, (load.tried.get(mid) ?? 0) + 1)
        const { code } = await line.send(written)
        if (code === 250) load.acknowledged.add(mid)
        else if (code === 0) load.cut++
        else load.refused.set(code, (load.refused.get(code) ?? 0) + 1)
      }
      if (pause > 0) await sleep(pause)
    }
    line?.quit()
  }
  const sending = Promise.all(Array.from({ length: senders }, (_, at) => send(`sender${at}`)))
  load.stop = async () => {
    isOver = true
    await sending
  }
  return load
}

/** One mail in a conversation of its own, of 1 to 30 kB. */
function plainLetter(mid: string, serial: number): Letter {
  const text = 'Where is my order? It should have been here on Friday.\r\n'.repeat(20 + ((serial * 7919) % 500))
  return letterOf(mid, 'dora@acme.example', text)
}

export function letterOf(mid: string, from: string, text: string): Letter {
  return { from, to: desk.address, wire: toWire(rawOf(mid, from, text)) }
}

export function rawOf(mid: string, from: string, text: string): Buffer {
  const head = [
    `From: Dora <${from}>`,
    `To: <${desk.address}>`,
    `Subject: About ${mid}`,
    `Message-ID: <${mid}>`,
    `Date: ${new Date().toUTCString()}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`)
}
