// Whether a backup is still what was written: every file by its hash, the log without a gap, the blobs it lists.
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'
import type { Keys } from '../keys.ts'
import { hashFile, ifMissing, readList } from './files.ts'
import { findLog } from './log-files.ts'
import type { Backup } from './written.ts'
import { placeIn, readText, safeName } from './names.ts'
import { proveBackup } from './proof.ts'
import { parseLsn, segmentOf } from './wal.ts'

export interface Verified {
  files: number
  bytes: number
  blobs: number
  /** Restorable to any instant from `manifest.endedAt` to here; the same instant where there is no log. */
  until: Date
  /** One sentence each; empty: all is well. */
  wrong: string[]
}

/** Without `keys` only what broke is told, not what somebody changed together with its hashes. */
export async function verifyBackup(
  backup: Backup,
  all: readonly Backup[],
  { keys, onBytes }: { keys?: Keys; onBytes?: (bytes: number) => void } = {},
): Promise<Verified> {
  const { manifest } = backup
  const wrong: string[] = []
  try {
    if (keys) await proveBackup(backup, keys)
    for (const name of manifest.cluster?.folders ?? []) safeName(name)
    return await verifyFiles(backup, all, wrong, { ...(keys && { keys }), ...(onBytes && { onBytes }) })
  } catch (error) {
    // Nothing else that such a backup says is looked at.
    if (!(error instanceof Problem) || error.code !== 'backup-damaged') throw error
    return { files: 0, bytes: 0, blobs: 0, until: new Date(manifest.endedAt), wrong: [...wrong, error.message] }
  }
}

async function verifyFiles(
  backup: Backup,
  all: readonly Backup[],
  wrong: string[],
  { keys, onBytes }: { keys?: Keys; onBytes?: (bytes: number) => void },
): Promise<Verified> {
  const { folder, manifest } = backup
  let [files, bytes] = [0, 0]
  const check = async (base: string, name: string, sha256: string) => {
    const found = await hashFile(await placeIn(base, name))
    files++
    bytes += found?.bytes ?? 0
    onBytes?.(found?.bytes ?? 0)
    if (!found) wrong.push(`${name} is missing`)
    else if (found.sha256 !== sha256) wrong.push(`${name} was changed`)
  }
  const list = await hashFile(path.join(folder, 'files.sha256'))
  if (list?.sha256 !== manifest.listHash) wrong.push('the list of files was changed')
  for (const [name, sha256] of await readList(path.join(folder, 'files.sha256'))) await check(folder, name, sha256)
  for (const [name, sha256] of await readList(path.join(folder, 'archived.sha256'))) await check(folder, name, sha256)
  const log = await findLog(backup, all, keys)
  if (manifest.cluster) {
    const { startLsn, stopLsn, segmentSize } = manifest.cluster
    const needed = segmentOf(parseLsn(stopLsn) - 1n, segmentSize) - segmentOf(parseLsn(startLsn), segmentSize) + 1n
    if (BigInt(log.segments.length) < needed) wrong.push('its log has a gap: it cannot be restored')
  }
  const places = ((await readText(path.join(folder, 'blobs.txt'))) ?? '').split('\n').filter(Boolean)
  const dir = path.dirname(folder)
  const hashes = await readList(path.join(dir, 'blobs.sha256'))
  for (const place of places) {
    const sha256 = hashes.get(`blobs/${place}`)
    if (sha256) await check(dir, `blobs/${place}`, sha256)
    else if (!(await stat(await placeIn(dir, `blobs/${place}`)).catch(ifMissing)))
      wrong.push(`blobs/${place} is missing`)
  }
  return { files, bytes, blobs: places.length, until: log.until, wrong }
}
