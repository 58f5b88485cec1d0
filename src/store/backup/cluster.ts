// A backup of the embedded server's files while it works: PostgreSQL, "Making a Base Backup Using the Low Level API". The files alone
// are from many instants; with the log written meanwhile they become one.
import { appendFile, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { Problem } from '../../kit/problem.ts'
import { copyHashed, copyOrLink, eachAtOnce, hashFile, listLine, makeFolder, walk, writeDurably } from './files.ts'
import type { Manifest } from './written.ts'
import { parseLsn, segmentName, segmentOf } from './wal.ts'

export interface ClusterCopy {
  client: pg.Client
  /** The server's data. */
  cluster: string
  folder: string
  /** Cluster folder of the backup before, whose unchanged files are linked. */
  earlier?: string
  onBytes?: (done: number, all: number) => void
}

/** What is only of use to the server that runs, or is made anew. Their folders must be there. */
const EMPTIED = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//
const LEFT =
  /(^|\/)(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|current_logfiles|pgsql_tmp[^/]*|pg_internal\.init[^/]*|[^/]*\.tmp)$/
/** Needed whatever is in them. */
const WAL_FOLDERS = ['pg_wal/archive_status', 'pg_wal/summaries']
/** Tells recovery where it stands; copied last, as pg_basebackup does. */
const CONTROL = 'global/pg_control'

export async function copyCluster(given: ClusterCopy): Promise<{ cluster: Manifest['cluster']; bytes: number }> {
  const { client, cluster, folder } = given
  const target = path.join(folder, 'cluster')
  await makeFolder(target)
  const all = await measure(cluster)
  const free = await statfs(folder)
  if (free.bavail * free.bsize < all)
    throw new Problem(
      'busy',
      'disk-full',
      `The backup needs about ${megabytes(all)} MB, and ${folder} has ${megabytes(free.bavail * free.bsize)} MB left. Make room, or name another folder.`,
    )
  // The log from here on stays until this connection ends, however long the copying takes.
  await client.query(`select pg_create_physical_replication_slot($1, true, true)`, [`postroom_backup_${Date.now()}`])
  const system = await systemOf(client)
  const started = await client.query<{ lsn: string }>(`select pg_backup_start('postroom', true) as lsn`)
  const startLsn = started.rows[0]?.lsn ?? '0/0'
  let bytes = 0
  const folders: string[] = [...WAL_FOLDERS]
  const keep = async (relative: string) => {
    const earlier = given.earlier && path.join(given.earlier, relative)
    const copied = await copyOrLink(path.join(cluster, relative), path.join(target, relative), earlier)
    if (!copied) return
    bytes += copied.bytes
    await appendFile(path.join(folder, 'files.sha256'), listLine(`cluster/${relative}`, copied.sha256))
    given.onBytes?.(bytes, all)
  }
  const files: string[] = []
  for await (const one of walk(cluster, (name) => LEFT.test(name) || EMPTIED.test(name) || name === CONTROL)) {
    if (one.isFolder) await makeFolder(path.join(target, one.path))
    ;(one.isFolder ? folders : files).push(one.path)
  }
  await eachAtOnce(files, keep)
  await keep(CONTROL)
  const ended = await client.query<{ lsn: string; label: string; map: string }>(
    `select lsn, labelfile as label, spcmapfile as map from pg_backup_stop(wait_for_archive => false)`,
  )
  const { lsn: stopLsn = '0/0', label = '', map = '' } = ended.rows[0] ?? {}
  if (map.trim() !== '') throw new Problem('broken', 'tablespaces', 'A desk with tablespaces cannot be backed up so.')
  await writeDurably(path.join(target, 'backup_label'), label)
  const labelled = await hashFile(path.join(target, 'backup_label'))
  await appendFile(path.join(folder, 'files.sha256'), listLine('cluster/backup_label', labelled?.sha256 ?? ''))
  bytes += await copyLog(given, system, startLsn, stopLsn)
  return { cluster: { ...system, startLsn, stopLsn, folders }, bytes }
}

export async function systemOf(
  client: pg.ClientBase,
): Promise<{ systemId: string; timeline: number; segmentSize: number }> {
  const { rows } = await client.query<{ systemId: string; timeline: number; segmentSize: number }>(
    `select system_identifier::text as "systemId", timeline_id as timeline,
       pg_size_bytes(current_setting('wal_segment_size'))::int as "segmentSize"
     from pg_control_system(), pg_control_checkpoint()`,
  )
  const [system] = rows
  if (!system) throw new Error('expected one row about the system')
  return system
}

/** From the first segment to the one that the end of the backup closed: none of them changes any more. */
async function copyLog(
  { cluster, folder }: ClusterCopy,
  { timeline, segmentSize }: { timeline: number; segmentSize: number },
  startLsn: string,
  stopLsn: string,
): Promise<number> {
  await makeFolder(path.join(folder, 'wal'))
  let bytes = 0
  const last = segmentOf(parseLsn(stopLsn) - 1n, segmentSize)
  for (let number = segmentOf(parseLsn(startLsn), segmentSize); number <= last; number++) {
    const name = segmentName(timeline, number, segmentSize)
    const copied = await copyHashed(path.join(cluster, 'pg_wal', name), path.join(folder, 'wal', name))
    if (copied?.bytes !== segmentSize)
      throw new Problem('broken', 'log-missing', `The server no longer has its log ${name}. Start the backup again.`)
    bytes += copied.bytes
    await appendFile(path.join(folder, 'files.sha256'), listLine(`wal/${name}`, copied.sha256))
  }
  // Which histories there have been: a desk that is restored from here must not take the number of another one.
  for await (const { path: name } of walk(path.join(cluster, 'pg_wal'))) {
    if (!/^[0-9A-F]{8}\.history$/.test(name)) continue
    const copied = await copyHashed(path.join(cluster, 'pg_wal', name), path.join(folder, 'wal', name))
    if (copied) await appendFile(path.join(folder, 'files.sha256'), listLine(`wal/${name}`, copied.sha256))
  }
  return bytes
}

async function measure(cluster: string): Promise<number> {
  let all = 0
  for await (const one of walk(cluster, (name) => LEFT.test(name) || EMPTIED.test(name)))
    if (!one.isFolder) all += (await stat(path.join(cluster, one.path)).catch(() => ({ size: 0 }))).size
  return all
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024)
}
