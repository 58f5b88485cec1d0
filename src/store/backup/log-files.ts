// The log that a folder of backups holds for one of them: its own, what the archive added, and what later backups brought.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { ifMissing } from './files.ts'
import type { Archived } from './archive.ts'
import type { Backup } from './manifest.ts'
import { parseLsn, segmentName, segmentNumber, segmentOf } from './wal.ts'

export interface LogFiles {
  /** Without a gap from where the backup begins; the last may be shorter than its name promises. */
  segments: { name: string; file: string }[]
  /** What histories there were: none of their numbers may be taken again. */
  histories: { name: string; file: string }[]
  /** A desk can be restored to any instant from the backup's end up to here. */
  until: Date
}

export async function findLog(backup: Backup, all: readonly Backup[]): Promise<LogFiles> {
  const { cluster } = backup.manifest
  if (!cluster) return { segments: [], histories: [], until: new Date(backup.manifest.endedAt) }
  const { timeline, segmentSize } = cluster
  const family = all.filter((one) => one.manifest.cluster?.systemId === cluster.systemId)
  const found = new Map<string, { file: string; isWhole: boolean }>()
  const histories = new Map<string, string>()
  for (const { folder } of family) {
    for (const file of (await readdir(path.join(folder, 'wal')).catch(ifMissing)) ?? []) {
      const name = file.replace(/\.partial$/, '')
      if (name.endsWith('.history')) histories.set(name, path.join(folder, 'wal', file))
      if (segmentNumber(name, timeline, segmentSize) === undefined) continue
      const isWhole = file === name
      // Of two parts the later backup's is the longer one.
      if (isWhole || !found.get(name)?.isWhole) found.set(name, { file: path.join(folder, 'wal', file), isWhole })
    }
  }
  const segments: LogFiles['segments'] = []
  const firstNumber = segmentOf(parseLsn(cluster.startLsn), segmentSize)
  for (let number = firstNumber; ; number++) {
    const name = segmentName(timeline, number, segmentSize)
    const one = found.get(name)
    if (!one) break
    segments.push({ name, file: one.file })
    if (!one.isWhole) break
  }
  const reached = segments.length === 0 ? -1n : firstNumber + BigInt(segments.length) - 1n
  let until = new Date(backup.manifest.endedAt)
  for (const one of family.filter((other) => other.manifest.cluster?.timeline === timeline)) {
    const stop = { at: one.manifest.endedAt, lsn: one.manifest.cluster?.stopLsn ?? '0/0' }
    for (const { at, lsn } of [stop, (await readArchived(one)) ?? stop])
      if (segmentOf(parseLsn(lsn) - 1n, segmentSize) <= reached && new Date(at) > until) until = new Date(at)
  }
  return { segments, histories: [...histories].map(([name, file]) => ({ name, file })), until }
}

export async function readArchived({ folder }: Backup): Promise<Archived | undefined> {
  const text = await readFile(path.join(folder, 'archived.json'), 'utf8').catch(ifMissing)
  return text === undefined ? undefined : (JSON.parse(text) as Archived)
}

/** The one to begin with: the newest that ends before `to`, or the newest of all. */
export function chooseBackup(all: readonly Backup[], to: Date | undefined): Backup | undefined {
  return all.findLast(({ manifest }) => !to || new Date(manifest.endedAt) <= to)
}
