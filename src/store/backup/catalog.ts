// What a desk's database holds, read from its own catalog: tables in an order in which they can be filled, sequences, indexes.
// So a table that a later migration adds is backed up and moved without anybody thinking of it.
import type pg from 'pg'
import { Problem } from '../../kit/problem.ts'

export interface Table {
  name: string
  columns: string[]
  /** Estimated; for progress. */
  bytes: number
}

export interface Sequence {
  name: string
  value: string
  isCalled: boolean
}

/** Belongs to the database it is in, and stays behind: which migrations it has, how far a move came. */
const LEFT_BEHIND = ['migration', 'move_progress']
/** Rows of `setting` that speak of the database they are in. */
const OWN_SETTINGS = `where name not in ('moved', 'probe')`

/** What a table refers to comes before it. */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const tables = await client.query<Table>(
    `select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
     from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and c.relname <> all($1) order by c.relname`,
    [LEFT_BEHIND],
  )
  const references = await client.query<{ from: string; to: string }>(
    `select f.relname as "from", t.relname as "to" from pg_constraint k join pg_class f on f.oid = k.conrelid
       join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and k.connamespace = current_schema()::regnamespace and k.conrelid <> k.confrelid`,
  )
  const sorted: Table[] = []
  let waiting = tables.rows
  while (waiting.length > 0) {
    const names = new Set(waiting.map((table) => table.name))
    const free = waiting.filter((table) => !references.rows.some((one) => one.from === table.name && names.has(one.to)))
    if (free.length === 0)
      throw new Problem('broken', 'tables-circular', 'The tables refer to each other in a circle.', {
        detail: { tables: [...names] },
      })
    sorted.push(...free)
    waiting = waiting.filter((table) => !free.includes(table))
  }
  return sorted
}

export async function readSequences(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'S' order by 1`,
  )
  const sequences: Sequence[] = []
  for (const { name } of rows) {
    const found = await client.query<{ value: string; isCalled: boolean }>(
      `select last_value as value, is_called as "isCalled" from ${quote(name)}`,
    )
    sequences.push({ name, value: found.rows[0]?.value ?? '1', isCalled: found.rows[0]?.isCalled ?? false })
  }
  return sequences
}

export async function setSequences(client: pg.ClientBase, sequences: readonly Sequence[]): Promise<void> {
  for (const { name, value, isCalled } of sequences)
    await client.query('select setval($1::regclass, $2::bigint, $3)', [quote(name), value, isCalled])
}

/** Those no constraint needs: they can be dropped for loading and made again. Name to statement. */
export async function readIndexes(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; statement: string }>(
    `select i.relname as name, pg_get_indexdef(x.indexrelid) as statement
     from pg_index x join pg_class i on i.oid = x.indexrelid
     where i.relnamespace = current_schema()::regnamespace and not x.indisprimary
       and not exists (select 1 from pg_constraint where conindid = x.indexrelid) order by 1`,
  )
  return new Map(rows.map((row) => [row.name, row.statement]))
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The same rows out of a source, a copy and a check of the copy. */
export function copyOutStatement({ name, columns }: Pick<Table, 'name' | 'columns'>): string {
  const select = `select ${columns.map(quote).join(', ')} from ${quote(name)}`
  return `copy (${select} ${name === 'setting' ? OWN_SETTINGS : ''}) to stdout (format binary)`
}

export function copyInStatement({ name, columns }: Pick<Table, 'name' | 'columns'>): string {
  return `copy ${quote(name)} (${columns.map(quote).join(', ')}) from stdin (format binary)`
}
