// One lane of a worker: takes jobs of its kinds, does some at a time, keeps their leases alive, gives back what it cannot finish.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { createBell } from '../access/bell.ts'
import type { Store } from '../store.ts'
import { claim, fail, giveBack, isSuspect, LEASE, MOST_DEATHS, renew, type Job } from './claim.ts'

export interface LaneOptions {
  worker: string
  kinds: string[]
  /** Batches under way at once. */
  concurrency: number
  /** Jobs taken at once. */
  take: number
  batchOf(kind: string): number
  attemptsOf(kind: string): number
  /** Does them and finishes them; throws where it did not. */
  perform(kind: string, jobs: Job[]): Promise<void>
  /** How often is looked without having been woken; milliseconds. */
  look: number
}

export interface Lane {
  /** Takes no more, waits up to `grace` ms for what is under way, gives back the rest. */
  stop(grace: number): Promise<void>
}

const us = { actorId: null, isRedone: true }

export function openLane(store: Store, options: LaneOptions): Lane {
  const { worker, concurrency } = options
  const bell = createBell()
  const held = new Set<Id>()
  const underWay = new Set<Promise<void>>()
  let isStopping = false

  const perform = async (kind: string, jobs: Job[]): Promise<void> => {
    try {
      if (jobs.length > 0) await options.perform(kind, jobs)
    } catch (error) {
      // One of them is at fault: each for itself, so that the others get through. A database that is away is nobody's fault.
      if (jobs.length > 1 && !isDatabase(error)) for (const job of jobs) await perform(kind, [job])
      else for (const job of jobs) await putOff(job, error)
    }
  }
  const putOff = async (job: Job, error: unknown, most = options.attemptsOf(job.kind)) => {
    store.log.warn({ err: error, job: job.id, kind: job.kind, attempts: job.attempts }, 'a job failed')
    await store.transact(us, (tx) => fail(tx, worker, job, error, most))
  }
  const start = (kind: string, jobs: Job[]) => {
    const [deadly, fit] = partition(jobs, (job) => job.deaths >= MOST_DEATHS)
    const work: Promise<void> = perform(kind, fit)
      .then(async () => {
        for (const job of deadly)
          await putOff(job, new Problem('broken', 'worker-died', 'Every worker that tried this died of it.'), 0)
        if (jobs.some((job) => job.serialKey !== null)) bell.ring() // the next one with this key may come
      })
      .catch((error: unknown) =>
        store.log.warn({ err: error, kind }, 'the outcome of a job could not be written; its lease will run out'),
      )
      .finally(() => {
        for (const job of jobs) held.delete(job.id)
        underWay.delete(work)
      })
    underWay.add(work)
  }
  /** Where one is among them that may kill its worker the others go back: they shall not be near it. */
  const take = (): Promise<Job[]> =>
    store.transact(us, async (tx) => {
      const claimed = await claim(tx, worker, options.kinds, options.take)
      const suspect = claimed.find(isSuspect)
      if (!suspect) return claimed
      const others = claimed.filter((job) => job !== suspect)
      if (others.length > 0) await giveBack(tx, worker, ids(others))
      return [suspect]
    })
  const round = async (): Promise<boolean> => {
    const jobs = await take()
    for (const job of jobs) held.add(job.id)
    const isAlone = jobs.some(isSuspect)
    if (isAlone) await Promise.all(underWay)
    const batches = [...Map.groupBy(jobs, (job) => job.kind)].flatMap(([kind, same]) =>
      slices(same, options.batchOf(kind)).map((part) => ({ kind, part })),
    )
    for (const { kind, part } of batches) {
      while (underWay.size >= concurrency) await Promise.race(underWay)
      if (isStopping) break
      start(kind, part)
    }
    if (isAlone) await Promise.all(underWay)
    while (underWay.size >= concurrency) await Promise.race(underWay)
    return jobs.length === options.take || isAlone
  }
  const run = async () => {
    while (!isStopping) {
      try {
        if (await round()) continue
      } catch (error) {
        store.log.warn({ err: error }, 'jobs could not be taken')
      }
      await bell.wait(options.look * (0.75 + Math.random() / 2))
    }
  }

  const off = store.onWake('job', bell.ring)
  const heart = setInterval(() => {
    if (held.size > 0)
      store
        .transact(us, (tx) => renew(tx, worker, [...held]))
        .catch((error: unknown) => store.log.warn({ err: error }, 'leases could not be renewed'))
  }, LEASE / 4)
  const running = run()
  return {
    stop: async (grace) => {
      isStopping = true
      off()
      bell.ring()
      const over = Promise.withResolvers<void>()
      const timer = setTimeout(over.resolve, grace)
      await Promise.race([running.then(() => Promise.all(underWay)), over.promise])
      clearTimeout(timer)
      clearInterval(heart)
      if (held.size > 0) await store.transact(us, (tx) => giveBack(tx, worker, [...held]))
    },
  }
}

const ids = (jobs: Job[]): Id[] => jobs.map((job) => job.id)

function slices<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}

function partition<T>(all: T[], is: (one: T) => boolean): [T[], T[]] {
  return [all.filter((one) => is(one)), all.filter((one) => !is(one))]
}

function isDatabase(error: unknown): boolean {
  return error instanceof Problem && error.kind === 'busy' && error.code.startsWith('database-')
}
