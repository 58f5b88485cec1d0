// The desk's database for commands that keep, move or examine it: beside a running Postroom, started for the command, or a server.
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import type { Config } from '../../config.ts'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import { connectAlone } from '../../store/backup/archive.ts'
import { connectToRunning, startEngine } from '../../store/engine.ts'

export interface Source {
  connection: pg.ClientConfig
  isEmbedded: boolean
  /** Stops a server that was started for the command. */
  close(): Promise<void>
}

/** With `isAlone` a Postroom that is running on the directory is a Problem. */
export async function openSource(config: Config, log: Log, { isAlone = false } = {}): Promise<Source> {
  if (config.databaseUrl)
    return {
      connection: { connectionString: config.databaseUrl },
      isEmbedded: false,
      close: async () => undefined,
    }
  const running = isAlone ? undefined : await connectToRunning(config.dataDir)
  if (running) return { connection: running, isEmbedded: true, close: async () => undefined }
  const engine = await startEngine({ dataDir: config.dataDir, log })
  return { connection: engine.connection, isEmbedded: true, close: () => engine.stop() }
}

/** For commands that would otherwise make a desk where there is none. */
export async function hasCluster(dataDir: string): Promise<boolean> {
  return await stat(path.join(dataDir, 'postgres', 'PG_VERSION')).then(
    () => true,
    () => false,
  )
}

export async function connectTo(connection: pg.ClientConfig, what = 'The database'): Promise<pg.Client> {
  return await connectAlone(connection).catch((cause: unknown) => {
    const { message } = cause as Error
    throw new Problem('busy', 'database-away', `${what} does not answer: ${message}`, { cause })
  })
}

/** As it may be shown: without user and password. */
export function shownUrl(url: string): string {
  const { host, pathname, searchParams } = new URL(url)
  const socket = searchParams.get('host')
  return `postgres://${socket ? `${socket}:${searchParams.get('port') ?? '5432'}` : host}${pathname}`
}
