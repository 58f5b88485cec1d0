// The web door on its port: listens, and stops without dropping what it is answering.
import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import type { Hono } from 'hono'
import { createApp, type HttpOptions } from './app.ts'
import type { Env } from './env.ts'
import { createHealthApp, type HealthParts } from './health-routes.ts'

export interface HttpDoor {
  port: number
  /** Takes no new connection, ends the live streams, waits for answers under way up to `graceMs`, then cuts. */
  stop(graceMs: number): Promise<void>
}

/** Five minutes for the slowest upload; headers must come at once. */
const REQUEST_TIMEOUT = 300_000

interface Place {
  host: string
  port: number
  /** The variable an operator changes when the port is taken. */
  setting: string
}

export function startHttp(options: HttpOptions & Omit<Place, 'setting'>): Promise<HttpDoor> {
  const place = { host: options.host, port: options.port, setting: 'POSTROOM_HTTP_PORT' }
  return open(createApp(options), place, options.live.close)
}

/** For a process without a web door. */
export function startHealth(options: HealthParts & Omit<Place, 'setting'>): Promise<HttpDoor> {
  const place = { host: options.host, port: options.port, setting: 'POSTROOM_HEALTH_PORT' }
  return open(createHealthApp(options), place, () => undefined)
}

async function open(app: Hono<Env>, { host, port: wanted, setting }: Place, closeLive: () => void): Promise<HttpDoor> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: host,
    serverOptions: { requestTimeout: REQUEST_TIMEOUT, headersTimeout: limits.http.timeout, keepAliveTimeout: 65_000 },
  }) as Server
  server.maxRequestsPerSocket = 10_000
  await listen(server, host, wanted, setting)
  const { port } = server.address() as AddressInfo

  return {
    port,
    stop: async (graceMs) => {
      const closed = once(server, 'close')
      server.close()
      closeLive()
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), graceMs)
      // An answer under way leaves its connection idle and open for the next request; there is none.
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      await closed
      clearTimeout(cut)
      clearInterval(sweep)
    },
  }
}

function listen(server: Server, host: string, port: number, setting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, host, port, setting)))
    server.listen(port, host, () => resolve())
  })
}

function explained(error: NodeJS.ErrnoException, host: string, port: number, setting: string): unknown {
  if (error.code === 'EADDRINUSE')
    return new Problem(
      'invalid',
      'port-in-use',
      `Port ${port} on ${host} is in use by another program. Choose another with ${setting}.`,
      { cause: error },
    )
  if (error.code === 'EACCES')
    return new Problem(
      'invalid',
      'port-denied',
      `Port ${port} may not be opened by this user. Choose one above 1023 with ${setting}.`,
      { cause: error },
    )
  if (error.code === 'EADDRNOTAVAIL')
    return new Problem('invalid', 'host-unknown', `This machine has no address ${host}. Change POSTROOM_HOST.`, {
      cause: error,
    })
  return error
}
