// postroom migrate, jobs, health: looking after a desk from a terminal.
import pg from 'pg'
import type { Config } from '../../config.ts'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import { connectToRunning, startEngine } from '../../store/engine.ts'
import { countJobs, listJobs, retryJob, type JobState } from '../../store/jobs.ts'
import { migrate, planMigrations, readMigrations, type Migration } from '../../store/migrate.ts'
import type { Store } from '../../store/store.ts'
import { exits } from './telling.ts'

type Out = (text: string) => void
const us = { actorId: null }

/** With `isPlan` nothing is changed. */
export async function runMigrate(config: Config, log: Log, isPlan: boolean, out: Out): Promise<number> {
  const running = config.databaseUrl ? undefined : await connectToRunning(config.dataDir)
  const engine = config.databaseUrl || running ? null : await startEngine({ dataDir: config.dataDir, log })
  const client = new pg.Client(running ?? engine?.connection ?? { connectionString: config.databaseUrl ?? '' })
  client.on('error', () => undefined) // the statement under way fails, and tells
  try {
    await client.connect().catch((cause: unknown) => {
      throw new Problem('busy', 'database-away', 'The database does not answer. Check POSTROOM_DATABASE_URL.', {
        cause,
      })
    })
    const list = isPlan ? await pending(client) : await migrate(client, log)
    const verb = isPlan ? 'would apply' : 'applied'
    for (const one of list) out(`${verb} ${String(one.number).padStart(4, '0')} ${one.name}\n`)
    if (list.length === 0) out('The store is up to date.\n')
    return exits.ok
  } finally {
    await client.end().catch(() => undefined)
    await engine?.stop()
  }
}

async function pending(client: pg.Client): Promise<Migration[]> {
  const all = await readMigrations()
  const { rows } = await client.query<{ ledger: string | null }>(`select to_regclass('migration')::text as ledger`)
  return rows[0]?.ledger ? await planMigrations(client, all) : all
}

export async function tellJobs(store: Store, state: JobState | undefined, out: Out): Promise<number> {
  const { counts, jobs } = await store.transact({ ...us, readOnly: true }, async (tx) => ({
    counts: await countJobs(tx),
    jobs: await listJobs(tx, { limit: 50, ...(state && { state }) }),
  }))
  for (const one of counts) out(`${one.count} ${one.state} ${one.kind}, oldest due ${one.oldest.toISOString()}\n`)
  if (counts.length === 0) out('No job waits, runs or has failed.\n')
  else out('\n')
  for (const job of jobs)
    out(
      `${job.id}  ${job.state.padEnd(7)}  ${job.kind}  attempts ${job.attempts}${job.error ? `  ${job.error}` : ''}\n`,
    )
  return exits.ok
}

/** One failed job, or all of them. */
export async function retryJobs(store: Store, id: string | undefined, out: Out): Promise<number> {
  const failed = async () =>
    (await store.transact(us, (tx) => listJobs(tx, { state: 'failed', limit: 10_000 }))).map((job) => job.id)
  const ids = id === undefined ? await failed() : [id]
  let retried = 0
  for (const one of ids) {
    try {
      await store.transact(us, (tx) => retryJob(tx, one))
      retried++
    } catch (thrown) {
      if (id !== undefined || !(thrown instanceof Problem) || thrown.code !== 'job-not-failed') throw thrown
    }
  }
  out(`${retried} tried again.\n`)
  return exits.ok
}

/** Asks the running Postroom by HTTP, as a load balancer would. */
export async function askHealth({ host, httpPort }: Config, out: Out): Promise<number> {
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  const url = `http://${near}:${httpPort}/readyz`
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    out(`${(await answer.text()).trim()}\n`)
    return answer.ok ? exits.ok : exits.unavailable
  } catch {
    out(`Nothing answers at ${url}. Is Postroom running, and POSTROOM_HTTP_PORT the same?\n`)
    return exits.unavailable
  }
}
