// A desk under load: the product with its database, what both cost, and when it is done with what it was given.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareServer, type Server, type ServerOptions } from '../test/stories/server.ts'
import { cpuOf, memoryOf, residentOf, threadCpuOf } from './processes.ts'

export interface Cost {
  /** Milliseconds of processor time: of all, of the server's main thread, of its other threads, of the database. */
  all: number
  main: number
  threads: number
  database: number
}

/** MiB: resident and proportional of all processes together, resident of the server alone. */
export interface Memory {
  rss: number
  pss: number
  server: number
}

export interface BenchDesk {
  server: Server
  firstStart: number
  cost(): Cost
  memory(): Memory
  /** Waits until nothing is waiting; milliseconds on the monotonic clock when the last mail was filed, and when all was done. */
  drained(): Promise<{ filedAt: number; doneAt: number }>
  /** Watches until called again: the longest that a filed mail was not found by search (s), the most memory (MiB). */
  watch(): Promise<() => Promise<{ lag: number } & Memory>>
  /** Mails in one transaction, on average since the start: when accepted, when filed, when routed. */
  batches(): Promise<{ accepted: number; filed: number; routed: number; commits: number }>
  remove(): Promise<void>
}

/** Milliseconds without progress after which waiting is pointless. */
const STUCK = 90_000

export const inboxAddresses = 'support@desk.example,billing@desk.example,sales@desk.example'

export async function openBenchDesk(options: ServerOptions = {}): Promise<BenchDesk> {
  const server = await prepareServer({
    ...options,
    env: { POSTROOM_INBOX_ADDRESSES: inboxAddresses, ...options.env },
  })
  try {
    const firstStart = await server.start()
    const database = await server.database()
    const pid = () => Number(readFileSync(path.join(server.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
    const roots = () => [server.pid(), pid()]
    const memory = (): Memory => {
      const { rss, pss } = memoryOf(roots())
      return { rss, pss, server: residentOf(server.pid()) }
    }
    const one = async (text: string) => (await database.query<Record<string, number>>(text)).rows[0] ?? {}
    return {
      server,
      firstStart,
      memory,
      cost() {
        const all = cpuOf(roots())
        const { main, others } = threadCpuOf(server.pid())
        return { all, main, threads: others, database: cpuOf([pid()]) }
      },
      async drained() {
        let filedAt = Number.NaN
        let [fewest, since] = [Number.POSITIVE_INFINITY, performance.now()]
        for (;;) {
          const left = await one(
            `select (select count(*)::int from intake) as mails, (select count(*)::int from search_pending) as search,
               (select count(*)::int from job where failed_at is null and run_at <= now()) as jobs`,
          )
          if (left.mails === 0 && Number.isNaN(filedAt)) filedAt = performance.now()
          if (left.mails === 0 && left.search === 0 && left.jobs === 0) return { filedAt, doneAt: performance.now() }
          const sum = Object.values(left).reduce((total, count) => total + count, 0)
          if (sum < fewest) [fewest, since] = [sum, performance.now()]
          if (performance.now() - since > STUCK)
            throw new Error(`nothing moves: ${JSON.stringify(left)}\n${server.output().slice(-4_000)}`)
          await sleep(50)
        }
      },
      async batches() {
        // A transaction's instant is written with everything it writes.
        const found = await one(
          `select (select count(*) / nullif(count(distinct stored_at), 0)::float8 from raw) as accepted,
             (select count(*) / nullif(count(distinct at), 0)::float8 from event where name = 'message.received') as filed,
             (select count(*) / nullif(count(distinct at), 0)::float8 from routing) as routed,
             (select xact_commit::float8 from pg_stat_database where datname = current_database()) as commits`,
        )
        return found as { accepted: number; filed: number; routed: number; commits: number }
      },
      async watch() {
        let isOver = false
        const most = { lag: 0, rss: 0, pss: 0, server: 0 }
        const watching = (async () => {
          while (!isOver) {
            const { lag = 0 } = await one(
              `select coalesce(extract(epoch from now() - min(since)), 0)::float8 as lag from search_pending`,
            )
            const now = memory()
            most.lag = Math.max(most.lag, lag)
            most.rss = Math.max(most.rss, now.rss)
            most.pss = Math.max(most.pss, now.pss)
            most.server = Math.max(most.server, now.server)
            await sleep(500)
          }
        })()
        return async () => {
          isOver = true
          await watching
          return most
        }
      },
      async remove() {
        await database.end()
        await server.stop()
        await server.remove()
      },
    }
  } catch (error) {
    await server.remove()
    throw error
  }
}

export const costBetween = (before: Cost, after: Cost, mails: number): Cost => ({
  all: (after.all - before.all) / mails,
  main: (after.main - before.main) / mails,
  threads: (after.threads - before.threads) / mails,
  database: (after.database - before.database) / mails,
})
