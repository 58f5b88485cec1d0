// One desk of several processes: an external PostgreSQL (our own binaries, started apart) and any number of `postroom serve` on it,
// each with its roles, sharing the folder of the blobs as they would share a network drive.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { silentLog } from '../../src/kit/log.ts'
import { startEngine } from '../../src/store/engine.ts'
import { prepareServer, type Server, type ServerOptions } from './server.ts'

export interface Several {
  /** Started when this resolves. `roles` as in POSTROOM_ROLES; `program` where it is another version's. */
  start(roles: string, options?: Pick<ServerOptions, 'program' | 'env'>): Promise<Server>
  database: pg.Client
  /** Of the database server, for what it costs. */
  databasePid(): Promise<number | undefined>
  remove(): Promise<void>
}

export async function prepareSeveral(env: Record<string, string> = {}): Promise<Several> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-several-'))
  const engine = await startEngine({ dataDir: path.join(folder, 'database'), log: silentLog })
  const { host = '', port = 5432, user = '', password = '', database = '' } = engine.connection
  const url = new URL(`postgres://localhost:${port}/${database}`)
  url.username = user
  url.password = typeof password === 'string' ? password : ''
  url.searchParams.set('host', host)
  const client = new pg.Client(engine.connection)
  client.on('error', () => undefined)
  await client.connect()
  const servers: Server[] = []
  return {
    database: client,
    databasePid: () => engine.pid(),
    async start(roles, { program, env: more } = {}) {
      const server = await prepareServer({
        dataDir: path.join(folder, 'data'),
        env: { POSTROOM_DATABASE_URL: url.href, POSTROOM_ROLES: roles, ...env, ...more },
        ...(program ? { program } : {}),
      })
      servers.push(server)
      await server.start()
      return server
    },
    async remove() {
      await Promise.all(servers.map((server) => server.remove()))
      await client.end()
      await engine.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
