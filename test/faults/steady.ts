// Senders that go on whatever happens, as mail servers do: what was not acknowledged is sent again until it is, the same bytes.
// They remember every answer and how long it took.
import { setTimeout as sleep } from 'node:timers/promises'
import { openLine, toWire, type Letter, type Line } from '../../bench/senders.ts'
import { desk } from '../stories/server.ts'

export interface Steady {
  /** Message-IDs that were answered 250. */
  acknowledged: Set<string>
  /** Sent more than once. */
  repeated(): number
  /** How often each code was answered; 0: the connection was lost. */
  codes: Map<number, number>
  /** The longest wait from MAIL FROM to an answer that ended a mail, in milliseconds, since `forget`. */
  slowest(): number
  forget(): void
  /** Resolves with the milliseconds until the next 250. */
  nextAcknowledged(patience: number): Promise<number>
  /** Finishes what is under way: everything that was begun is acknowledged, unless `patience` ends. */
  stop(patience?: number): Promise<void>
}

export interface SteadyOptions {
  senders?: number
  to?: string
  from?: string
  /** Bytes of text, at least. */
  size?: number | (() => number)
  /** Milliseconds between a sender's mails, so that it does not fill the disk. */
  pause?: number
  name?: string
}

export function sendSteadily(port: number, options: SteadyOptions = {}): Steady {
  const {
    senders = 4,
    to = desk.address,
    from = 'dora@acme.example',
    size = 2_000,
    pause = 20,
    name = 'steady',
  } = options
  const acknowledged = new Set<string>()
  const tries = new Map<string, number>()
  const codes = new Map<number, number>()
  const waiting = new Set<() => void>()
  let slowest = 0
  let isOver = false
  let isGivenUp = false
  let serial = 0

  const sender = async (at: number) => {
    let line: Line | undefined
    while (!isOver) {
      const mid = `${name}-${at}-${serial++}@acme.example`
      const letter = write({ mid, from, to, size: typeof size === 'number' ? size : size() })
      while (!acknowledged.has(mid) && !isGivenUp) {
        line = line?.isOpen() ? line : await openLine(port).catch(() => undefined)
        if (!line) {
          await sleep(20)
          continue
        }
        tries.set(mid, (tries.get(mid) ?? 0) + 1)
        const began = performance.now()
        const { code } = await line.send(letter)
        codes.set(code, (codes.get(code) ?? 0) + 1)
        if (code > 0) slowest = Math.max(slowest, performance.now() - began)
        if (code === 250) {
          acknowledged.add(mid)
          for (const tell of waiting) tell()
        } else await sleep(100)
      }
      await sleep(pause)
    }
    line?.quit()
  }
  const sending = Promise.all(Array.from({ length: senders }, (_, at) => sender(at)))

  return {
    acknowledged,
    codes,
    repeated: () => [...tries.values()].filter((times) => times > 1).length,
    slowest: () => slowest,
    forget: () => {
      slowest = 0
    },
    nextAcknowledged: (patience) => {
      const began = performance.now()
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`nothing was acknowledged for ${patience} ms`)), patience)
        const tell = () => {
          clearTimeout(timer)
          waiting.delete(tell)
          resolve(performance.now() - began)
        }
        waiting.add(tell)
      })
    },
    stop: async (patience = 30_000) => {
      isOver = true
      const timer = setTimeout(() => {
        isGivenUp = true
      }, patience)
      await sending
      clearTimeout(timer)
    },
  }
}

/** Text that hardly compresses, so that its size is the size on the disk too. */
export function write({ mid, from, to, size }: { mid: string; from: string; to: string; size: number }): Letter {
  const head = [`From: Dora <${from}>`, `To: <${to}>`, `Subject: About ${mid}`, `Message-ID: <${mid}>`]
  const lines = Array.from({ length: Math.ceil(size / 60) }, () =>
    Math.random().toString(36).slice(2).repeat(6).slice(0, 58),
  )
  return { from, to, wire: toWire(Buffer.from(`${head.join('\r\n')}\r\n\r\n${lines.join('\r\n')}\r\n`)) }
}
