import pg from 'pg'
import { expect, test } from 'vitest'
import { createEmptyDatabase } from '../../test/database.ts'
import { silentLog } from '../kit/log.ts'
import { migrate, readMigrations, type Migration } from './migrate.ts'

const step = (number: number, sql: string): Migration => ({
  number,
  name: `step-${number}`,
  checksum: sql,
  sql,
  isAlone: sql.startsWith('-- no-transaction'),
})

function onEmpty(body: (client: pg.Client, another: () => Promise<pg.Client>) => Promise<void>): () => Promise<void> {
  return async () => {
    const database = await createEmptyDatabase()
    const clients: pg.Client[] = []
    const connect = async () => {
      const client = new pg.Client(database.connection)
      client.on('error', () => undefined)
      await client.connect()
      clients.push(client)
      return client
    }
    try {
      await body(await connect(), connect)
    } finally {
      await Promise.all(clients.map((client) => client.end()))
      await database.drop()
    }
  }
}

test(
  'an empty database gets every migration once, in order',
  onEmpty(async (client) => {
    const first = await migrate(client, silentLog)
    const second = await migrate(client, silentLog)

    expect(first.map((one) => one.number)).toEqual((await readMigrations()).map((_, index) => index + 1))
    expect(second).toEqual([])
  }),
)

test(
  'processes that start together migrate once',
  onEmpty(async (client, another) => {
    const steps = [step(1, 'create table a (n int); select pg_sleep(0.05)')]

    const done = await Promise.all(
      [client, await another(), await another()].map((one) => migrate(one, silentLog, steps)),
    )

    expect(done.flat()).toHaveLength(1)
  }),
)

test(
  'a migration that fails leaves nothing of itself, and says where it failed',
  onEmpty(async (client) => {
    const failed = migrate(client, silentLog, [step(1, 'create table a (n int);\n\ncreate tabel b (n int);')])

    await expect(failed).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringContaining('line 3') as string,
    })
    expect((await client.query(`select to_regclass('a') as a`)).rows).toEqual([{ a: null }])
  }),
)

test(
  'a migration and its entry in the ledger are one',
  onEmpty(async (client) => {
    const forges = `create table a (n int); insert into migration (number, name, checksum) values (1, 'forged', 'x')`

    await expect(migrate(client, silentLog, [step(1, forges)])).rejects.toMatchObject({ code: 'migration-failed' })

    expect((await client.query(`select to_regclass('a') as a`)).rows).toEqual([{ a: null }])
  }),
)

test(
  'an applied migration that was changed is refused',
  onEmpty(async (client) => {
    await migrate(client, silentLog, [step(1, 'create table a (n int)')])

    await expect(migrate(client, silentLog, [step(1, 'create table a (n bigint)')])).rejects.toMatchObject({
      code: 'migration-changed',
    })
  }),
)

test(
  'a store that a newer program migrated is refused, unless going back one version was asked for',
  onEmpty(async (client) => {
    await migrate(client, silentLog, [step(1, 'select 1'), step(2, 'select 2')])

    await expect(migrate(client, silentLog, [step(1, 'select 1')])).rejects.toMatchObject({ code: 'store-newer' })
    expect(await migrate(client, silentLog, [step(1, 'select 1')], { isNewerServed: true })).toEqual([])
  }),
)

test(
  'an index can be built while others write',
  onEmpty(async (client) => {
    const steps = [
      step(1, 'create table a (n int)'),
      step(2, '-- no-transaction\ncreate index concurrently a_by_n on a (n)'),
    ]

    await migrate(client, silentLog, steps)

    expect((await client.query(`select to_regclass('a_by_n') as a`)).rows).toEqual([{ a: 'a_by_n' }])
  }),
)
