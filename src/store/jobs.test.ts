import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openTestStore, useStore } from '../../test/database.ts'
import { Problem } from '../kit/problem.ts'
import { countJobs, dropJob, enqueue, enqueueAll, listJobs, retryJob, type JobOptions } from './jobs.ts'
import { backOff, claim, finish, freeJobsOf, LEASE, MOST_DEATHS } from './jobs/claim.ts'
import { keepSchedule } from './jobs/schedule.ts'
import { createWorker, type Handlers, type WorkerOptions } from './jobs/worker.ts'
import type { Store } from './store.ts'
import type { Tx } from './tx.ts'

const store = useStore()
const us = { actorId: null }
const add = (kind: string, payload: object = {}, options: JobOptions = {}) =>
  store().transact(us, (tx) => enqueue(tx, kind, payload, options))
const jobs = (kind: string) => store().transact(us, (tx) => listJobs(tx, { kind, limit: 100 }))
const take = (worker: string, kind: string, limit = 10) =>
  store().transact(us, (tx) => claim(tx, worker, [kind], limit))
const remember = (tx: Tx, name: string) =>
  tx.query({ text: `insert into tag (name, created_at) values ($1, $2)`, values: [name, tx.now] })
const remembered = async (prefix: string) =>
  (
    await store().pool.query<{ name: string }>('select name from tag where starts_with(name, $1) order by name', [
      prefix,
    ])
  ).rows.map((row) => row.name)

function work(handlers: Handlers, options: WorkerOptions = {}, on: Store = store()) {
  const worker = createWorker(on, handlers, { look: 20, ...options })
  onTestFinished(() => worker.stop())
  return worker
}

test('a job runs once, and is gone', async () => {
  const seen: unknown[] = []
  work({
    'a.once': {
      run: async (_, given) => {
        seen.push(...given.map((job) => job.payload))
      },
    },
  })
  work({
    'a.once': {
      run: async (_, given) => {
        seen.push(...given.map((job) => job.payload))
      },
    },
  })

  await add('a.once', { n: 1 })

  await expect.poll(() => jobs('a.once')).toEqual([])
  expect(seen).toEqual([{ n: 1 }])
})

test('a job whose transaction is undone never was', async () => {
  const undone = store().transact(us, async (tx) => {
    await enqueue(tx, 'a.undone', {})
    throw new Problem('denied', 'no', 'No.')
  })

  await expect(undone).rejects.toThrow('No.')
  expect(await jobs('a.undone')).toEqual([])
})

test('the effect of a job that lost its lease is undone: somebody else has done it', async () => {
  await add('a.stolen')
  const slow = await take('slow', 'a.stolen')
  store().clock.advance(LEASE + 1)
  const quick = await take('quick', 'a.stolen')

  const done = async (worker: string, given: typeof slow) =>
    await store().transact(us, async (tx) => {
      await remember(tx, `stolen by ${worker}`)
      await finish(
        tx,
        worker,
        given.map((job) => job.id),
      )
    })
  await done('quick', quick)

  await expect(done('slow', slow)).rejects.toMatchObject({ code: 'lease-lost' })
  expect(await remembered('stolen')).toEqual(['stolen by quick'])
})

test('a lease is not taken away before its time', async () => {
  await add('a.held')
  await take('one', 'a.held')
  store().clock.advance(LEASE - 1)

  expect(await take('two', 'a.held')).toEqual([])
  store().clock.advance(1)
  expect(await take('two', 'a.held')).toMatchObject([{ deaths: 1 }])
})

test('many workers divide the jobs between them', async () => {
  await store().transact(us, (tx) =>
    enqueueAll(
      tx,
      Array.from({ length: 200 }, (_, n) => ({ kind: 'a.many', payload: { n } })),
    ),
  )

  const taken = (await Promise.all(Array.from({ length: 8 }, (_, n) => take(`worker ${n}`, 'a.many', 50)))).flat()

  expect(taken.length).toBe(200)
  expect(new Set(taken.map((job) => job.id)).size).toBe(200)
})

test('what is urgent comes first, what is for later waits', async () => {
  await add('a.order', { n: 'later' }, { runAt: new Date(store().clock.now().getTime() + 1_000) })
  await add('a.order', { n: 'plain' })
  await add('a.order', { n: 'urgent' }, { priority: 5 })

  const one = await take('w', 'a.order', 1)
  const rest = await take('w', 'a.order')
  store().clock.advance(1_000)

  expect([...one, ...rest, ...(await take('w', 'a.order'))].map((job) => job.payload)).toEqual([
    { n: 'urgent' },
    { n: 'plain' },
    { n: 'later' },
  ])
})

