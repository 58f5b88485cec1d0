// Taking a backup: of the embedded server by its files and log, of any other by its rows; blobs in both cases, the key only when
// that is asked for. Others go on working meanwhile.
import { appendFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { proofOf, type Keys } from '../keys.ts'
import { createBlobCopier, dropUnusedBlobs } from './blob-files.ts'
import { copyCluster } from './cluster.ts'
import { hashFile, listLine, writeDurably } from './files.ts'
import { beginBackup, finishBackup, listBackups, unreadableBackups, withLock } from './manifest.ts'
import type { Backup, Manifest } from './written.ts'
import { migrationsOf } from './move.ts'
import { sealKey } from './sealed-key.ts'
import { copyTables } from './table-files.ts'

export interface Taking {
  dir: string
  dataDir: string
  /** A connection of its own, as `connectAlone` opens it: it is held to the end. */
  client: pg.Client
  kind: Manifest['kind']
  version: string
  /** Sign it. */
  keys: Keys
  /** To be included, locked. */
  key?: { root: string; passphrase: string }
  onBytes?: (done: number, all: number) => void
  /** Stops it, between two files, with an error. */
  signal?: AbortSignal
}

export async function takeBackup(given: Taking): Promise<Backup> {
  const { dir, client, dataDir } = given
  return await withLock(dir, async () => {
    const startedAt = await clockOf(client)
    const folder = await beginBackup(dir, startedAt)
    try {
      // What a row refers to is on the disk before the row is; what nothing refers to stays for a day. So all that was there before
      // and all that came meanwhile is all that is needed.
      const blobs = createBlobCopier(path.join(dataDir, 'blobs'), dir)
      const before = await blobs.copyNew()
      const earlier = (await listBackups(dir)).findLast((one) => one.manifest.kind === 'cluster')
      const onBytes = (done: number, all: number) => {
        given.signal?.throwIfAborted()
        given.onBytes?.(done, all)
      }
      const copy = { client, folder, onBytes }
      const taken =
        given.kind === 'cluster'
          ? await copyCluster({
              ...copy,
              cluster: path.join(dataDir, 'postgres'),
              ...(earlier && { earlier: path.join(earlier.folder, 'cluster') }),
            })
          : await copyTables(client, folder, onBytes)
      const endedAt = await clockOf(client)
      const places = [...new Set([...before, ...(await blobs.copyNew())])]
      await writeDurably(path.join(folder, 'blobs.txt'), places.map((place) => `${place}\n`).join(''))
      const listed = await hashFile(path.join(folder, 'blobs.txt'))
      await appendFile(path.join(folder, 'files.sha256'), listLine('blobs.txt', listed?.sha256 ?? ''))
      if (given.key) await sealKey(folder, given.key.root, given.key.passphrase)
      const manifest = {
        format: 1 as const,
        kind: given.kind,
        version: given.version,
        server: await ask(client, `current_setting('server_version')`),
        migrations: await migrationsOf(client),
        startedAt: startedAt.toISOString(),
        endedAt: endedAt.toISOString(),
        keyProof: proofOf(given.keys),
        hasKey: given.key !== undefined,
        counts: { ...(await countsOf(client)), blobs: places.length },
        ...taken,
      }
      return await finishBackup(folder, manifest, given.keys)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  })
}

/** Keeps the newest `keep`; what only older ones needed goes too. Returns the folders that went. */
export async function dropOldBackups(dir: string, keep: number): Promise<string[]> {
  return await withLock(dir, async () => {
    const all = await listBackups(dir)
    const old = all.slice(0, Math.max(0, all.length - keep))
    // Its manifest first: what is half gone is no backup.
    for (const { folder } of old) {
      await rm(path.join(folder, 'manifest.json'))
      await rm(folder, { recursive: true })
    }
    if (old.length > 0) await dropUnusedBlobs(dir, all.slice(old.length), await unreadableBackups(dir))
    return old.map((one) => one.folder)
  })
}

async function clockOf(client: pg.ClientBase): Promise<Date> {
  return new Date(await ask(client, `to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`))
}

async function ask(client: pg.ClientBase, expression: string): Promise<string> {
  return (await client.query<{ answer: string }>(`select ${expression} as answer`)).rows[0]?.answer ?? ''
}

async function countsOf(client: pg.ClientBase) {
  const { rows } = await client.query<{ conversations: number; messages: number; raw: number }>(
    `select (select count(*)::int from conversation) as conversations, (select count(*)::int from message) as messages,
       (select count(*)::int from raw) as raw`,
  )
  return rows[0] ?? { conversations: 0, messages: 0, raw: 0 }
}
