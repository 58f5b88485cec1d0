// A network that can be spoilt: every connection to its port is led to another one, and what is wrong with the way is switched
// while they run. The list of faults is toxiproxy's; Node's own sockets are all it takes.
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type Direction = 'there' | 'back'

export interface Faults {
  /** Milliseconds by which every piece is late, each way. */
  latency: number
  /** Bytes a second of each connection, each way. */
  bandwidth: number
  /** A connection is cut when so many bytes have come through it, both ways together. */
  cutAfter: number
  /** A connection is cut when a piece contains this; `isThere` says whether it still arrives. */
  cutAt: { direction: Direction; when: (piece: Buffer) => boolean; isThere: boolean } | null
  /** What comes is swallowed and never answered; new connections are taken and stay silent. */
  blackHole: boolean
  /** The same in one direction only. */
  mute: Direction | null
  /** Nobody listens: a new connection is reset at once. */
  refuse: boolean
}

export interface TcpProxy {
  port: number
  /** From now on, for what is open and for what comes; what is not named stays as it is. */
  set(faults: Partial<Faults>): void
  /** Everything works again. What was swallowed stays lost, and its connections with it, as on a real network. */
  mend(): void
  /** RST to both ends of every connection there is. */
  reset(): void
  open(): number
  /** How many connections `cutAfter` or `cutAt` have cut. */
  cuts(): number
  close(): Promise<void>
}

const none: Faults = {
  latency: 0,
  bandwidth: Infinity,
  cutAfter: Infinity,
  cutAt: null,
  blackHole: false,
  mute: null,
  refuse: false,
}

export async function startTcpProxy(target: { host?: string; port: number } | { path: string }): Promise<TcpProxy> {
  let faults = none
  let cuts = 0
  const links = new Set<() => void>()

  const server = net.createServer({ noDelay: true }, (near) => {
    if (faults.refuse) return void near.resetAndDestroy()
    const far = net.connect({ host: '127.0.0.1', noDelay: true, ...target } as net.NetConnectOpts)
    let bytes = 0
    let isOver = false
    const reset = () => {
      links.delete(reset)
      near.resetAndDestroy()
      far.destroy()
    }
    links.add(reset)
    const cut = () => {
      cuts++
      reset()
    }
    const pump = async (from: net.Socket, to: net.Socket, direction: Direction) => {
      try {
        for await (const piece of from as AsyncIterable<Buffer>) {
          if (faults.latency > 0) await sleep(faults.latency)
          if (Number.isFinite(faults.bandwidth)) await sleep((piece.length / faults.bandwidth) * 1_000)
          if (isOver || faults.blackHole || faults.mute === direction) continue
          const { cutAt } = faults
          const isCut = cutAt?.direction === direction && cutAt.when(piece)
          bytes += piece.length
          if (bytes > faults.cutAfter || (isCut && !cutAt.isThere)) return cut()
          isOver = isCut // it is there, and what it answers is not heard
          if (!to.write(piece)) await once(to, 'drain')
          if (!isCut) continue
          await sleep(ARRIVES)
          return cut()
        }
        if (!faults.blackHole) to.end()
      } catch {
        if (!faults.blackHole) reset()
      }
    }
    for (const socket of [near, far]) socket.on('error', () => undefined)
    for (const socket of [near, far]) socket.on('close', () => near.destroyed && far.destroyed && links.delete(reset))
    void pump(near, far, 'there')
    void pump(far, near, 'back')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: (server.address() as net.AddressInfo).port,
    set: (wanted) => {
      faults = { ...faults, ...wanted }
    },
    mend: () => {
      faults = none
    },
    reset: () => {
      for (const one of links) one()
    },
    open: () => links.size,
    cuts: () => cuts,
    close: async () => {
      for (const one of links) one()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Milliseconds in which a piece has surely been read and acted on. */
const ARRIVES = 50
