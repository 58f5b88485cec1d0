// Opens the desk for one command: beside a Postroom that runs on the data directory as its guest, else with the database for
// as long as the command takes.
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolConfig } from 'pg'
import type { Config } from '../../config.ts'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import { connectToRunning } from '../../store/engine.ts'
import { openDesk, type Desk } from '../desk.ts'

/** A Postroom that is just starting or stopping is waited for; milliseconds. */
const PATIENCE = 15_000
/** As a shell counts a program that SIGINT ended. */
const INTERRUPTED = 130

export async function withDesk<T>(config: Config, log: Log, use: (desk: Desk) => Promise<T>): Promise<T> {
  const desk = await openBeside(config, log)
  // Ctrl-C: what was committed stays, and a database that was started for the command does not go on alone.
  const leave = () => void desk.close().finally(() => process.exit(INTERRUPTED))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave)
  try {
    return await use(desk)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, leave)
    await desk.close()
  }
}

async function openBeside(config: Config, log: Log): Promise<Desk> {
  if (config.databaseUrl) return await openDesk(config, log)
  for (const deadline = Date.now() + PATIENCE; ;) {
    const running = await connectToRunning(config.dataDir)
    try {
      return await openDesk(running ? { ...config, databaseUrl: urlOf(running) } : config, log)
    } catch (thrown) {
      const code = thrown instanceof Problem ? thrown.code : ''
      const isPassing = code === 'data-directory-in-use' || (running !== undefined && code === 'database-away')
      if (!isPassing || Date.now() > deadline) throw thrown
      await sleep(200)
    }
  }
}

/** As a setting would have it; a socket's folder goes where a URL has no place for it. */
export function urlOf({ host, port, user, database, password }: PoolConfig): string {
  const url = new URL('postgresql://localhost')
  url.username = user ?? ''
  url.password = typeof password === 'string' ? password : ''
  url.pathname = `/${database ?? ''}`
  url.searchParams.set('host', host ?? '')
  url.searchParams.set('port', String(port ?? 5432))
  return url.href
}
