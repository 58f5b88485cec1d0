// Writes tables.ts: what Kysely knows of the tables, read from a freshly migrated database.
// node bin/run.js src/store/write-tables.ts
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { silentLog } from '../kit/log.ts'
import { startEngine } from './engine.ts'
import { migrate } from './migrate.ts'

interface Column {
  table: string
  name: string
  type: string
  isNullable: boolean
  hasDefault: boolean
  isGenerated: boolean
}

const COLUMNS = `select c.relname as "table", a.attname as name, format_type(a.atttypid, null) as type,
    not a.attnotnull as "isNullable", a.atthasdef or a.attidentity <> '' as "hasDefault", a.attgenerated <> '' as "isGenerated"
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  order by c.relname collate "C", a.attnum`

const HEAD = `// What Kysely knows of the tables. Written by write-tables.ts from the migrations; a test fails when they differ.
/* oxlint-disable max-lines -- written by a program */
import type { ColumnType } from 'kysely'

/** May be left out of an insert: the table knows a default. */
type Default<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>
/** Worked out by the database from the others; never written. */
type Generated<T> = ColumnType<T, never, never>
type Instant = ColumnType<Date, Date | string, Date | string>
/** Parsed when read; written as JSON text, because pg turns an array into an array of PostgreSQL. */
type Json = ColumnType<unknown, string, string>
/** An id or a large count: 64 bits, as text. */
type Int8 = string
`

const types: Record<string, string> = {
  bigint: 'Int8',
  integer: 'number',
  smallint: 'number',
  real: 'number',
  'double precision': 'number',
  numeric: 'string',
  text: 'string',
  'character varying': 'string',
  date: 'string',
  boolean: 'boolean',
  uuid: 'string',
  inet: 'string',
  tsvector: 'string',
  bytea: 'Buffer',
  'timestamp with time zone': 'Instant',
  jsonb: 'Json',
}

export async function tablesOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<Column>(COLUMNS)
  const tables = Map.groupBy(rows, (column) => column.table)
  const interfaces = [...tables].map(
    ([table, columns]) =>
      `interface ${named(table)} {\n${columns.map((one) => `  ${one.name}: ${typeOf(one)}\n`).join('')}}\n`,
  )
  const all = `export interface Tables {\n${[...tables.keys()].map((table) => `  ${table}: ${named(table)}\n`).join('')}}\n`
  return [HEAD, all, ...interfaces].join('\n')
}

function typeOf(column: Column): string {
  const isArray = column.type.endsWith('[]')
  const base = types[isArray ? column.type.slice(0, -2) : column.type]
  if (!base) throw new Error(`${column.table}.${column.name} is ${column.type}, which write-tables.ts does not know`)
  const type = `${base}${isArray ? '[]' : ''}${column.isNullable ? ' | null' : ''}`
  if (column.isGenerated) return `Generated<${type}>`
  return column.hasDefault ? `Default<${type}>` : type
}

function named(table: string): string {
  return table
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

if (import.meta.main) {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-tables-'))
  const engine = await startEngine({ dataDir, log: silentLog })
  const client = new pg.Client(engine.connection)
  client.on('error', () => undefined)
  try {
    await client.connect()
    await migrate(client, silentLog)
    await writeFile(path.join(import.meta.dirname, 'tables.ts'), await tablesOf(client))
    await client.end()
  } finally {
    await engine.stop()
    await rm(dataDir, { recursive: true })
  }
}
