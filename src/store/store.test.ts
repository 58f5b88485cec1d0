import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../kit/clock.ts'
import { silentLog } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'
import { onDatabase, openTestStore, useStore } from '../../test/database.ts'
import { openStore } from './store.ts'
import type { Tx } from './tx.ts'

const store = useStore()
const us = { actorId: null }
const set = (name: string, value: unknown) => (tx: Tx) =>
  tx.db
    .insertInto('setting')
    .values({ name, value: JSON.stringify(value), changed_at: tx.now })
    .execute()
const names = () =>
  store()
    .pool.query<{ name: string }>('select name from setting order by name')
    .then((found) => found.rows.map((row) => row.name))

test('what a verb wrote is there when it returns, and gone when it throws', async () => {
  await store().transact(us, set('kept', 1))
  const thrown = store().transact(us, async (tx) => {
    await set('undone', 2)(tx)
    throw new Problem('denied', 'no', 'No.')
  })

  await expect(thrown).rejects.toMatchObject({ code: 'no' })
  expect(await names()).toEqual(['kept'])
})

test('of a store that could not be opened nothing goes on', async () => {
  const [started, stopped] = [vi.spyOn(globalThis, 'setInterval'), vi.spyOn(globalThis, 'clearInterval')]

  const opened = openStore({ connection: { host: '/no-such-folder' }, log: silentLog, clock: systemClock })

  await expect(opened).rejects.toMatchObject({ code: 'database-away' })
  const timers = started.mock.results.map((one) => one.value as unknown)
  expect(stopped.mock.calls.map(([one]) => one)).toEqual(expect.arrayContaining(timers))
  vi.restoreAllMocks()
})

test('a file that is not there, or a server of somebody else’s, is not the database', async () => {
  const foreign = (code: string) => Object.assign(new Error('somebody else failed'), { code })
  const fails = (code: string) =>
    store().transact(us, async () => {
      throw foreign(code)
    })

  for (const code of ['ENOENT', 'ECONNREFUSED', 'ETIMEDOUT', '40001'])
    await expect(fails(code)).rejects.toThrow('somebody else failed')
})

test('ids and large counts arrive as text, instants as dates, JSON parsed, days as they were written', async () => {
  const [row] = await store().transact(us, (tx) =>
    tx.query<Record<string, unknown>>({
      name: 'types',
      text: `select 9007199254740993::bigint as id, '2026-03-02T09:00:00Z'::timestamptz as at, '{"a":[1]}'::jsonb as json, '2026-03-02'::date as day`,
      values: [],
    }),
  )

  expect(row).toEqual({
    id: '9007199254740993',
    at: new Date('2026-03-02T09:00:00Z'),
    json: { a: [1] },
    day: '2026-03-02',
  })
})

test('two transactions that each wait for the other both succeed in the end', async () => {
  await store().transact(us, async (tx) => {
    await set('one', 0)(tx)
    await set('two', 0)(tx)
  })
  const touch = (tx: Tx, name: string) =>
    tx.db.updateTable('setting').set({ changed_at: tx.now }).where('name', '=', name).execute()
  let runs = 0
  const both = Promise.withResolvers<void>()
  const cross = (first: string, second: string) =>
    store().transact(us, async (tx) => {
      await touch(tx, first)
      if (++runs === 2) both.resolve()
      await both.promise
      await touch(tx, second)
    })

  await Promise.all([cross('one', 'two'), cross('two', 'one')])

  expect(runs).toBeGreaterThan(2)
})

test('statements of one verb that are started together run one after another', async () => {
  const warnings: Error[] = []
  const listen = (warning: Error) => warnings.push(warning)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))
  const slow = (tx: Tx, n: number) =>
    tx.query<{ n: number }>({ name: `slow${n}`, text: `select ${n} as n, pg_sleep(0.01)`, values: [] })

  const found = await store().transact(us, (tx) =>
    Promise.all([slow(tx, 1), slow(tx, 2), tx.db.selectFrom('tag').selectAll().execute()]),
  )

  expect(found[1]).toMatchObject([{ n: 2 }])
  expect(warnings).toEqual([]) // pg warns of a query on a busy client, and will refuse it
})

test('a transaction that escapes its verb answers nothing more', async () => {
  const escaped = await store().transact(us, async (tx) => ({ tx }))

  await expect(set('late', 1)(escaped.tx)).rejects.toMatchObject({ code: 'transaction-ended' })
})

