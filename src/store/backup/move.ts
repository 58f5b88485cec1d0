// All tables of one desk into another database, in one consistent snapshot. The way from the embedded server to another one, back,
// and over major versions: binary COPY reads and writes the same on all of them (tried from 15 to 18).
import type pg from 'pg'
import type { Log } from '../../kit/log.ts'
import { copyOutStatement, readIndexes, readSequences, readTables } from './catalog.ts'
import { copyOut } from './copy-stream.ts'
import { fillTable, finishTarget, prepareTarget } from './target.ts'

export interface Moving {
  source: pg.Client
  target: pg.Client
  log: Log
  /** Of this move: `markMoving` gives it. */
  id: string
  /** `done` and `all` in bytes of the source, estimated. */
  onProgress?: (now: { table: string; rows: number; done: number; all: number }) => void
  onIndex?: (name: string) => void
}

export interface Moved {
  tables: number
  rows: number
  bytes: number
  /** Tables that an earlier, interrupted move had brought over. */
  before: number
}

/** Every table is compared with its source by a checksum before it counts. The source must be at rest. */
export async function moveTables({ source, target, log, id, onProgress, onIndex }: Moving): Promise<Moved> {
  const migrations = await migrationsOf(source)
  const { done } = await prepareTarget(target, log, { origin: id, migrations })
  await source.query('begin isolation level repeatable read read only')
  const tables = await readTables(source)
  const all = tables.reduce((sum, table) => sum + table.bytes, 0)
  const moved: Moved = { tables: tables.length, rows: 0, bytes: 0, before: done.size }
  for (const table of tables) {
    const filled = done.get(table.name) ?? (await fillTable(target, table, copyOut(source, copyOutStatement(table))))
    moved.rows += filled.rows
    moved.bytes += table.bytes
    onProgress?.({ table: table.name, rows: moved.rows, done: moved.bytes, all })
  }
  const sequences = await readSequences(source)
  const indexes = await readIndexes(source)
  await source.query('commit')
  await finishTarget(target, log, { sequences, indexes, ...(onIndex && { onIndex }) })
  return moved
}

/** How many migrations a desk has; 0 where there is none. */
export async function migrationsOf(client: pg.ClientBase): Promise<number> {
  const there = await client.query<{ is: boolean }>(`select to_regclass('migration') is not null as is`)
  if (!there.rows[0]?.is) return 0
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from migration')
  return rows[0]?.count ?? 0
}
