// The log of the embedded server, copied beside the newest backup as it grows, every few seconds and only as far as it is on the
// disk: so that a desk can be restored to any instant, and a lost machine costs seconds.
//
// A replication slot keeps what is not copied yet; no program is called by the server, whose user need not reach the backups.
import { appendFile, link, open, readdir, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { Problem } from '../../kit/problem.ts'
import type { Keys } from '../keys.ts'
import { createBlobCopier } from './blob-files.ts'
import { systemOf } from './cluster.ts'
import { hashFile, ifMissing, listLine, syncFolder, writeDurably } from './files.ts'
import { listBackups } from './manifest.ts'
import type { Backup } from './written.ts'
import { macOfSegment, signArchived } from './proof.ts'
import { formatLsn, parseLsn, segmentName, segmentNumber, segmentOf } from './wal.ts'
import type { Archived } from './written.ts'

export const SLOT = 'postroom_archive'
const PARTIAL = '.partial'

export interface Archive {
  /** Copies what is new. False where the newest backup does not go on into the log any more, or there is none: take another. */
  round(): Promise<boolean>
  /** Keeps the log from here on; call it before the backup that the archive shall follow. */
  hold(): Promise<void>
  close(): Promise<void>
}

export function createArchive(given: { connection: pg.PoolConfig; dataDir: string; dir: string; keys: Keys }): Archive {
  const { dataDir, dir, keys } = given
  const log = path.join(dataDir, 'postgres', 'pg_wal')
  const blobs = createBlobCopier(path.join(dataDir, 'blobs'), dir, { isRemembering: true })
  let client: pg.Client | undefined
  let current: string | undefined
  let partial: Archived['partial']

  const connect = async () => {
    if (client) return client
    const fresh = await connectAlone(given.connection)
    fresh.on('end', () => {
      client = undefined
    })
    return (client = fresh)
  }
  const hold = async () => {
    const db = await connect()
    const slot = await slotOf(db)
    if (slot && slot.isWhole) return
    if (slot) await db.query('select pg_drop_replication_slot($1)', [SLOT])
    await db.query('select pg_create_physical_replication_slot($1, true)', [SLOT])
    current = undefined
  }
  const copyRound = async () => {
    const db = await connect()
    const slot = await slotOf(db)
    const system = await systemOf(db)
    const family = (await listBackups(dir)).filter(
      (one) => one.manifest.cluster?.systemId === system.systemId && one.manifest.cluster.timeline === system.timeline,
    )
    const [previous, backup] = [family.at(-2), family.at(-1)]
    if (!slot?.isWhole || !backup) return false
    const folder = path.join(backup.folder, 'wal')
    if (previous && current !== folder) await join(previous, backup, system)
    if (current !== folder) partial = undefined
    current = folder
    const next = await nextIn(folder, backup, system)
    if (next < segmentOf(slot.lsn, system.segmentSize)) return false
    // First how far the log is, then the blobs it may speak of, then the log: never a row without what it refers to.
    const { rows } = await db.query<{ at: Date; lsn: string }>(
      `select date_trunc('milliseconds', clock_timestamp()) as at, pg_current_wal_flush_lsn() as lsn`,
    )
    const { at = new Date(0), lsn = '0/0' } = rows[0] ?? {}
    await blobs.copyNew()
    const last = segmentOf(parseLsn(lsn), system.segmentSize)
    const rest = Number(parseLsn(lsn) % BigInt(system.segmentSize))
    if (
      !(await copySegments(folder, system, next, last - 1n)) ||
      !(await copySegments(folder, system, last, last, rest))
    )
      return false
    await syncFolder(folder)
    const name = segmentName(system.timeline, last, system.segmentSize)
    if (partial?.name !== name || partial.bytes !== rest)
      partial = await partOf(path.join(folder, `${name}${PARTIAL}`), name, rest)
    const archived = signArchived(keys, system.systemId, { at: at.toISOString(), lsn, ...(partial && { partial }) })
    await writeDurably(path.join(backup.folder, 'archived.json'), JSON.stringify(archived))
    // The segment being written is kept whole, for the next backup's folder.
    const kept = formatLsn(last * BigInt(system.segmentSize))
    if (parseLsn(kept) > slot.lsn) await db.query('select pg_replication_slot_advance($1, $2::pg_lsn)', [SLOT, kept])
    return true
  }
  /** False where the server no longer has one of them. */
  const copySegments = async (to: string, system: System, first: bigint, last: bigint, end = system.segmentSize) => {
    for (let number = first; number <= last; number++) {
      const name = segmentName(system.timeline, number, system.segmentSize)
      if (!(await extend(path.join(log, name), path.join(to, name), end, system, keys))) return false
    }
    return true
  }
  /** Two backups with one log: the earlier one gets what is before the later one, and the later one what the earlier got since. */
  const join = async (earlier: Backup, later: Backup, system: System) => {
    const begins = segmentOf(parseLsn(later.manifest.cluster?.startLsn ?? '0/0'), system.segmentSize)
    await copySegments(
      path.join(earlier.folder, 'wal'),
      system,
      await nextIn(path.join(earlier.folder, 'wal'), earlier, system),
      begins - 1n,
    )
    await carryOver(path.join(earlier.folder, 'wal'), path.join(later.folder, 'wal'), begins, system, keys)
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    // One after another: two at once would write the same bytes twice.
    round: () => {
      const next = last.then(copyRound)
      last = next.catch(() => undefined)
      return next
    },
    hold,
    close: async () => {
      await client?.end().catch(() => undefined)
    },
  }
}

/** Where no archive is wanted any more: or the log would be kept for it until the disk is full. */
export async function dropSlot(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  await client.query(
    'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active',
    [SLOT],
  )
}

/** For work that takes its time: no limit on a statement. */
export async function connectAlone(connection: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({
    application_name: 'postroom backup',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    ...connection,
  })
  client.on('error', () => undefined) // the statement under way fails, and tells
  await client.connect()
  await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0')
  return client
}

interface System {
  systemId: string
  timeline: number
  segmentSize: number
}

async function slotOf(client: pg.ClientBase): Promise<{ isWhole: boolean; lsn: bigint } | undefined> {
  const { rows } = await client.query<{ status: string; lsn: string | null }>(
    'select wal_status as status, restart_lsn as lsn from pg_replication_slots where slot_name = $1',
    [SLOT],
  )
  const [row] = rows
  return row && { isWhole: row.status !== 'lost' && row.lsn !== null, lsn: parseLsn(row.lsn ?? '0/0') }
}

/** The first segment that is not whole there. */
async function nextIn(folder: string, backup: Backup, { timeline, segmentSize }: System): Promise<bigint> {
  const numbers = (await readdir(folder)).map((name) => segmentNumber(name, timeline, segmentSize))
  const last = numbers.reduce<bigint>(
    (most, number) => (number !== undefined && number > most ? number : most),
    segmentOf(parseLsn(backup.manifest.cluster?.startLsn ?? '0/0'), segmentSize) - 1n,
  )
  return last + 1n
}

/** A backup was taken while the archive went on beside the one before: what lies after it is needed there too. */
async function carryOver(from: string, to: string, begins: bigint, system: System, keys: Keys): Promise<void> {
  const there = new Set(await readdir(to))
  for (const name of (await readdir(from).catch(ifMissing)) ?? []) {
    const number = segmentNumber(name, system.timeline, system.segmentSize)
    if (number === undefined || number < begins || there.has(name)) continue
    await noteWhole(path.join(from, name), path.join(to, name), system, keys)
    await link(path.join(from, name), path.join(to, name))
  }
  await syncFolder(to)
}

/** Appends what a segment has more than its copy; a whole one gets its name. False where the server has it no longer. */
async function extend(source: string, target: string, end: number, system: System, keys: Keys): Promise<boolean> {
  const partial = `${target}${PARTIAL}`
  const from = (await stat(partial).catch(ifMissing))?.size ?? 0
  if (end > from) {
    const log = await open(source, 'r').catch(ifMissing)
    if (!log) return false
    try {
      const bytes = Buffer.allocUnsafe(end - from)
      const { bytesRead } = await log.read(bytes, 0, bytes.length, from)
      if (bytesRead < bytes.length) return false
      const copy = await open(partial, from === 0 ? 'w' : 'r+', 0o600)
      try {
        const { bytesWritten } = await copy.write(bytes, 0, bytes.length, from)
        if (bytesWritten < bytes.length)
          throw new Problem('busy', 'disk-full', `There is no space left for ${partial}. Make room there.`)
        await copy.sync()
      } finally {
        await copy.close()
      }
    } finally {
      await log.close()
    }
  }
  if (end < system.segmentSize) return true
  await noteWhole(partial, target, system, keys)
  await rename(partial, target)
  return true
}

/** Before it has its name: what is not listed does not count, and a line too many does no harm. */
async function noteWhole(file: string, segment: string, { systemId }: System, keys: Keys): Promise<void> {
  const { sha256 } = (await hashFile(file)) ?? { sha256: '' }
  const name = path.basename(segment)
  const list = path.join(path.dirname(segment), '..', 'archived.sha256')
  const macs = path.join(path.dirname(segment), '..', 'archived.hmac')
  await appendFile(macs, listLine(`wal/${name}`, macOfSegment(keys, systemId, name, sha256)), { mode: 0o600 })
  await appendFile(list, listLine(`wal/${name}`, sha256), { mode: 0o600 })
}

async function partOf(file: string, name: string, bytes: number): Promise<Archived['partial']> {
  const found = bytes > 0 ? await hashFile(file, bytes) : undefined
  return found?.bytes === bytes ? { name, bytes, sha256: found.sha256 } : undefined
}
