// The worker: does the jobs, by what their kinds say. Work inside the database and work that goes outside have lanes of their own,
// so that a slow server somewhere does not hold up the filing of mail.
import { randomUUID } from 'node:crypto'
import type { Store } from '../store.ts'
import type { Tx } from '../tx.ts'
import { finish, MOST_ATTEMPTS, type Job } from './claim.ts'
import { openLane, type Lane } from './lane.ts'
import { startSchedules, type Schedule } from './schedule.ts'

/** Effect and completion are one transaction: it happens once. It may be run again from the start, and for a batch job by job. */
export interface InsideHandler {
  /** Jobs in one transaction at most; 1 where nothing is said. They come in the order they were asked for. */
  batch?: number
  /** Tries before it is a dead letter. */
  attempts?: number
  run(tx: Tx, jobs: Job[]): Promise<void>
}

/** For what leaves the house. Completion follows the effect, so that after a crash it may happen again. */
export interface OutsideHandler {
  attempts?: number
  runOutside(store: Store, job: Job): Promise<void>
}

export type Handler = InsideHandler | OutsideHandler
export type Handlers = Readonly<Record<string, Handler>>

export interface WorkerOptions {
  schedules?: Schedule[]
  /** What stands in `leased_by`. */
  worker?: string
  /** Batches at once inside the database, jobs at once outside. */
  inside?: number
  outside?: number
  /** How often is looked for work that other processes left; milliseconds. */
  look?: number
  /** How long `stop` waits for what is under way; milliseconds. */
  grace?: number
}

export interface Worker {
  /** ≤ 10 s: what is not finished by then is given back and done by another worker. */
  stop(): Promise<void>
}

/** A job that a power cut brings back is done again. */
const us = { actorId: null, isRedone: true }

export function createWorker(store: Store, handlers: Handlers, options: WorkerOptions = {}): Worker {
  const { schedules = [], inside = 2, outside = 8, look = 500, grace = 8_000, worker = randomUUID() } = options
  const common = { worker, look, attemptsOf: (kind: string) => handlers[kind]?.attempts ?? MOST_ATTEMPTS }
  const kinds = (isOutside: boolean) =>
    Object.keys(handlers).filter((kind) => 'runOutside' in (handlers[kind] ?? {}) === isOutside)
  const batchOf = (kind: string) => {
    const handler = handlers[kind]
    return handler && 'run' in handler ? (handler.batch ?? 1) : 1
  }
  const perform = async (kind: string, jobs: Job[]) => {
    const handler = handlers[kind]
    if (!handler) throw new Error(`no handler for ${kind}`)
    const ids = jobs.map((job) => job.id)
    if ('run' in handler) {
      await store.transact(us, async (tx) => {
        await handler.run(tx, jobs)
        await finish(tx, worker, ids)
      })
    } else {
      for (const job of jobs) await handler.runOutside(store, job)
      await store.transact({ actorId: null }, (tx) => finish(tx, worker, ids))
    }
  }
  const take = Math.max(200, ...kinds(false).map(batchOf))
  const lanes: Lane[] = []
  if (kinds(false).length > 0)
    lanes.push(openLane(store, { ...common, kinds: kinds(false), concurrency: inside, take, batchOf, perform }))
  if (kinds(true).length > 0)
    lanes.push(
      openLane(store, { ...common, kinds: kinds(true), concurrency: outside, take: outside, batchOf, perform }),
    )
  const clocks = startSchedules(store, schedules)
  return {
    stop: async () => {
      await clocks.stop()
      await Promise.all(lanes.map((lane) => lane.stop(grace)))
    },
  }
}
