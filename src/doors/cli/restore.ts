// postroom restore: a backup into an empty data directory (or, of rows, into an empty database), and then a look at everything.
import path from 'node:path'
import type pg from 'pg'
import type { Config } from '../../config.ts'
import { holdEnrolments } from '../../desk/sequences/enrolments.ts'
import { holdOutbox } from '../../flows/reply/after-restore.ts'
import { systemClock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import { checkKept, type KeptCheck } from '../../store/backup/check-kept.ts'
import { writeDurably } from '../../store/backup/files.ts'
import { chooseBackup } from '../../store/backup/log-files.ts'
import type { Backup } from '../../store/backup/written.ts'
import { proveBackup } from '../../store/backup/proof.ts'
import { claimEmpty, clearRestored, releaseRestored, restoreBlobs, restoreCluster } from '../../store/backup/restore.ts'
import { openSealedKey } from '../../store/backup/sealed-key.ts'
import { loadTables } from '../../store/backup/table-files.ts'
import { createBlobs } from '../../store/blobs.ts'
import { createDiskBlobs } from '../../store/blobs/disk.ts'
import { startEngine, type Engine } from '../../store/engine.ts'
import { guardKeys, keysOf, proofOf, rootFrom, type Keys } from '../../store/keys.ts'
import { migrate } from '../../store/migrate.ts'
import { createRawMail } from '../../store/raw.ts'
import { noteRestored } from '../../store/restored.ts'
import { openStore } from '../../store/store.ts'
import { findBackups, readKeyFile } from './backup.ts'
import { createByteBar, type ByteBar } from './backup-bar.ts'
import { connectTo } from './backup-source.ts'
import { endAccess, type EndedAccess } from './restore-access.ts'
import { exits } from './telling.ts'

export interface RestoreCommand {
  to?: Date
  /** A file with the root key. */
  key?: string
  keepTokens: boolean
}

interface Terminal {
  out: (text: string) => void
  stderr: NodeJS.WriteStream
  askPassphrase: () => Promise<string>
}

export async function runRestore(
  config: Config,
  log: Log,
  from: string,
  { to, key, keepTokens }: RestoreCommand,
  { out, stderr, askPassphrase }: Terminal,
): Promise<number> {
  const { dir, chosen, all } = await findBackups(from)
  const backup = chooseBackup(chosen, to)
  if (!backup) throw tooEarly(chosen)
  if (to && backup.manifest.kind === 'tables')
    throw new Problem(
      'invalid',
      'instant-of-rows',
      `${backup.folder} holds rows of one instant, ${backup.manifest.endedAt}. Leave out --to.`,
    )
  if (config.databaseUrl && backup.manifest.kind === 'cluster')
    throw new Problem(
      'invalid',
      'backup-kind',
      'This backup holds the files of an embedded server. Restore it without POSTROOM_DATABASE_URL, then "postroom move --to" the server.',
    )
  const root = await findKey(backup, config, key, askPassphrase)
  const keys = keysOf(rootFrom(root, 'The key'))
  if (proofOf(keys) !== backup.manifest.keyProof)
    throw new Problem(
      'denied',
      'secret-key-wrong',
      'This is not the key that the backup was written with. Nothing was restored.',
    )
  await proveBackup(backup, keys)

  await claimEmpty(config.dataDir)
  const bar = createByteBar(stderr)
  let isEnded = false
  try {
    if (!config.secretKey) await writeDurably(path.join(config.dataDir, 'secret.key'), `${root}\n`)
    const given = { config, log, keys, backup, all, bar, ...(to && { to }) }
    const brought = backup.manifest.kind === 'cluster' ? await bringCluster(given) : await bringTables(given)
    try {
      const told = await settle(brought.connection, { config, log, keys, dir, bar, keepTokens })
      await releaseRestored(config.dataDir)
      isEnded = true
      bar.end()
      return tell(backup, brought.reached, told, { out, keepTokens })
    } finally {
      await brought.engine?.stop()
    }
  } finally {
    bar.end()
    if (!isEnded) await clearRestored(config.dataDir)
  }
}

interface Bringing {
  config: Config
  log: Log
  keys: Keys
  backup: Backup
  all: Backup[]
  bar: ByteBar
  to?: Date
}

interface Brought {
  connection: pg.PoolConfig
  reached: Date | null
  engine?: Engine
}

async function bringCluster({ config, log, keys, backup, all, bar, to }: Bringing): Promise<Brought> {
  bar.name('copying')
  const { engine, reached } = await restoreCluster({
    backup,
    all,
    dataDir: config.dataDir,
    log,
    keys,
    ...(to && { to }),
    onBytes: bar.show,
    onRecovery: () => bar.name('going through the log'),
  })
  return { connection: engine.connection, reached, engine }
}

async function bringTables({ config, log, keys, backup, bar }: Bringing): Promise<Brought> {
  const engine = config.databaseUrl ? undefined : await startEngine({ dataDir: config.dataDir, log })
  const connection = engine?.connection ?? { connectionString: config.databaseUrl ?? '' }
  bar.name('tables')
  try {
    const client = await connectTo(connection)
    try {
      await loadTables(client, backup, { log, keys, onTable: bar.show })
    } finally {
      await client.end().catch(() => undefined)
    }
    return { connection, reached: new Date(backup.manifest.endedAt), ...(engine && { engine }) }
  } catch (error) {
    await engine?.stop()
    throw error
  }
}

interface Settled extends KeptCheck {
  missingFiles: string[]
  messages: number
  conversations: number
  held: number
  enrolments: number
  ended: EndedAccess
}

/** What a desk owes the world after it went back in time, in one transaction before anybody can start it. */
const debts = {
  held: holdOutbox,
  enrolments: holdEnrolments,
  /** What came before it may have been answered. */
  instant: noteRestored,
  ended: endAccess,
  // Erasures since the backup are applied again here, as soon as Postroom erases: from the log of erasures, which is kept apart.
}

async function settle(
  connection: pg.PoolConfig,
  {
    config,
    log,
    keys,
    dir,
    bar,
    keepTokens,
  }: Omit<Bringing, 'backup' | 'all' | 'to'> & { dir: string; keepTokens: boolean },
): Promise<Settled> {
  const client = await connectTo(connection)
  try {
    await migrate(client, log)
  } finally {
    await client.end().catch(() => undefined)
  }
  const store = await openStore({ connection, log, clock: systemClock })
  try {
    await store.transact({ actorId: null }, (tx) => guardKeys(tx, keys))
    const places = await store.transact({ actorId: null, readOnly: true }, (tx) =>
      tx.query<{ place: string }>({ text: 'select place from blob order by place', values: [] }),
    )
    const files = await restoreBlobs(
      dir,
      config.dataDir,
      places.map((row) => row.place),
    )
    const blobs = createBlobs({ driver: await createDiskBlobs(path.join(config.dataDir, 'blobs')), keys })
    bar.end()
    bar.name('reading every mail', '')
    const kept = await checkKept({ store, raw: createRawMail({ keys, blobs }), blobs }, { onProgress: bar.show })
    const counts = await store.transact({ actorId: null, readOnly: true }, (tx) =>
      tx.query<{ messages: number; conversations: number }>({
        text: 'select (select count(*)::int from message) as messages, (select count(*)::int from conversation) as conversations',
        values: [],
      }),
    )
    const paid = await store.transact({ actorId: null }, async (tx) => {
      await debts.instant(tx)
      return {
        ended: await debts.ended(tx, { keepTokens }),
        held: await debts.held(tx),
        enrolments: await debts.enrolments(tx),
      }
    })
    return { ...kept, missingFiles: files.missing, messages: 0, conversations: 0, ...counts[0], ...paid }
  } finally {
    await store.close()
  }
}

interface Telling {
  out: (text: string) => void
  keepTokens: boolean
}

function tell(backup: Backup, reached: Date | null, found: Settled, { out, keepTokens }: Telling): number {
  out(`Restored from ${backup.folder}${reached ? `, as it was on ${reached.toISOString()}` : ''}:\n`)
  out(`${found.conversations} conversations, ${found.messages} messages.\n`)
  const wrong = found.wrong.raw.length + found.wrong.blobs.length + found.missingFiles.length
  const erased = found.erased > 0 ? ` (${found.erased} were erased before)` : ''
  out(
    wrong === 0
      ? `All ${found.raw} raw mails${erased} and ${found.blobs} files were read, and are byte for byte what they were.\n`
      : `${found.raw} raw mails and ${found.blobs} files were read; these are not what they were:\n`,
  )
  for (const id of found.wrong.raw) out(`  raw mail ${id}\n`)
  for (const id of found.wrong.blobs) out(`  file ${id}\n`)
  for (const place of found.missingFiles.slice(0, 100))
    out(`  blobs/${place} is missing from the backup, or was changed\n`)
  if (found.held > 0)
    out(
      `${found.held} answers were on their way. They may have been sent since, so they are marked as uncertain: whoever opens them can send them again.\n`,
    )
  if (found.enrolments > 0)
    out(
      `${found.enrolments} people were on their way through sequences. Their next letter may have left since, so they are paused: whoever opens them lets them go on.\n`,
    )
  out(toldAccess(found.ended, keepTokens))
  out(
    'Mail that came before now is not answered automatically: that may have been done. Stop the old desk before you start this one: two would fetch and send the same mail.\n',
  )
  return wrong === 0 ? exits.ok : exits.data
}

function toldAccess({ invitations, tokens }: EndedAccess, keepTokens: boolean): string {
  const ended = keepTokens
    ? 'API tokens were kept, also those that were revoked since: go through them in the settings.'
    : `${tokens} API tokens were revoked, because some may have been since: programs need new ones (--keep-tokens keeps them).`
  return `Everybody has to sign in again, with the password of then; logins that were disabled since are open again. ${invitations} invitations were withdrawn. ${ended}\n`
}

async function findKey(
  backup: Backup,
  config: Config,
  file: string | undefined,
  askPassphrase: () => Promise<string>,
): Promise<string> {
  if (file !== undefined) return await readKeyFile(file)
  if (config.secretKey) return config.secretKey
  const sealed = backup.manifest.hasKey ? await openSealedKey(backup.folder, await askPassphrase()) : undefined
  if (sealed !== undefined) return sealed
  throw new Problem(
    'invalid',
    'secret-key-needed',
    'The key is not in this backup. Name the file that was kept apart with --key FILE, or set POSTROOM_SECRET_KEY.',
  )
}

function tooEarly(chosen: Backup[]): Problem {
  const first = chosen[0]?.manifest.endedAt
  return new Problem(
    'invalid',
    'instant-too-early',
    `The oldest backup here reaches back to ${first}; --to is before that.`,
  )
}

/** `2026-11-22 14:03` is meant in the machine's own time zone, `2026-11-22T14:03Z` is not. Undefined where it is no instant. */
export function readInstant(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(text)) return undefined
  const at = new Date(text.replace(' ', 'T'))
  return Number.isNaN(at.getTime()) ? undefined : at
}
