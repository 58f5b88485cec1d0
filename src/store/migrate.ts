// Migrations: numbered plain SQL, forward only, each applied once, in order, by whichever process comes first.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import type { Log } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'

export interface Migration {
  number: number
  name: string
  checksum: string
  sql: string
  /** Has `-- no-transaction` as its first line: for `create index concurrently`, one statement a file. */
  isAlone: boolean
}

const FOLDER = path.join(import.meta.dirname, 'migrations')
const LOCK = 7_678_002
const LEDGER = `create table if not exists migration (
  number integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now()
)`

export async function readMigrations(folder = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)))
  migrations.forEach((one, index) => {
    if (one.number !== index + 1)
      throw new Problem('broken', 'migrations-misnumbered', `Migration ${one.name} should have number ${index + 1}.`)
  })
  return migrations
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const found = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file)
  if (!found) throw new Problem('broken', 'migration-misnamed', `${file} is not called NNNN-what-it-does.sql.`)
  // A checkout on Windows may have turned the line ends; that is not a change.
  const sql = (await readFile(path.join(folder, file), 'utf8')).replaceAll('\r\n', '\n')
  const checksum = createHash('sha256').update(sql).digest('hex')
  return { number: Number(found[1]), name: found[2] ?? '', checksum, sql, isAlone: sql.startsWith('-- no-transaction') }
}

/** The way back: the version before the one that migrated the data may be started on it, because every migration leaves what it reads. */
export interface Ahead {
  isNewerServed?: boolean
}

/** What is still to be applied. Refuses a store that is ahead of this program, and files that were changed after they were applied. */
export async function planMigrations(
  client: pg.ClientBase,
  migrations: Migration[],
  { isNewerServed = false }: Ahead = {},
): Promise<Migration[]> {
  const applied = await client.query<{ number: number; name: string; checksum: string }>(
    'select number, name, checksum from migration order by number',
  )
  for (const row of applied.rows) {
    const ours = migrations[row.number - 1]
    if (!ours && isNewerServed) continue
    if (!ours) {
      throw new Problem(
        'conflict',
        'store-newer',
        `The data was already migrated by a newer Postroom (${row.number}: ${row.name}). Start that version, or a later one; or go back one version with POSTROOM_NEWER_STORE=serve.`,
      )
    }
    if (ours.checksum !== row.checksum) {
      throw new Problem(
        'conflict',
        'migration-changed',
        `Migration ${row.number} (${row.name}) was changed after it was applied. Restore its file and add a new migration instead.`,
      )
    }
  }
  return migrations.slice(applied.rows.length)
}

/** Any number of processes may start at once: one migrates, the others wait and find nothing to do. */
export async function migrate(
  client: pg.ClientBase,
  log: Log,
  migrations?: Migration[],
  ahead: Ahead = {},
): Promise<Migration[]> {
  const all = migrations ?? (await readMigrations())
  await client.query(`select pg_advisory_lock(${LOCK})`)
  try {
    await client.query(LEDGER)
    const plan = await planMigrations(client, all, ahead)
    for (const one of plan) {
      const started = performance.now()
      await apply(client, one)
      log.info({ number: one.number, name: one.name, ms: Math.round(performance.now() - started) }, 'migrated')
    }
    return plan
  } finally {
    await client.query(`select pg_advisory_unlock(${LOCK})`).catch(() => undefined) // the connection may be what failed
  }
}

async function apply(client: pg.ClientBase, one: Migration): Promise<void> {
  const remember = () =>
    client.query('insert into migration (number, name, checksum) values ($1, $2, $3)', [
      one.number,
      one.name,
      one.checksum,
    ])
  try {
    if (one.isAlone) {
      await client.query(one.sql)
      await remember()
      return
    }
    await client.query('begin')
    await client.query(one.sql)
    await remember()
    await client.query('commit')
  } catch (cause) {
    if (!one.isAlone) await client.query('rollback').catch(() => undefined)
    const position = (cause as { position?: string }).position
    const line = position === undefined ? undefined : one.sql.slice(0, Number(position)).split('\n').length
    throw new Problem(
      'broken',
      'migration-failed',
      `Migration ${one.number} (${one.name}) failed${line === undefined ? '' : ` at line ${line}`}: ${(cause as Error).message}`,
      { cause },
    )
  }
}
