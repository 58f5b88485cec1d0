// Connections, lent for one transaction each. Whoever borrows one may say how long the database may keep it waiting; and a
// connection that leads nowhere is found out: what the network swallowed is never answered, and nobody tells us.
import type net from 'node:net'
import pg from 'pg'
import type { Log } from '../../kit/log.ts'
import { fromDatabase, isLost } from './failures.ts'

export interface Asked {
  query(asked: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult>
}

export interface Lent extends Asked {
  /** With an error it is cut, and the server undoes what was under way; otherwise it serves others. */
  giveBack(error?: Error): void
}

export interface Lending {
  /** `patience`: milliseconds that all waiting for the database may take until it is given back. */
  take(patience?: number): Promise<Lent>
  close(): void
}

interface Loan {
  client: pg.PoolClient
  /** Since when an answer is awaited, on the monotonic clock. */
  since: number | null
}

/** After so much silence the server is asked whether it is still at work; milliseconds. */
const SILENCE = 2_000
const LOOK = 1_000
const WATCH = { connectionTimeoutMillis: 2_000, query_timeout: 2_000, statement_timeout: 2_000 }

/** `connection`: as the pool was given it, with its password. */
export function createLending(pool: pg.Pool, connection: pg.PoolConfig, log: Log): Lending {
  const born = new WeakMap<pg.PoolClient, number>()
  const loans = new Set<Loan>()
  let generation = 0
  let isLooking = false
  pool.on('connect', (client) => born.set(client, generation))

  const take = async (patience?: number): Promise<Lent> => {
    const wait = createPatience(patience)
    for (;;) {
      const client = await fromDatabase(wait(pool.connect(), (late) => late.release()))
      if (born.get(client) === generation) return lend(client, wait)
      cut(client)
    }
  }
  const lend = (client: pg.PoolClient, wait: Wait): Lent => {
    const loan: Loan = { client, since: null }
    loans.add(loan)
    return {
      query: async (asked, values) => {
        loan.since = performance.now()
        try {
          return await fromDatabase(wait(client.query(asked as string, values)))
        } finally {
          loan.since = null
        }
      },
      giveBack: (error) => {
        loans.delete(loan)
        if (error) cut(client, error)
        else client.release()
      },
    }
  }

  /** A statement may take its time, so silence alone proves nothing: the server is asked, over a connection of its own. */
  const look = async () => {
    const silent = [...loans].flatMap(({ client, since }) => {
      const pid = pidOf(client)
      return since !== null && pid !== null && performance.now() - since > SILENCE ? [{ client, since, pid }] : []
    })
    if (silent.length === 0) return
    const working = await workingOn(
      connection,
      silent.map((one) => one.pid),
    )
    if (!working) return
    const stillWaiting = new Map([...loans].map((loan) => [loan.client, loan.since]))
    const dead = silent.filter(({ client, since, pid }) => !working.has(pid) && stillWaiting.get(client) === since)
    if (dead.length === 0) return
    generation++ // what was opened before may be as dead
    log.warn(
      { code: 'connection-dead', count: dead.length },
      'the database is there, but connections to it lead nowhere',
    )
    for (const { client } of dead) streamOf(client).destroy()
  }
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    void look().finally(() => {
      isLooking = false
    })
  }, LOOK).unref()
  return { take, close: () => clearInterval(timer) }
}

type Wait = <T>(work: Promise<T>, late?: (result: T) => void) => Promise<T>

/** Waits for one thing after another; together no longer than this. */
function createPatience(ms: number | undefined): Wait {
  if (ms === undefined) return (work) => work
  let left = ms
  return async (work, late) => {
    const began = performance.now()
    const over = Promise.withResolvers<never>()
    let isOver = false
    const timer = setTimeout(
      () => {
        isOver = true
        over.reject(new Error('the patience with the database is over'))
      },
      Math.max(0, left),
    )
    work.then(
      (result) => isOver && late?.(result),
      () => undefined,
    )
    try {
      return await Promise.race([work, over.promise])
    } finally {
      clearTimeout(timer)
      left -= performance.now() - began
    }
  }
}

/** Of these backends those that are at work; what another left in the middle of a transaction ends. Undefined: it does not answer. */
async function workingOn(connection: pg.PoolConfig, pids: number[]): Promise<Set<number> | undefined> {
  const client = new pg.Client({ ...connection, ...WATCH, application_name: 'postroom watch' })
  client.on('error', () => undefined) // the query fails, and tells
  try {
    await client.connect()
    const own = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    if (own.rows[0]?.pid !== pidOf(client)) return undefined // a pooler stands between: its numbers mean nothing there
    const found = await client.query<{ pid: number; isIdle: boolean }>(
      `select pid, state <> 'active' and state_change < clock_timestamp() - interval '1 second' as "isIdle"
       from pg_stat_activity where pid = any($1)`,
      [pids],
    )
    const idle = found.rows.filter((row) => row.isIdle).map((row) => row.pid)
    // Their locks would stay until the server notices by itself.
    if (idle.length > 0) await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [idle])
    return new Set(found.rows.filter((row) => !row.isIdle).map((row) => row.pid))
  } catch {
    return undefined
  } finally {
    streamOf(client).destroy()
  }
}

/** At once: a goodbye on a dead connection would wait for an answer. */
function cut(client: pg.PoolClient, error?: Error): void {
  if (!error || isLost(error)) streamOf(client).destroy()
  client.release(error ?? true)
}

function streamOf(client: pg.ClientBase): net.Socket {
  return (client as unknown as { connection: { stream: net.Socket } }).connection.stream
}

function pidOf(client: pg.ClientBase): number | null {
  return (client as unknown as { processID: number | null }).processID
}
