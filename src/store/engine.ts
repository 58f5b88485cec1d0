// The embedded database: a real PostgreSQL on a directory of ours, started, watched and stopped. Nobody but us can connect.
//
// It is a process of its own and outlives a Postroom that is killed; the next Postroom takes it over when it runs with the same
// programs and settings, and otherwise stops it and starts its own. Who holds an advisory lock on it owns the data directory.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Log } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'
import { findPackage, installBinaries, type Binaries } from './engine/binaries.ts'
import { DATABASE_USER, ensureCluster, explain, serverArguments, writeAccess } from './engine/cluster.ts'
import { inUse, isOwned, takeOwnership, type Ownership } from './engine/ownership.ts'
import { preparePlace, type Place } from './engine/place.ts'
import { clearRemains, endPostmaster, findPostmaster, startPostmaster } from './engine/postmaster.ts'

export interface Engine {
  connection: pg.PoolConfig
  /** The server's, e.g. `18.4`. */
  version: string
  /** The server's process, for tests and for `postroom doctor`. */
  pid(): Promise<number | undefined>
  /** Fast shutdown, ≤ 8 s. Close the pools first, or their clients are cut. */
  stop(): Promise<void>
}

export interface EngineOptions {
  dataDir: string
  log: Log
  /** Where the programs are copied to; by default below the data directory, or where that cannot be reached below /var/lib/postroom. */
  binariesDir?: string
  /** Of the server, beside ours. */
  settings?: Record<string, string>
  /** How long a start may take, in milliseconds; a restore has a day's log to go through. */
  patience?: number
}

const DATABASE = 'postroom'
const START_PATIENCE = 60_000 // recovery after a crash may take its time
const STOP_PATIENCE = 8_000

/** About 0.3 s on an existing directory; a second more the first time. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, log, binariesDir, settings = {}, patience = START_PATIENCE } = options
  const place = await preparePlace(dataDir, binariesDir)
  const binaries = await installBinaries(await findPackage(), place.binariesParent).catch((cause) => {
    throw cause instanceof Problem ? cause : explain(String(cause), place.binariesParent)
  })
  await ensureCluster(place, binaries)
  const args = serverArguments(place, binaries.version, settings)
  let ownership = await run(place, binaries, log, args, patience)
  let isStopping = false
  let restarting: Promise<void> = Promise.resolve()
  const watch = () => {
    void ownership.lost.then(() => {
      restarting = restart()
    })
  }
  const restart = async () => {
    for (let delay = 100; !isStopping; delay = Math.min(delay * 2, 1_000)) {
      log.error({ code: 'engine-lost' }, 'the database stopped; starting it again')
      try {
        ownership = await run(place, binaries, log, args)
        return watch()
      } catch (error) {
        log.error({ err: error }, 'the database did not start')
        await sleep(delay)
      }
    }
  }
  watch()
  return {
    connection: connectionTo(place, DATABASE),
    version: ownership.version,
    pid: async () => (await findPostmaster(place.cluster))?.pid,
    stop: async () => {
      isStopping = true
      await restarting
      const server = await findPostmaster(place.cluster)
      if (server) await endPostmaster(server.pid, place.cluster, STOP_PATIENCE)
      await ownership.release()
    },
  }
}

/**
 * For commands beside a Postroom that is running on the directory: how they reach its database; undefined where none is
 * running. They own nothing: that Postroom may stop, and its server with it, at any time.
 */
export async function connectToRunning(dataDir: string): Promise<pg.PoolConfig | undefined> {
  const connection = connectionTo(await preparePlace(dataDir), DATABASE)
  return (await isOwned(connection)) ? connection : undefined
}

function connectionTo(place: Place, database: string): pg.PoolConfig {
  return {
    host: place.host,
    port: place.port,
    user: DATABASE_USER,
    database,
    ...(place.password ? { password: place.password.secret } : {}),
  }
}

/** A server that runs on the directory and is ours, whether it was running or not. */
async function run(
  place: Place,
  binaries: Binaries,
  log: Log,
  args: string[],
  patience = START_PATIENCE,
): Promise<Ownership> {
  const wanted = args.at(-1)?.split('=')[1]
  const connection = connectionTo(place, 'postgres')
  for (const deadline = Date.now() + patience; ;) {
    const found = await takeOwnership(connection, place.dataDir, AbortSignal.abort())
    if (found && found.settings === wanted) return await ready(found)
    const server = await findPostmaster(place.cluster)
    if (found && server) {
      await found.release()
      await endPostmaster(server.pid, place.cluster, STOP_PATIENCE)
    } else if (found) {
      // A container beside ours on the same directory: its processes are not ours to stop.
      await found.release()
      throw inUse(place.dataDir)
    } else if (server && Date.now() < deadline) {
      await sleep(50) // it starts, recovers or stops
      continue
    }
    const outcome = await launch(place, binaries, args, deadline)
    if (typeof outcome !== 'string') return await ready(outcome)
    // Seen after a kill: the dead server's lock file or memory is still held by a child that is just ending.
    if (Date.now() >= deadline || !/postmaster\.pid" already exists|still in use/.test(outcome))
      throw explain(outcome, place.dataDir)
    log.warn({ code: 'engine-waits' }, 'another server is ending on the data directory')
    await sleep(250)
  }
}

/** The server that is ours, or the words with which it ended. */
async function launch(place: Place, binaries: Binaries, args: string[], deadline: number): Promise<Ownership | string> {
  await writeAccess(place)
  await clearRemains(place)
  const { ended } = await startPostmaster(place, path.join(binaries.folder, 'bin', 'postgres'), args)
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), deadline - Date.now())
  try {
    const taken = takeOwnership(connectionTo(place, 'postgres'), place.dataDir, giveUp.signal)
    return (await Promise.race([ended, taken])) ?? 'it did not answer in time'
  } finally {
    clearTimeout(timer)
    giveUp.abort()
  }
}

async function ready(ownership: Ownership): Promise<Ownership> {
  const there = await ownership.client.query('select 1 from pg_database where datname = $1', [DATABASE])
  if (there.rowCount === 0) await ownership.client.query(`create database ${DATABASE}`)
  return ownership
}
