// The web door on its port: listens, and stops without dropping what it is answering.
import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import { createApp, type HttpOptions } from './app.ts'

export interface HttpDoor {
  port: number
  /** Takes no new connection, ends the live streams, waits for answers under way up to `graceMs`, then cuts. */
  stop(graceMs: number): Promise<void>
}

/** Five minutes for the slowest upload; headers must come at once. */
const REQUEST_TIMEOUT = 300_000

export async function startHttp(options: HttpOptions & { host: string; port: number }): Promise<HttpDoor> {
  const app = createApp(options)
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: options.host,
    serverOptions: { requestTimeout: REQUEST_TIMEOUT, headersTimeout: limits.http.timeout, keepAliveTimeout: 65_000 },
  }) as Server
  server.maxRequestsPerSocket = 10_000
  await listen(server, options.host, options.port)
  const { port } = server.address() as AddressInfo

  return {
    port,
    stop: async (graceMs) => {
      const closed = once(server, 'close')
      server.close()
      options.live.close()
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

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, host, port)))
    server.listen(port, host, () => resolve())
  })
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  if (error.code === 'EADDRINUSE')
    return new Problem(
      'invalid',
      'port-in-use',
      `Port ${port} on ${host} is in use by another program. Choose another with POSTROOM_HTTP_PORT.`,
      { cause: error },
    )
  if (error.code === 'EACCES')
    return new Problem(
      'invalid',
      'port-denied',
      `Port ${port} may not be opened by this user. Choose one above 1023 with POSTROOM_HTTP_PORT.`,
      { cause: error },
    )
  if (error.code === 'EADDRNOTAVAIL')
    return new Problem('invalid', 'host-unknown', `This machine has no address ${host}. Change POSTROOM_HOST.`, {
      cause: error,
    })
  return error
}
