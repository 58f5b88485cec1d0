// A worker's statements on the table of jobs: take, hold, finish, fail, give back. A job belongs to whoever's lease is on it.
import type { Id } from '../../kit/id.ts'
import { Problem, toProblem, translations } from '../../kit/problem.ts'
import type { Tx } from '../tx.ts'

export interface Job<P = unknown> {
  id: Id
  kind: string
  payload: P
  /** This one included. What ended with the death of its worker is none: that is seldom the job's doing. */
  attempts: number
  /** Workers that died with it in their hands. */
  deaths: number
  serialKey: string | null
}

/** A killed worker's jobs are taken up by another after this long; milliseconds. */
export const LEASE = 60_000
export const MOST_ATTEMPTS = 10
/** Once is chance. From the second on a job is tried with nothing beside it in its lane, and later each time; at last it is put aside. */
export const MOST_DEATHS = 5
export const isSuspect = ({ deaths }: Pick<Job, 'deaths'>) => deaths > 1

const inLease = (tx: Tx) => new Date(tx.now.getTime() + LEASE)

/**
 * Due ones, highest priority first, then oldest; of those with one serial key only the first that is unfinished. Who held one whose
 * lease has run out counts as dead.
 */
export async function claim(tx: Tx, worker: string, kinds: string[], limit: number): Promise<Job[]> {
  const jobs = await tx.query<Job>({
    name: 'job-claim',
    text: `with due as materialized (
        select id from job where failed_at is null and kind = any($1) and run_at <= $2 and (leased_until is null or leased_until <= $2)
          and (serial_key is null or not exists (
            select 1 from job before where before.serial_key = job.serial_key and before.failed_at is null and before.id < job.id))
        order by priority desc, run_at, id limit $3 for update skip locked)
      update job set leased_until = $4, leased_by = $5, is_wanted_again = false,
        attempts = attempts + case when leased_by is null then 1 else 0 end, deaths = deaths + case when leased_by is null then 0 else 1 end
      where id = any(array(select id from due)) returning id, kind, payload, attempts, deaths, serial_key as "serialKey"`,
    values: [kinds, tx.now, limit, inLease(tx), worker],
  })
  return jobs.toSorted((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
}

export async function renew(tx: Tx, worker: string, ids: Id[]): Promise<void> {
  await tx.query({
    name: 'job-renew',
    text: 'update job set leased_until = $1 where id = any($2) and leased_by = $3',
    values: [inLease(tx), ids, worker],
  })
}

/** In the transaction of the effect. Where a lease was lost meanwhile, somebody else did or does the work: all is undone. */
export async function finish(tx: Tx, worker: string, ids: Id[]): Promise<void> {
  const done = await tx.query<{ id: Id }>({
    name: 'job-finish',
    text: 'delete from job where id = any($1) and leased_by = $2 and not is_wanted_again returning id',
    values: [ids, worker],
  })
  if (done.length === ids.length) return
  const gone = new Set(done.map((one) => one.id))
  const again = await tx.query({
    name: 'job-again',
    text: `update job set leased_until = null, leased_by = null, attempts = 0, deaths = 0, is_wanted_again = false
      where id = any($1) and leased_by = $2 and is_wanted_again returning 1`,
    values: [ids.filter((id) => !gone.has(id)), worker],
  })
  tx.wake.add('job')
  if (done.length + again.length < ids.length)
    throw new Problem('conflict', 'lease-lost', 'Another worker took over a job that took too long.')
}

/** Waits for its next try, or becomes a dead letter where the reason will not pass or the attempts are used up. */
export async function fail(tx: Tx, worker: string, job: Job, thrown: unknown, most = MOST_ATTEMPTS): Promise<void> {
  const problem = toProblem(thrown)
  const isOver = !translations[problem.kind].retry || job.attempts >= most
  await tx.query({
    name: 'job-fail',
    text: `update job set leased_until = null, leased_by = null, error = $3, run_at = $4, is_wanted_again = false,
        failed_at = case when is_wanted_again then null else $5::timestamptz end, attempts = case when is_wanted_again then 0 else attempts end where id = $1 and leased_by = $2`,
    values: [
      job.id,
      worker,
      describe(problem),
      new Date(tx.now.getTime() + backOff(job.attempts)),
      isOver ? tx.now : null,
    ],
  })
}

/**
 * Of workers that died: at once after the first death, after the others half a minute later, five, fifty. A job that kills whoever tries
 * it leaves the others time in between, and one that only stood near it gets a quiet moment.
 */
export async function freeJobsOf(tx: Tx, workers: string[]): Promise<void> {
  await tx.query({
    name: 'job-free',
    text: `update job set leased_until = null, leased_by = null, attempts = attempts - 1, deaths = deaths + 1,
        run_at = case when deaths = 0 then run_at else $2::timestamptz + interval '30 seconds' * 10 ^ (least(deaths, 5) - 1) end
      where leased_by = any($1)`,
    values: [workers, tx.now],
  })
  tx.wake.add('job')
}

/** As if never taken. */
export async function giveBack(tx: Tx, worker: string, ids: Id[]): Promise<void> {
  await tx.query({
    name: 'job-give-back',
    text: 'update job set leased_until = null, leased_by = null, attempts = attempts - 1 where id = any($1) and leased_by = $2',
    values: [ids, worker],
  })
}

/** 5 s, doubled with every attempt up to an hour, a half more or less: so that what failed together does not come back together. */
export function backOff(attempts: number, random = Math.random()): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 3_600_000) * (0.5 + random)
}

/** For the operator's list. A Problem's words are ours; of a foreign error only the first line, which may name a host or a file. */
function describe(problem: Problem): string {
  const cause = problem.cause instanceof Error ? `: ${problem.cause.message.split('\n')[0]}` : ''
  return `${problem.code}: ${problem.message}${cause}`.slice(0, 500)
}
