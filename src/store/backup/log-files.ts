// The log that a folder of backups holds for one of them: its own, what the archive added, and what later backups brought.
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Keys } from '../keys.ts'
import { ifMissing, readList } from './files.ts'
import type { Archived } from './written.ts'
import type { Backup } from './written.ts'
import { readText, safeName } from './names.ts'
import { isGenuine, isGenuineArchived, macOfSegment, readOwnList } from './proof.ts'
import { parseLsn, segmentName, segmentNumber, segmentOf } from './wal.ts'

interface LogFile {
  name: string
  file: string
  sha256: string
  /** Only so much of it counts. */
  bytes?: number
}

export interface LogFiles {
  /** Without a gap from where the backup begins; the last may be shorter than its name promises. */
  segments: LogFile[]
  /** What histories there were: none of their numbers may be taken again. */
  histories: LogFile[]
  /** A desk can be restored to any instant from the backup's end up to here. */
  until: Date
}

/** With `keys` only what the desk itself wrote counts, of backups that are its own; without them, whatever is listed. */
export async function findLog(backup: Backup, all: readonly Backup[], keys?: Keys): Promise<LogFiles> {
  const { cluster } = backup.manifest
  if (!cluster) return { segments: [], histories: [], until: new Date(backup.manifest.endedAt) }
  const { timeline, segmentSize } = cluster
  const family = all.filter(
    ({ manifest }) =>
      manifest.cluster?.systemId === cluster.systemId && (keys === undefined || isGenuine(keys, manifest)),
  )
  const found = new Map<string, LogFile>()
  const histories = new Map<string, LogFile>()
  for (const one of family) {
    for (const log of await listedLog(one, cluster.systemId, keys)) {
      if (log.name.endsWith('.history')) histories.set(log.name, log)
      if (segmentNumber(log.name, timeline, segmentSize) === undefined) continue
      // Of two parts the later backup's is the longer one.
      const before = found.get(log.name)
      if (log.bytes === undefined || !before || before.bytes !== undefined) found.set(log.name, log)
    }
  }
  const segments: LogFiles['segments'] = []
  const firstNumber = segmentOf(parseLsn(cluster.startLsn), segmentSize)
  for (let number = firstNumber; ; number++) {
    const name = segmentName(timeline, number, segmentSize)
    const one = found.get(name)
    if (!one) break
    segments.push(one)
    if (one.bytes !== undefined) break
  }
  const reached = segments.length === 0 ? -1n : firstNumber + BigInt(segments.length) - 1n
  let until = new Date(backup.manifest.endedAt)
  for (const one of family.filter((other) => other.manifest.cluster?.timeline === timeline)) {
    const stop = { at: one.manifest.endedAt, lsn: one.manifest.cluster?.stopLsn ?? '0/0' }
    for (const { at, lsn } of [stop, (await archivedOf(one, cluster.systemId, keys)) ?? stop])
      if (segmentOf(parseLsn(lsn) - 1n, segmentSize) <= reached && new Date(at) > until) until = new Date(at)
  }
  return { segments, histories: [...histories.values()], until }
}

/** What is listed and there. */
async function listedLog(backup: Backup, systemId: string, keys: Keys | undefined): Promise<LogFile[]> {
  const { folder } = backup
  const names = new Set((await readdir(path.join(folder, 'wal')).catch(ifMissing)) ?? [])
  const logs: LogFile[] = []
  const add = (listed: string, sha256: string) => {
    const name = listed.slice('wal/'.length)
    if (listed.startsWith('wal/') && names.has(name)) logs.push({ name, file: path.join(folder, 'wal', name), sha256 })
  }
  const own = keys ? await readOwnList(backup) : await readList(path.join(folder, 'files.sha256'))
  for (const [listed, sha256] of own) add(listed, sha256)
  const macs = await readList(path.join(folder, 'archived.hmac'))
  for (const [listed, sha256] of await readList(path.join(folder, 'archived.sha256'))) {
    const name = listed.slice('wal/'.length)
    if (!keys || macs.get(listed) === macOfSegment(keys, systemId, name, sha256)) add(listed, sha256)
  }
  const partial = (await archivedOf(backup, systemId, keys))?.partial
  if (!partial || logs.some((one) => one.name === partial.name)) return logs
  const file = `${safeName(partial.name)}.partial`
  if (names.has(file)) logs.push({ ...partial, file: path.join(folder, 'wal', file) })
  return logs
}

async function archivedOf(backup: Backup, systemId: string, keys: Keys | undefined): Promise<Archived | undefined> {
  const archived = await readArchived(backup)
  return archived && (!keys || isGenuineArchived(keys, systemId, archived)) ? archived : undefined
}

export async function readArchived({ folder }: Backup): Promise<Archived | undefined> {
  const text = await readText(path.join(folder, 'archived.json'))
  return text === undefined ? undefined : (JSON.parse(text) as Archived)
}

/** The one to begin with: the newest that ends before `to`, or the newest of all. */
export function chooseBackup(all: readonly Backup[], to: Date | undefined): Backup | undefined {
  return all.findLast(({ manifest }) => !to || new Date(manifest.endedAt) <= to)
}
