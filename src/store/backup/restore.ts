// Bringing a backup back: files into an empty data directory, the log after them, and the server runs through it up to the instant
// that was asked for. What it makes of the desk (keys, raw mail, outbox) is looked at by whoever calls.
import { chmod, chown, mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import { startEngine, type Engine } from '../engine.ts'
import { writeAccess } from '../engine/cluster.ts'
import { preparePlace, type Place } from '../engine/place.ts'
import type { Keys } from '../keys.ts'
import { connectAlone } from './archive.ts'
import { copyHashed, eachAtOnce, ifMissing, makeFolder, readList, walk, type Copied } from './files.ts'
import { findLog } from './log-files.ts'
import type { Backup } from './written.ts'
import { placeIn, safeName } from './names.ts'
import { proveBackup, readOwnList } from './proof.ts'

export interface RestoringCluster {
  backup: Backup
  /** The other backups beside it. */
  all: readonly Backup[]
  dataDir: string
  /** Nothing that was committed after it comes back; left out: everything that there is. */
  to?: Date
  log: Log
  /** What they did not sign is not touched. */
  keys: Keys
  onBytes?: (done: number, all: number) => void
  onRecovery?: () => void
}

/** In a data directory while it is being restored: no desk starts on it. */
const MARKER = 'restore.unfinished'
/** Going through a day's log may take long. */
const PATIENCE = 6 * 3600_000

/** Makes the data directory, and refuses one that has anything in it. */
export async function claimEmpty(dataDir: string): Promise<void> {
  await makeFolder(dataDir)
  const names = await readdir(dataDir)
  if (names.length > 0) {
    const left = names.includes(MARKER)
      ? ' An earlier restore was interrupted there: empty the folder and start again.'
      : ''
    throw new Problem(
      'conflict',
      'data-directory-used',
      `${dataDir} is not empty, and a backup is only restored into an empty data directory.${left || ' Name one with POSTROOM_DATA_DIR.'}`,
    )
  }
  await writeFile(path.join(dataDir, MARKER), 'A restore began here and has not ended.\n', { mode: 0o600 })
}

export async function releaseRestored(dataDir: string): Promise<void> {
  await rm(path.join(dataDir, MARKER))
}

/** What a restore that failed has put there: the directory was empty. */
export async function clearRestored(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir))
    if (name !== MARKER) await rm(path.join(dataDir, name), { recursive: true, force: true })
  await rm(path.join(dataDir, MARKER), { force: true })
}

/** Asked before a desk opens. */
export async function refuseUnfinished(dataDir: string): Promise<void> {
  if (await stat(path.join(dataDir, MARKER)).catch(ifMissing))
    throw new Problem(
      'conflict',
      'restore-unfinished',
      `A restore into ${dataDir} is under way or was interrupted. Wait for it; or empty the folder and start "postroom restore" again.`,
    )
}

/** A server that has come to the instant and takes writes. `reached` is when the last transaction it holds was committed. */
export async function restoreCluster(given: RestoringCluster): Promise<{ engine: Engine; reached: Date | null }> {
  const { backup, dataDir, to, log } = given
  const { cluster } = backup.manifest
  if (!cluster) throw new Problem('broken', 'backup-kind', 'This backup holds no files of a server.')
  await proveBackup(backup, given.keys)
  const found = await findLog(backup, given.all, given.keys)
  if (to && to > found.until)
    throw new Problem(
      'invalid',
      'instant-not-reached',
      `The newest instant that can be restored is ${found.until.toISOString()}.`,
    )
  const place = await preparePlace(dataDir)
  await putBack(given, place.cluster, cluster.folders)
  await writeSettings(place)
  for (const { name, file, sha256, bytes } of [...found.segments, ...found.histories]) {
    const target = path.join(place.cluster, 'pg_wal', name)
    refuseChanged(file, sha256, await copyHashed(await placeIn(path.dirname(file), path.basename(file)), target, bytes))
    if (!name.endsWith('.history')) await lengthen(target, cluster.segmentSize)
  }
  await writeFile(path.join(place.cluster, 'recovery.signal'), '')
  for await (const one of walk(place.cluster))
    await own(path.join(place.cluster, one.path), one.isFolder, place.user.switchTo)
  await own(place.cluster, true, place.user.switchTo)
  given.onRecovery?.()
  // The files are all there; a command that fetches none only says so.
  const settings = { restore_command: 'exit 1', recovery_target_timeline: String(cluster.timeline), hot_standby: 'off' }
  const target = to && { recovery_target_time: to.toISOString().replace('Z', '+00'), recovery_target_action: 'promote' }
  const start = (more: Record<string, string>) =>
    startEngine({ dataDir, log, settings: { ...settings, ...more }, patience: PATIENCE })
  // The log may end before the instant without anything being missing: nothing was committed in between.
  const engine = await start(target ?? {}).catch((error: unknown) => {
    if (target && endedBefore(error)) return start({})
    throw error
  })
  return { engine, reached: await lastCommit(engine) }
}