test('of statements that were started together none is left where one of them failed', async () => {
  const failed = store().transact(us, (tx) =>
    Promise.all([tx.query({ text: 'select 1/0', values: [] }), set('beside', 1)(tx), set('behind', 2)(tx)]),
  )

  await expect(failed).rejects.toThrow(/division by zero/)
  await store().ping()
  const left = await names()
  expect(left).not.toContain('beside')
  expect(left).not.toContain('behind')
})

test('what fails when it is told of a commit does not make it look undone, and others are told', async () => {
  const told: string[] = []

  await store().transact(us, async (tx) => {
    tx.afterCommit.push(() => {
      throw new Error('planted')
    })
    tx.afterCommit.push(() => told.push('the next'))
  })

  expect(told).toEqual(['the next'])
})

test('a failed statement that a verb swallows does not pass for a success', async () => {
  const swallowed = store().transact(us, (tx) =>
    tx.query({ name: 'bad', text: 'select 1/0', values: [] }).catch(() => undefined),
  )

  await expect(swallowed).rejects.toMatchObject({ code: 'transaction-failed' })
})

test('a reading transaction cannot write', async () => {
  await expect(store().transact({ actorId: null, readOnly: true }, set('read', 1))).rejects.toThrow(
    /read-only transaction/,
  )
})

test('what is read without a transaction cannot write either, and its connection serves on after a failure', async () => {
  const loose = { actorId: null, readOnly: true, isLoose: true, patience: 8_000 }
  const failing = (tx: Tx) => tx.query({ text: 'select 1/0', values: [] })

  await expect(store().transact(loose, set('read', 1))).rejects.toThrow(/read-only transaction/)
  await expect(store().transact(loose, failing)).rejects.toThrow(/division by zero/)
  const [row] = await store().transact(loose, (tx) =>
    tx.query<{ on: string }>({ text: `select current_setting('transaction_read_only') as on`, values: [] }),
  )

  expect(row).toEqual({ on: 'on' })
  expect(await names()).not.toContain('read')
})

test('a connection that is cut is a busy database, and the next transaction finds another connection', async () => {
  const cut = store().transact(us, async (tx) => {
    const [me] = await tx.query<{ pid: number }>({ name: 'me', text: 'select pg_backend_pid() as pid', values: [] })
    await store().pool.query('select pg_terminate_backend($1)', [me?.pid])
    await set('cut', 1)(tx)
  })

  await expect(cut).rejects.toMatchObject({ kind: 'busy', code: 'database-away' })
  expect(await store().ping()).toBeGreaterThan(0)
})

test('a single statement is there once it is answered, and wakes; where its answer is lost nobody says that it failed', async () => {
  let woken = 0
  const off = store().onWake('job', () => woken++)
  onTestFinished(off)
  const text = 'insert into setting (name, value, changed_at) values ($1, $2, now())'

  await store().single({}, { name: 'test-single', text, values: ['alone', '1'] }, ['job'])
  const cut = store().single({}, { text: 'select pg_terminate_backend(pg_backend_pid())', values: [] }, ['job'])

  await expect(cut).rejects.toMatchObject({ code: 'commit-unknown' })
  expect(await names()).toContain('alone')
  expect(woken).toBe(1)
})

test('a database that is away is a busy one', async () => {
  await expect(openTestStore({ host: '127.0.0.1', port: 1, user: 'ada', database: 'none' })).rejects.toMatchObject({
    kind: 'busy',
    code: 'database-away',
  })
})

test('a full disk is told as such', async () => {
  const full = store().transact(us, (tx) =>
    tx.query({
      name: 'full',
      text: `do $$ begin raise exception 'no space' using errcode = '53100'; end $$`,
      values: [],
    }),
  )

  await expect(full).rejects.toMatchObject({ kind: 'busy', code: 'disk-full' })
})

test('a verb knows the time, who acts and in which request', async () => {
  const told = await store().transact({ actorId: '7', requestId: 'r1' }, async ({ now, actorId, requestId }) => ({
    now,
    actorId,
    requestId,
  }))

  expect(told).toEqual({ now: store().clock.now(), actorId: '7', requestId: 'r1' })
})

test('a test on the database leaves nothing behind', async () => {
  const seen: unknown[] = []
  const body = onDatabase(async (tx) => {
    seen.push((await tx.db.selectFrom('setting').selectAll().execute()).length)
    await set('left', 1)(tx)
  })

  await body()
  await body()

  expect(seen).toEqual([0, 0])
})