test('one key waits once', async () => {
  await store().transact(us, (tx) =>
    enqueueAll(tx, [
      { kind: 'a.key', payload: { n: 1 }, key: 'k' },
      { kind: 'a.key', payload: { n: 2 }, key: 'k' },
    ]),
  )
  await add('a.key', { n: 3 }, { key: 'k' })
  await add('a.key', { n: 4 }, { key: 'other' })

  expect((await jobs('a.key')).map((job) => job.payload)).toEqual([{ n: 4 }, { n: 1 }])
})

test('what is asked for while it runs runs once more, so that nothing written meanwhile is missed', async () => {
  let runs = 0
  work({
    'a.again': {
      runOutside: async () => {
        if (++runs === 1) {
          await add('a.again', {}, { key: 'k' })
          await add('a.again', {}, { key: 'k' })
        }
      },
    },
  })

  await add('a.again', {}, { key: 'k' })

  await expect.poll(async () => [runs, await jobs('a.again')]).toEqual([2, []])
  await sleep(60)
  expect(runs).toBe(2)
})

test('jobs with one serial key run one after another in their order, others beside them', async () => {
  const order: string[] = []
  const bens = Promise.withResolvers<void>()
  let together = 0
  const handler = {
    runOutside: async (_: Store, job: { payload: unknown; serialKey: string | null }) => {
      if (job.serialKey === 'ada' && ++together > 1) order.push('together!')
      await sleep(5)
      order.push(String((job.payload as { n: unknown }).n))
      if (job.serialKey === 'ben') return bens.resolve()
      await bens.promise // who had to wait for the five would never come
      together--
    },
  }
  await store().transact(us, (tx) =>
    enqueueAll(
      tx,
      [1, 2, 3, 4, 5].map((n) => ({ kind: 'a.serial', payload: { n }, serialKey: 'ada' })),
    ),
  )
  await add('a.serial', { n: 'ben' }, { serialKey: 'ben' })

  work({ 'a.serial': handler })
  work({ 'a.serial': handler })

  await expect.poll(() => jobs('a.serial')).toEqual([])
  expect(order.filter((one) => one !== 'ben')).toEqual(['1', '2', '3', '4', '5'])
})

test('a job that fails waits longer each time, and is kept with its error when its attempts are used up', async () => {
  await add('a.fails')
  work({ 'a.fails': { attempts: 2, run: () => Promise.reject(new Error('no route to example.net\nsecond line')) } })

  await expect.poll(() => jobs('a.fails')).toMatchObject([{ state: 'waiting', attempts: 1 }])
  expect((await jobs('a.fails'))[0]?.runAt.getTime()).toBeGreaterThan(store().clock.now().getTime() + 2_000)
  store().clock.advance(60_000)

  await expect.poll(() => jobs('a.fails')).toMatchObject([{ state: 'failed', attempts: 2 }])
  expect((await jobs('a.fails'))[0]?.error).toMatch(/^unexpected: .*: no route to example.net$/)
})

test('what will not pass by itself is not tried again', async () => {
  await add('a.invalid')
  work({ 'a.invalid': { run: () => Promise.reject(new Problem('invalid', 'not-an-address', 'This is no address.')) } })

  await expect
    .poll(() => jobs('a.invalid'))
    .toMatchObject([{ state: 'failed', attempts: 1, error: 'not-an-address: This is no address.' }])
})

test('one bad job of a batch does not hold up the others', async () => {
  await store().transact(us, (tx) =>
    enqueueAll(
      tx,
      [1, 2, 3].map((n) => ({ kind: 'a.batch', payload: { n } })),
    ),
  )
  work({
    'a.batch': {
      batch: 10,
      run: async (tx, given) => {
        for (const job of given) {
          const { n } = job.payload as { n: number }
          await remember(tx, `batch ${n}`)
          if (n === 2) throw new Problem('invalid', 'bad', 'Bad.')
        }
      },
    },
  })

  await expect.poll(() => jobs('a.batch')).toMatchObject([{ state: 'failed', payload: { n: 2 } }])
  expect(await remembered('batch')).toEqual(['batch 1', 'batch 3'])
})

const free = (worker: string) => store().transact(us, (tx) => freeJobsOf(tx, [worker]))

test('who dies uses up no attempt of what was in his hands, and after the second death it waits', async () => {
  await add('a.near')

  const [first] = await take('one', 'a.near')
  await free('one')
  const [second] = await take('two', 'a.near')
  await free('two')

  expect([first, second]).toMatchObject([
    { attempts: 1, deaths: 0 },
    { attempts: 1, deaths: 1 },
  ])
  expect(await take('three', 'a.near')).toEqual([])
  store().clock.advance(31_000)
  expect(await take('three', 'a.near')).toMatchObject([{ attempts: 1, deaths: 2 }])
})

