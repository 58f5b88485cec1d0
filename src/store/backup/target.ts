// An empty database that is being filled from somewhere else, table by table: each in a transaction of its own in which it is also
// read back and compared, so that what was interrupted goes on where it was.
import type pg from 'pg'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import { migrate, readMigrations } from '../migrate.ts'
import {
  copyInStatement,
  copyOutStatement,
  quote,
  readIndexes,
  readTables,
  setSequences,
  type Sequence,
  type Table,
} from './catalog.ts'
import { copyIn, copyOut } from './copy-stream.ts'
import { createRowSum } from './row-sum.ts'

export interface Filled {
  rows: number
  checksum: string
}

export interface Filling {
  /** What is there already, after an interruption. */
  done: Map<string, Filled>
}

/** Bears witness that a database is half filled: `refuseMoved` reads it too. */
export const PROGRESS = 'move_progress'

/**
 * Makes the tables as the first `migrations` make them, without the indexes that can come later. Refuses a database that holds
 * anything, unless it is the unfinished filling from the same `origin`.
 */
export async function prepareTarget(
  target: pg.Client,
  log: Log,
  { origin, migrations }: { origin: string; migrations: number },
): Promise<Filling> {
  const begun = await target.query<{ progress: string | null; tables: number }>(
    `select to_regclass('${PROGRESS}')::text as progress,
       (select count(*)::int from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')) as tables`,
  )
  const { progress = null, tables = 0 } = begun.rows[0] ?? {}
  if (progress === null && tables > 0) throw notEmpty('holds tables already')
  if (progress === null) {
    await target.query('begin')
    await target.query(
      `create table ${PROGRESS} (name text primary key, rows bigint not null, checksum text not null, at timestamptz not null default now())`,
    )
    await target.query(`insert into ${PROGRESS} (name, rows, checksum) values ('', 0, $1)`, [origin])
    await target.query('commit')
  }
  const { rows } = await target.query<{ name: string; rows: string; checksum: string }>(
    `select name, rows, checksum from ${PROGRESS}`,
  )
  if (rows.find((row) => row.name === '')?.checksum !== origin)
    throw notEmpty('is half filled from another desk or backup')
  const known = await readMigrations()
  if (known.length < migrations)
    throw new Problem(
      'conflict',
      'store-newer',
      `The data was written by a newer Postroom (migration ${migrations}). Use that version, or a later one.`,
    )
  await migrate(target, log, known.slice(0, migrations))
  for (const name of (await readIndexes(target)).keys()) await target.query(`drop index if exists ${quote(name)}`)
  const done = rows.filter((row) => row.name !== '')
  if (done.length === 0) await emptyTables(target)
  return { done: new Map(done.map((row) => [row.name, { rows: Number(row.rows), checksum: row.checksum }])) }
}

/** Of the rows that migrations put there; all at once, as some refer to others. */
async function emptyTables(target: pg.Client): Promise<void> {
  const tables = (await readTables(target)).map((one) => quote(one.name))
  await target.query(`truncate ${tables.join(', ')}`)
}

/** All of the table or nothing. `pieces` is a binary COPY stream; what arrived is read again and must be the same. */
export async function fillTable(
  target: pg.Client,
  table: Pick<Table, 'name' | 'columns'>,
  pieces: AsyncIterable<Buffer>,
): Promise<Filled> {
  const given = createRowSum()
  const observed = async function* () {
    for await (const piece of pieces) {
      given.add(piece)
      yield piece
    }
  }
  await target.query('begin')
  try {
    await copyIn(target, copyInStatement(table), observed())
    const [meant, arrived] = [given.result(), await sumOf(target, table)]
    if (meant.checksum !== arrived.checksum || meant.rows !== arrived.rows)
      throw new Problem('broken', 'copy-differs', `The table ${table.name} did not arrive as it left.`, {
        detail: { table: table.name, meant, arrived },
      })
    await target.query(`insert into ${PROGRESS} (name, rows, checksum) values ($1, $2, $3)`, [
      table.name,
      meant.rows,
      meant.checksum,
    ])
    await target.query('commit')
    return meant
  } catch (error) {
    await target.query('rollback').catch(() => undefined) // the connection may be what failed
    throw error
  }
}

export async function sumOf(client: pg.ClientBase, table: Pick<Table, 'name' | 'columns'>): Promise<Filled> {
  const sum = createRowSum()
  for await (const piece of copyOut(client, copyOutStatement(table))) sum.add(piece)
  return sum.result()
}

export interface Finish {
  sequences: readonly Sequence[]
  indexes: ReadonlyMap<string, string>
  onIndex?: (name: string) => void
}

/** From here on it is a desk like any other; migrations that it has not seen yet are applied. */
export async function finishTarget(
  target: pg.Client,
  log: Log,
  { sequences, indexes, onIndex }: Finish,
): Promise<void> {
  await setSequences(target, sequences)
  const there = await readIndexes(target)
  const { rows } = await target.query<{ schema: string }>('select quote_ident(current_schema()) as schema')
  await target.query(`set maintenance_work_mem = '256MB'`)
  for (const [name, statement] of indexes) {
    if (there.has(name)) continue
    onIndex?.(name)
    await target.query(statement.replace(/ ON \w+\./, ` ON ${rows[0]?.schema}.`))
  }
  const tables = await readTables(target)
  await target.query(`analyze ${tables.map((table) => quote(table.name)).join(', ')}`)
  await target.query(`drop table ${PROGRESS}`)
  await migrate(target, log)
}

function notEmpty(what: string): Problem {
  return new Problem(
    'conflict',
    'target-not-empty',
    `The database that was to be filled ${what}. Nothing was changed; name an empty one.`,
  )
}
