// One database server for a whole run of the tests, started when the first test asks for it: most tests need none.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { silentLog } from '../src/kit/log.ts'
import { startEngine } from '../src/store/engine.ts'
import { migrate } from '../src/store/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Port on 127.0.0.1 that answers with the server's connection as JSON. */
    databasePort: number
  }
}

interface Server {
  connection: pg.PoolConfig
  stop(): Promise<void>
}

// oxlint-disable-next-line import/no-default-export -- vitest calls the default export
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = `postroom_test_${Math.random().toString(36).slice(2, 10)}`
  let server: Promise<Server> | undefined
  const door = createServer((socket: Socket) => {
    socket.on('error', () => undefined)
    server ??= start(`${run}_template`)
    server.then(
      ({ connection }) => socket.end(JSON.stringify({ connection, run })),
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) })),
    )
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  project.provide('databasePort', (door.address() as { port: number }).port)
  return async () => {
    door.close()
    await server?.then((started) => started.stop())
  }
}

async function start(template: string): Promise<Server> {
  const given = process.env.POSTROOM_TEST_DATABASE_URL
  const server = given
    ? { connection: parts(given), stop: () => dropAll(parts(given), template.replace('_template', '')) }
    : await embedded()
  const admin = await connect(server.connection)
  await admin.query(`create database ${template}`)
  await admin.end()
  const client = await connect({ ...server.connection, database: template })
  await migrate(client, silentLog)
  await client.end()
  return server
}

async function embedded(): Promise<Server> {
  await sweep()
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-test-'))
  const engine = await startEngine({ dataDir, log: silentLog })
  return {
    connection: engine.connection,
    stop: async () => {
      await engine.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Servers of runs that were killed hours ago. */
async function sweep(): Promise<void> {
  const names = (await readdir(os.tmpdir())).filter((name) => name.startsWith('postroom-test-'))
  for (const dataDir of names.map((name) => path.join(os.tmpdir(), name))) {
    const made = await stat(dataDir).catch(() => undefined)
    if (!made || made.mtimeMs > Date.now() - 3 * 3600_000) continue
    const left = await startEngine({ dataDir, log: silentLog }).catch(() => undefined) // undefined: still in use
    if (!left) continue
    await left.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** In parts, so that another database's name can be put in. */
function parts(url: string): pg.PoolConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  return {
    host: searchParams.get('host') ?? decodeURIComponent(hostname),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1) || 'postgres',
  }
}

async function dropAll(connection: pg.PoolConfig, run: string): Promise<void> {
  const admin = await connect(connection)
  const { rows } = await admin.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [run],
  )
  for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`)
  await admin.end()
}

async function connect(connection: pg.PoolConfig): Promise<pg.Client> {
  const client = new pg.Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  return client
}
