// postroom backup: take one, say whether it is whole, list what there is.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../../config.ts'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import { findLog } from '../../store/backup/log-files.ts'
import { listBackups, readManifest, unreadableBackups } from '../../store/backup/manifest.ts'
import type { Backup } from '../../store/backup/written.ts'
import { migrationsOf } from '../../store/backup/move.ts'
import { dropOldBackups, takeBackup } from '../../store/backup/take.ts'
import { verifyBackup } from '../../store/backup/verify.ts'
import { keysOf, readRootKey, rootFrom, type Keys } from '../../store/keys.ts'
import { version } from '../http/version.ts'
import { createByteBar } from './backup-bar.ts'
import { connectTo, hasCluster, openSource } from './backup-source.ts'
import { exits } from './telling.ts'

type Out = (text: string) => void

export interface BackupCommand {
  keep?: number
  /** Locks the root key into the backup. */
  passphrase?: string
}

export async function runBackup(
  config: Config,
  log: Log,
  given: string | undefined,
  { keep, passphrase }: BackupCommand,
  out: Out,
  stderr: NodeJS.WriteStream,
): Promise<number> {
  const dir = folderOf(given, config)
  if (!config.databaseUrl && !(await hasCluster(config.dataDir)))
    throw new Problem(
      'missing',
      'desk-missing',
      `There is no desk in ${config.dataDir}. Is POSTROOM_DATA_DIR the same?`,
    )
  const root = await readRootKey({ dataDir: config.dataDir, ...(config.secretKey && { secretKey: config.secretKey }) })
  const source = await openSource(config, log)
  const bar = createByteBar(stderr)
  bar.name('copying')
  try {
    const client = await connectTo(source.connection)
    try {
      if ((await migrationsOf(client)) === 0)
        throw new Problem('missing', 'desk-missing', 'The database holds no desk: there is nothing to back up.')
      const began = performance.now()
      const { folder, manifest } = await takeBackup({
        dir,
        dataDir: config.dataDir,
        client,
        kind: source.isEmbedded ? 'cluster' : 'tables',
        version: version(),
        keys: keysOf(rootFrom(root, 'The secret key')),
        ...(passphrase !== undefined && { key: { root, passphrase } }),
        onBytes: bar.show,
      })
      bar.end()
      const seconds = (performance.now() - began) / 1000
      const { conversations, messages, blobs } = manifest.counts
      out(`${folder}\n`)
      out(
        `${conversations} conversations, ${messages} messages, ${blobs} files; ${megabytes(manifest.bytes)} MB in ${seconds.toFixed(1)} s (${(manifest.bytes / 1024 / 1024 / seconds).toFixed(0)} MB/s).\n`,
      )
      out(keyTold(config, manifest.hasKey))
      if (!source.isEmbedded)
        out('To any point in time a server can only be restored by its own means (a base backup and its log).\n')
      if (keep !== undefined) for (const gone of await dropOldBackups(dir, keep)) out(`removed ${gone}\n`)
      return exits.ok
    } finally {
      await client.end().catch(() => undefined)
    }
  } finally {
    bar.end()
    await source.close()
  }
}

function keyTold(config: Config, hasKey: boolean): string {
  if (hasKey) return 'The key is in it, locked with the passphrase. Without the passphrase nothing can be read.\n'
  const where = config.secretKey ? 'POSTROOM_SECRET_KEY' : path.join(config.dataDir, 'secret.key')
  return `The key is not in it: keep ${where} in another place. Without it nothing can be read. (--with-key puts it in, locked with a passphrase.)\n`
}

export async function runVerify(
  config: Config,
  { folder, key }: { folder: string | undefined; key?: string },
  out: Out,
  stderr: NodeJS.WriteStream,
): Promise<number> {
  const { chosen, all, unreadable } = await findBackups(folderOf(folder, config))
  const keys = await keysAtHand(config, key)
  const bar = createByteBar(stderr)
  for (const one of unreadable) out(`${one}: cannot be read by this Postroom\n`)
  let isWhole = unreadable.length === 0
  for (const backup of chosen) {
    bar.name(path.basename(backup.folder))
    let done = 0
    const onBytes = (bytes: number) => bar.show((done += bytes), backup.manifest.bytes)
    const found = await verifyBackup(backup, all, { ...(keys && { keys }), onBytes })
    bar.end()
    const what = found.wrong.length === 0 ? 'whole' : 'DAMAGED'
    out(`${backup.folder}: ${what}, ${found.files} files, ${megabytes(found.bytes)} MB${reach(backup, found.until)}\n`)
    for (const line of found.wrong.slice(0, 20)) out(`  ${line}\n`)
    if (found.wrong.length > 20) out(`  … and ${found.wrong.length - 20} more\n`)
    isWhole &&= found.wrong.length === 0
  }
  if (!keys)
    out(
      'The key is not at hand: whether somebody changed a backup on purpose, hashes and all, was not examined. Name it with --key FILE.\n',
    )
  return isWhole ? exits.ok : exits.data
}

/** Undefined where there is none: a folder of backups may be examined on any machine. */
async function keysAtHand(config: Config, file: string | undefined): Promise<Keys | undefined> {
  const given = file === undefined ? config.secretKey : await readKeyFile(file)
  const root = given ?? (await readRootKey({ dataDir: config.dataDir }).catch(() => undefined))
  return root === undefined ? undefined : keysOf(rootFrom(root, 'The key'))
}

export async function readKeyFile(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem('invalid', 'secret-key-unreadable', `${file} cannot be read.`, { cause })
  })
  return text.trim()
}

export async function runListBackups(config: Config, given: string | undefined, out: Out): Promise<number> {
  const { all, unreadable } = await findBackups(folderOf(given, config))
  for (const one of unreadable) out(`${path.basename(one)}  cannot be read by this Postroom\n`)
  for (const backup of all) {
    const { kind, bytes, counts, hasKey } = backup.manifest
    const log = await findLog(backup, all)
    out(
      `${path.basename(backup.folder)}  ${kind === 'cluster' ? 'server' : 'rows'}  ${megabytes(bytes)} MB  ${counts.messages} messages${hasKey ? ', with the key' : ''}${reach(backup, log.until)}\n`,
    )
  }
  return exits.ok
}

function reach({ manifest }: Backup, until: Date): string {
  return until > new Date(manifest.endedAt) ? `, to any instant from ${manifest.endedAt} to ${until.toISOString()}` : ''
}

/** `from` is one backup, or a folder of them. */
export async function findBackups(
  from: string,
): Promise<{ dir: string; chosen: Backup[]; all: Backup[]; unreadable: string[] }> {
  const folder = path.resolve(from)
  const manifest = await readManifest(folder)
  const dir = manifest ? path.dirname(folder) : folder
  const all = await listBackups(dir)
  const chosen = manifest ? [{ folder, manifest }] : all
  if (chosen.length === 0)
    throw new Problem(
      'missing',
      'backup-missing',
      `There is no backup in ${folder}. "postroom backup ${folder}" takes one.`,
    )
  const unreadable = manifest ? [] : await unreadableBackups(dir)
  return { dir, chosen, all: manifest && all.length === 0 ? chosen : all, unreadable }
}

function folderOf(given: string | undefined, config: Config): string {
  const folder = given ?? config.backupDir
  if (folder) return path.resolve(folder)
  throw new Problem('invalid', 'backup-folder', 'Where to? Name a folder, or set POSTROOM_BACKUP_DIR.')
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}
