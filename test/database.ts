// Databases for tests, always real: copies of one migrated template. `onDatabase` undoes what a test did; `useStore` gives a
// whole test file a database of its own, for tests that commit.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { bySpeaker } from './distribution/speaker.ts'
import { createTestClock } from '../src/kit/clock.ts'
import { silentLog } from '../src/kit/log.ts'
import { must } from '../src/kit/must.ts'
import { bind } from '../src/store/access/bound.ts'
import { createTx, openStore, type Store, type StoreOptions } from '../src/store/store.ts'
import type { Tx } from '../src/store/tx.ts'

export type TestClock = ReturnType<typeof createTestClock>

export interface TestStore extends Store {
  clock: TestClock
  connection: pg.PoolConfig
}

interface Server {
  connection: pg.PoolConfig
  run: string
}

/** A migrated, empty database of its own; about 50 ms. */
export async function createDatabase(): Promise<{ connection: pg.PoolConfig; drop(): Promise<void> }> {
  const { connection, run } = await server()
  const database = `${run}_${Math.random().toString(36).slice(2, 12)}`
  await asAdmin(connection, `create database ${database} template ${run}_template`)
  return {
    connection: { ...connection, database },
    drop: () => asAdmin(connection, `drop database ${database} with (force)`),
  }
}

/** The same without a single table. */
export async function createEmptyDatabase(): Promise<{ connection: pg.PoolConfig; drop(): Promise<void> }> {
  const { connection, run } = await server()
  const database = `${run}_${Math.random().toString(36).slice(2, 12)}`
  await asAdmin(connection, `create database ${database}`)
  return {
    connection: { ...connection, database },
    drop: () => asAdmin(connection, `drop database ${database} with (force)`),
  }
}

/** For a test file whose tests commit: call it at the top level, and what it returns inside tests. */
export function useStore(options: TestOptions = {}): () => TestStore {
  let store: TestStore | undefined
  let database: Awaited<ReturnType<typeof createDatabase>> | undefined
  beforeAll(async () => {
    database = await createDatabase()
    store = await openTestStore(database.connection, options)
  })
  afterAll(async () => {
    await store?.close()
    await database?.drop()
  })
  return () => must(store, 'a store, which there is only inside tests')
}

type TestOptions = Partial<Omit<StoreOptions, 'clock'>> & { clock?: TestClock }

/** `npm run check:distribution` studies what the product says, and not what its tests ask. */
const annotating = process.env.POSTROOM_TEST_ANNOTATE ? { annotate: bySpeaker } : {}

/** Another process on the same database, so to say. Close it. */
export async function openTestStore(connection: pg.PoolConfig, options: TestOptions = {}): Promise<TestStore> {
  const { clock = createTestClock() } = options
  const store = await openStore({ log: silentLog, size: 5, ...annotating, ...options, connection, clock })
  return Object.assign(store, { clock, connection })
}

/** A test body in a transaction that is undone; as Postroom itself, at the test clock's start. */
export function onDatabase(
  body: (tx: Tx) => Promise<void>,
  options: Pick<StoreOptions, 'follows'> = {},
): () => Promise<void> {
  return async () => {
    const store = await sharedStore()
    const client = await store.pool.connect()
    const bound = bind(client, true, annotating.annotate)
    try {
      await client.query('begin')
      const given = {
        actorId: null,
        now: createTestClock().now(),
        mint: () => store.mint(),
        follows: options.follows ?? {},
        wake: new Set<never>(),
        afterCommit: [],
      }
      await body(createTx(bound, given))
    } finally {
      bound.close()
      await client.query('rollback')
      client.release()
    }
  }
}

let shared: Promise<Store> | undefined

/** One for each thread of the run; nothing is ever committed there. */
export function sharedStore(): Promise<Store> {
  shared ??= createDatabase().then(({ connection }) => openTestStore(connection))
  return shared
}

let known: Promise<Server> | undefined

function server(): Promise<Server> {
  known ??= text(connect(inject('databasePort'), '127.0.0.1')).then((answer) => {
    const told = JSON.parse(answer) as Server & { error?: string }
    if (told.error) throw new Error(told.error)
    return told
  })
  return known
}

async function asAdmin(connection: pg.PoolConfig, sql: string): Promise<void> {
  const client = new pg.Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
