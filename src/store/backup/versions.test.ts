import os from 'node:os'
import path from 'node:path'
import { mkdtemp, rm } from 'node:fs/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createEmptyDatabase } from '../../../test/database.ts'
import { silentLog } from '../../kit/log.ts'
import { startEngine } from '../engine.ts'
import { migrate } from '../migrate.ts'
import { readTables } from './catalog.ts'
import { moveTables } from './move.ts'
import { sumOf } from './target.ts'

async function open(connection: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function sums(client: pg.Client): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const table of await readTables(client)) found[table.name] = await sumOf(client, table)
  return found
}

test('a desk goes from the embedded PostgreSQL to the server of the tests, whatever its version, and back', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-versions-'))
  const programs = path.join(os.tmpdir(), `postroom-engine-test-${os.userInfo().uid}`)
  const engine = await startEngine({ dataDir: path.join(folder, 'data'), log: silentLog, binariesDir: programs })
  const server = await createEmptyDatabase()
  const clients: pg.Client[] = []
  try {
    const [home, away] = [await open(engine.connection), await open(server.connection)]
    clients.push(home, away)
    await migrate(home, silentLog)
    await home.query(
      `insert into raw (id, size, body, stored_at) select n, n, decode(md5(n::text), 'hex'), now() from generate_series(1, 500) n`,
    )
    await home.query(`insert into message_search values (1, 1, 1, 5, now(), array_to_tsvector('{lamp,şəkil,订单}'))`)
    await home.query(`insert into setting values ('a', '{"b": [1, null, "ü"]}', now())`)
    const before = await sums(home)

    await moveTables({ source: home, target: away, log: silentLog, id: 'there' })
    await home.query('create database back')
    const back = await open({ ...engine.connection, database: 'back' })
    clients.push(back)
    await moveTables({ source: away, target: back, log: silentLog, id: 'back' })

    expect(await sums(away)).toEqual(before)
    expect(await sums(back)).toEqual(before)
  } finally {
    for (const client of clients) await client.end()
    await server.drop()
    await engine.stop()
    await rm(folder, { recursive: true, force: true })
  }
}, 120_000)