test('who lost a lease counts as dead', async () => {
  await add('a.lost')
  await take('one', 'a.lost')

  store().clock.advance(LEASE)

  expect(await take('two', 'a.lost')).toMatchObject([{ attempts: 1, deaths: 1 }])
})

test('what several died with is tried with nothing beside it', async () => {
  const held: number[][] = []
  await store().transact(us, (tx) =>
    enqueueAll(
      tx,
      [1, 2, 3, 4].map((at) => ({ kind: 'a.suspect', payload: { at } })),
    ),
  )
  await store().pool.query(`update job set deaths = 2 where kind = 'a.suspect' and payload->>'at' <> '4'`)
  const inHands = async () =>
    (
      await store().pool.query<{ at: number }>(
        `select (payload->>'at')::int as at from job where leased_by = 'the lane'`,
      )
    ).rows

  work(
    { 'a.suspect': { batch: 10, run: async () => void held.push((await inHands()).map((row) => row.at)) } },
    { worker: 'the lane' },
  )

  await expect.poll(() => held).toEqual([[1], [2], [3], [4]])
})

test('a job that kills its workers is put aside, and gets all its lives again where somebody wants it tried', async () => {
  await add('a.poison')
  for (let n = 0; n < MOST_DEATHS; n++) {
    expect(await take('dies', 'a.poison')).toHaveLength(1)
    await free('dies')
    store().clock.advance(100 * 3_600_000)
  }
  const run = vi.fn(() => Promise.resolve())

  work({ 'a.poison': { run } })

  await expect.poll(() => jobs('a.poison')).toMatchObject([{ state: 'failed' }])
  expect(run).not.toHaveBeenCalled()
  const [dead] = await jobs('a.poison')
  await store().transact(us, (tx) => retryJob(tx, dead?.id ?? ''))
  await expect.poll(() => jobs('a.poison')).toEqual([])
  expect(run).toHaveBeenCalledOnce()
})

test('a dead letter can be tried again or dropped, and nothing else can', async () => {
  await add('a.dead')
  const worker = createWorker(
    store(),
    { 'a.dead': { run: () => Promise.reject(new Problem('invalid', 'bad', 'Bad.')) } },
    { look: 20 },
  )
  await expect.poll(() => jobs('a.dead')).toMatchObject([{ state: 'failed' }])
  await worker.stop()
  const [dead] = await jobs('a.dead')
  const id = dead?.id ?? ''

  await store().transact(us, (tx) => retryJob(tx, id))

  expect(await jobs('a.dead')).toMatchObject([{ state: 'waiting', attempts: 0 }])
  expect(await store().transact(us, countJobs)).toContainEqual(
    expect.objectContaining({ kind: 'a.dead', state: 'waiting', count: 1 }),
  )
  await expect(store().transact(us, (tx) => dropJob(tx, id))).rejects.toMatchObject({ code: 'job-not-failed' })
})

test('a worker that is stopped gives back what it has not begun and what does not end', async () => {
  const begun = Promise.withResolvers<void>()
  const never = new Promise<void>(() => undefined)
  const other = await openTestStore(store().connection, { clock: store().clock })
  onTestFinished(() => other.close())
  await store().transact(us, (tx) =>
    enqueueAll(
      tx,
      [1, 2, 3].map((n) => ({ kind: 'a.stop', payload: { n } })),
    ),
  )
  const worker = createWorker(
    other,
    {
      'a.stop': {
        runOutside: () => {
          begun.resolve()
          return never
        },
      },
    },
    { look: 20, outside: 2, grace: 100 },
  )
  await begun.promise

  await worker.stop()

  expect(await jobs('a.stop')).toMatchObject([1, 2, 3].map(() => ({ state: 'waiting', attempts: 0 })))
})

test('a schedule gives one job a period, however many processes keep it', async () => {
  const hourly = { kind: 'a.hourly', every: 3600_000 }
  const keep = () => Promise.all([1, 2, 3].map(() => store().transact(us, (tx) => keepSchedule(tx, hourly))))

  const first = await keep()
  const [job] = await take('w', 'a.hourly')
  await store().transact(us, (tx) => finish(tx, 'w', [job?.id ?? '']))
  const same = await keep()
  store().clock.advance(3600_000)
  const next = await keep()

  expect([first, same, next].map((round) => round.filter(Boolean).length)).toEqual([1, 0, 1])
})

test('the wait before the next try doubles up to an hour, and is never the same for all', () => {
  expect([1, 2, 3, 30].map((attempts) => backOff(attempts, 0.5))).toEqual([5_000, 10_000, 20_000, 3_600_000])
  expect([backOff(1, 0), backOff(1, 1)]).toEqual([2_500, 7_500])
})
