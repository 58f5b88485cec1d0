// Jobs: work for the machine, in the same commit as what it follows from. Finished ones are deleted; history is in events.
// Doing them is in jobs/worker.ts. An effect inside this database happens once; one outside happens at least once.
import type { Id } from '../kit/id.ts'
import { Problem } from '../kit/problem.ts'
import { insertRows } from './access/rows.ts'
import type { Tx } from './tx.ts'

export interface JobOptions {
  /**
   * One unfinished job a kind and key: asking again changes nothing while it waits, and makes it run once more where it already runs.
   * Others who ask for the same key wait until this transaction ends.
   */
  key?: string
  /** Not before. */
  runAt?: Date
  /** Higher first; 0 where nothing is said. */
  priority?: number
  /** Jobs with the same one run one after another, in the order they were asked for; one that waits for its next try holds up the rest. */
  serialKey?: string
}

export interface JobOrder extends JobOptions {
  /** `flow.step` */
  kind: string
  payload: object
}

export type JobState = 'waiting' | 'running' | 'failed'

export interface ListedJob {
  id: Id
  kind: string
  payload: unknown
  state: JobState
  attempts: number
  runAt: Date
  failedAt: Date | null
  error: string | null
}

export async function enqueue(tx: Tx, kind: string, payload: object, options: JobOptions = {}): Promise<void> {
  await enqueueAll(tx, [{ kind, payload, ...options }])
}

export async function enqueueAll(tx: Tx, orders: readonly JobOrder[]): Promise<void> {
  const head = 'insert into job (id, kind, payload, priority, run_at, key, serial_key) values'
  const plain = orders.filter((one) => one.key === undefined)
  await insertRows(
    tx,
    { name: 'job-enqueue', head },
    plain.map((one) => row(tx, one)),
  )
  // In order of their keys, so that two transactions never wait for each other; each row alone, as one statement may not touch a row twice.
  const keyed = orders
    .filter((one) => one.key !== undefined)
    .toSorted((a, b) => compare(`${a.kind} ${a.key}`, `${b.kind} ${b.key}`))
  for (const one of keyed) await insertRows(tx, { name: 'job-enqueue-keyed', head, tail: ONCE }, [row(tx, one)])
  if (orders.length > 0) tx.wake.add('job')
}

/** The row is locked either way: it cannot be claimed, and so cannot miss what this transaction wrote, before this transaction ends. */
const ONCE = `on conflict (kind, key) where key is not null and failed_at is null do update set
  is_wanted_again = job.leased_by is not null, run_at = least(job.run_at, excluded.run_at), priority = greatest(job.priority, excluded.priority)`

function row(tx: Tx, one: JobOrder): unknown[] {
  return [
    tx.mint(),
    one.kind,
    JSON.stringify(one.payload),
    one.priority ?? 0,
    one.runAt ?? tx.now,
    one.key ?? null,
    one.serialKey ?? null,
  ]
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b))

interface Listing {
  state?: JobState
  kind?: string
  /** The last id of the page before. */
  before?: Id
  limit: number
}

/** Newest first. */
export async function listJobs(tx: Tx, { state, kind, before, limit }: Listing): Promise<ListedJob[]> {
  return await tx.query<ListedJob>({
    name: 'job-list',
    text: `select * from (
        select id, kind, payload, attempts, run_at as "runAt", failed_at as "failedAt", error,
          case when failed_at is not null then 'failed' when leased_until > $1 then 'running' else 'waiting' end as state
        from job where ($3::text is null or kind = $3) and ($4::bigint is null or id < $4)) job
      where $2::text is null or state = $2 order by id desc limit $5`,
    values: [tx.now, state ?? null, kind ?? null, before ?? null, limit],
  })
}

export async function countJobs(tx: Tx): Promise<{ kind: string; state: JobState; count: number; oldest: Date }[]> {
  return await tx.query({
    name: 'job-count',
    text: `select kind, case when failed_at is not null then 'failed' when leased_until > $1 then 'running' else 'waiting' end as state,
        count(*)::int as count, min(run_at) as oldest from job group by 1, 2 order by 1, 2`,
    values: [tx.now],
  })
}

/** A dead letter gets all its attempts again, now. */
export async function retryJob(tx: Tx, id: Id): Promise<void> {
  const retried = await tx.query({
    name: 'job-retry',
    text: `update job set failed_at = null, attempts = 0, deaths = 0, run_at = $2, leased_until = null, leased_by = null where id = $1 and failed_at is not null
      and not exists (select 1 from job twin where twin.kind = job.kind and twin.key = job.key and twin.failed_at is null) returning id`,
    values: [id, tx.now],
  })
  if (retried.length === 0)
    throw new Problem(
      'missing',
      'job-not-failed',
      'There is no such failed job, or the same work is already waiting again.',
      { detail: { id } },
    )
  tx.wake.add('job')
}

/** Only dead letters: what still waits or runs is wanted by somebody. */
export async function dropJob(tx: Tx, id: Id): Promise<void> {
  const dropped = await tx.query({
    name: 'job-drop',
    text: 'delete from job where id = $1 and failed_at is not null returning id',
    values: [id],
  })
  if (dropped.length === 0)
    throw new Problem('missing', 'job-not-failed', 'There is no such failed job.', { detail: { id } })
}