async function putBack(
  { backup, onBytes }: RestoringCluster,
  target: string,
  folders: readonly string[],
): Promise<void> {
  await makeFolder(target)
  for (const folder of [...EMPTY, ...folders])
    await mkdir(path.join(target, safeName(folder)), { recursive: true, mode: 0o700 })
  const list = [...(await readOwnList(backup))]
  const files = list.filter(([name]) => name.startsWith('cluster/') && !COMMANDING.test(name))
  let done = 0
  await eachAtOnce(files, async ([name, sha256]) => {
    const from = await placeIn(backup.folder, name)
    const copied = await copyHashed(from, path.join(target, name.slice('cluster/'.length)))
    refuseChanged(from, sha256, copied)
    onBytes?.((done += copied?.bytes ?? 0), backup.manifest.bytes)
  })
}

function refuseChanged(file: string, sha256: string, copied: Copied | undefined): void {
  if (copied?.sha256 === sha256) return
  throw new Problem(
    'broken',
    'backup-damaged',
    `${file} ${copied ? 'was changed since it was written' : 'is missing'}. Try the backup before it: "postroom backup list" names them.`,
  )
}

/** What tells a server which programs to call, whom to let in and which folders to take is never taken from a backup. */
const COMMANDING =
  /^cluster\/(postgresql(\.auto)?\.conf|pg_hba\.conf|pg_ident\.conf|tablespace_map|standby\.signal|recovery\.signal)$/

/** All that matters is on the command line of every start. */
async function writeSettings(place: Place): Promise<void> {
  for (const name of ['postgresql.conf', 'postgresql.auto.conf'])
    await writeFile(path.join(place.cluster, name), '# Written by Postroom at a restore.\n')
  await writeAccess(place)
}

const EMPTY = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]

/** Blobs that rows refer to. Returns the places of those that no backup has. */
export async function restoreBlobs(
  dir: string,
  dataDir: string,
  places: Iterable<string>,
): Promise<{ copied: number; missing: string[] }> {
  const hashes = await readList(path.join(dir, 'blobs.sha256'))
  const missing: string[] = []
  let copied = 0
  for (const place of places) {
    const target = path.join(dataDir, 'blobs', safeName(place))
    await makeFolder(path.dirname(target))
    const file = await copyHashed(await placeIn(dir, `blobs/${place}`), target)
    const known = hashes.get(`blobs/${place}`)
    if (!file || (known !== undefined && known !== file.sha256)) missing.push(place)
    else copied++
  }
  return { copied, missing }
}

async function lengthen(file: string, size: number): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.truncate(size)
  await handle.sync()
  await handle.close()
}

async function own(file: string, isFolder: boolean, user: { uid: number; gid: number } | undefined): Promise<void> {
  await chmod(file, isFolder ? 0o700 : 0o600)
  if (user) await chown(file, user.uid, user.gid)
}

function endedBefore(error: unknown): boolean {
  const output = error instanceof Problem ? String(error.detail.output) : ''
  return output.includes('recovery ended before configured recovery target was reached')
}

async function lastCommit(engine: Engine): Promise<Date | null> {
  const client = await connectAlone(engine.connection)
  try {
    const { rows } = await client.query<{ at: Date | null }>('select pg_last_xact_replay_timestamp() as at')
    return rows[0]?.at ?? null
  } finally {
    await client.end()
  }
}
