// Which Postroom owns the server: the one whose connection holds an advisory lock. It ends with the process, however that ends.
import { pid as ownPid } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Problem } from '../../kit/problem.ts'
import { isAlive } from './postmaster.ts'

export interface Ownership {
  client: pg.Client
  version: string
  /** The server's `cluster_name`, which tells with which programs and settings it was started. */
  settings: string
  /** Settles when the server cuts the connection, not when we release it. */
  lost: Promise<void>
  release(): Promise<void>
}

/** Any number; only Postrooms on one embedded server meet over it. */
const LOCK = 7_678_001
const HOLDER = `select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.objid = ${LOCK} and l.granted`

/** Tries once, and again until `giveUp`; undefined where no server answers. A living owner is a Problem, at once. */
export async function takeOwnership(
  connection: pg.PoolConfig,
  dataDir: string,
  giveUp: AbortSignal,
): Promise<Ownership | undefined> {
  for (;;) {
    const client = new pg.Client({
      ...connection,
      application_name: `postroom ${ownPid}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    })
    client.on('error', () => undefined) // told by `lost`
    try {
      await client.connect()
    } catch {
      await client.end().catch(() => undefined)
      if (giveUp.aborted) return undefined
      await sleep(10)
      continue
    }
    return await lock(client, dataDir)
  }
}

async function lock(client: pg.Client, dataDir: string): Promise<Ownership> {
  let isReleased = false
  const lost = new Promise<void>((resolve) => {
    client.on('end', () => isReleased || resolve())
  })
  const release = async () => {
    isReleased = true
    await client.end().catch(() => undefined)
  }
  try {
    for (const deadline = Date.now() + 2_000; ;) {
      const taken = await client.query<{ ok: boolean }>(`select pg_try_advisory_lock(${LOCK}) as ok`)
      if (taken.rows[0]?.ok) break
      const holder = (await client.query<{ name: string }>(HOLDER)).rows[0]?.name
      const pid = Number(holder?.split(' ')[1])
      // A killed owner's connection is gone within milliseconds; a living one stays.
      if (Date.now() >= deadline || (holder !== undefined && isAlive(pid))) throw inUse(dataDir, pid)
      await sleep(20)
    }
    const told = await client.query<{ settings: string; version: string }>(
      `select current_setting('cluster_name') as settings, current_setting('server_version') as version`,
    )
    return { client, lost, release, settings: told.rows[0]?.settings ?? '', version: told.rows[0]?.version ?? '' }
  } catch (error) {
    await release()
    throw error
  }
}

/** Whether a Postroom holds the server right now. Asks, and takes nothing. */
export async function isOwned(connection: pg.PoolConfig): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
  client.on('error', () => undefined) // the query fails, and tells
  try {
    await client.connect()
    return (await client.query(HOLDER)).rowCount !== 0
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

export function inUse(dataDir: string, pid?: number): Problem {
  const which = pid === undefined ? '' : ` (process ${pid})`
  return new Problem(
    'conflict',
    'data-directory-in-use',
    `Another Postroom${which} is running on the data directory ${dataDir}. Stop it, or give this one a directory of its own with POSTROOM_DATA_DIR.`,
    { detail: { pid, dataDir } },
  )
}
