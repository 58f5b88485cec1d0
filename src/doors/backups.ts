// The running Postroom's own backups: a new one every day, the embedded server's log every few seconds, old ones dropped.
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Config } from '../config.ts'
import type { Means } from '../desk/means.ts'
import { Problem } from '../kit/problem.ts'
import { connectAlone, createArchive, dropSlot } from '../store/backup/archive.ts'
import { listBackups } from '../store/backup/manifest.ts'
import { dropOldBackups, takeBackup } from '../store/backup/take.ts'
import { connectToRunning } from '../store/engine.ts'
import { version } from './http/version.ts'
import { startLoop } from './loop.ts'

export interface Backups {
  /** Leaves a backup that is being taken where it is: the next one clears it away. */
  stop(): Promise<void>
}

const EVERY = 24 * 3600_000
const ARCHIVE_LOOK = 10_000
const LOOK = 60_000
const GRACE = 2_000

/** Of several processes on one server only those with `worker` take part, and of them one at a time. */
export async function startBackups(means: Means, config: Config): Promise<Backups> {
  const { store, log } = means
  const { backupDir: dir, backupKeep: keep, dataDir, databaseUrl } = config
  if (dir === null || (databaseUrl && !config.roles.includes('worker'))) {
    if (!databaseUrl) dropSlot(store.pool).catch((err: unknown) => log.warn({ err }, 'an old archive holds the log'))
    return { stop: async () => undefined }
  }
  const embedded = databaseUrl ? undefined : await connectToRunning(dataDir)
  const connection: pg.ClientConfig = embedded ?? { connectionString: databaseUrl ?? '' }
  const kind = embedded ? 'cluster' : 'tables'
  const archive = embedded ? createArchive({ connection: embedded, dataDir, dir, keys: means.keys }) : null
  const stopping = new AbortController()
  let isWanted = false

  const isDue = async () => {
    const newest = (await listBackups(dir)).findLast((one) => one.manifest.kind === kind)
    return !newest || store.clock.now().getTime() - Date.parse(newest.manifest.startedAt) >= EVERY
  }
  const take = async () => {
    if (!isWanted && !(await isDue())) return false
    await archive?.hold()
    const client = await connectAlone(connection)
    try {
      const began = performance.now()
      const { manifest } = await takeBackup({
        dir,
        dataDir,
        client,
        kind,
        version: version(),
        keys: means.keys,
        signal: stopping.signal,
      })
      isWanted = false
      log.info({ bytes: manifest.bytes, ms: Math.round(performance.now() - began) }, 'a backup was taken')
      await dropOldBackups(dir, keep)
    } catch (thrown) {
      if (stopping.signal.aborted || (thrown instanceof Problem && thrown.code === 'backup-running')) return false
      throw thrown
    } finally {
      await client.end().catch(() => undefined)
    }
    return false
  }
  const taking = startLoop('backup', take, { look: LOOK, log })
  const archiving =
    archive &&
    startLoop(
      'archive',
      async () => {
        if (!(await archive.round())) {
          isWanted = true
          taking.ring()
        }
        return false
      },
      { look: ARCHIVE_LOOK, log },
    )
  return {
    stop: async () => {
      stopping.abort()
      await Promise.race([Promise.all([taking.stop(), archiving?.stop()]), sleep(GRACE, undefined, { ref: false })])
      // What was committed until now is in the archive when the desk is closed in order.
      await archive?.round().catch(() => undefined)
      await archive?.close()
    },
  }
}
