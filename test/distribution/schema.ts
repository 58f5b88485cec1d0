// What of the schema would not hold if the tables were spread: keys and foreign keys without the column that decides.
import type pg from 'pg'
import type { Page } from './page.ts'

interface Key {
  table: string
  name: string
  columns: string[]
}

interface Reference {
  table: string
  name: string
  columns: string[]
  to: string
  toColumns: string[]
}

/** One sentence for each. */
export async function objections(client: pg.ClientBase, { placed, distributed }: Page): Promise<string[]> {
  const { rows: tables } = await client.query<{ table: string }>(
    `select relname as table from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  )
  const names = new Set(tables.map((one) => one.table))
  const unplaced = [...names].filter((table) => !placed.has(table) && table !== 'migration')
  const gone = [...placed.keys()].filter((table) => !names.has(table))
  const { rows: keys } = await client.query<Key>(
    `select c.relname as table, i.relname as name,
       array(select a.attname::text from unnest(x.indkey) with ordinality k (number, place)
             join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number order by k.place) as columns
     from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
     where x.indisunique and c.relnamespace = 'public'::regnamespace`,
  )
  const { rows: references } = await client.query<Reference>(
    `select c.relname as table, f.conname as name, t.relname as to,
       array(select a.attname::text from unnest(f.conkey) n join pg_attribute a on a.attrelid = c.oid and a.attnum = n) as columns,
       array(select a.attname::text from unnest(f.confkey) n join pg_attribute a on a.attrelid = t.oid and a.attnum = n) as "toColumns"
     from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class t on t.oid = f.confrelid
     where f.contype = 'f' and c.relnamespace = 'public'::regnamespace`,
  )
  return [
    ...unplaced.map((table) => `docs/scale.md does not say where ${table} lives.`),
    ...gone.map((table) => `docs/scale.md speaks of ${table}, which is no table.`),
    ...keys
      .filter(({ table, columns }) => distributed.has(table) && !columns.includes(distributed.get(table) ?? ''))
      .map(({ table, name }) => `${name} is unique without ${distributed.get(table)}, by which ${table} is spread.`),
    ...references.flatMap(({ table, name, columns, to, toColumns }) => {
      const [ours, theirs] = [distributed.get(table), distributed.get(to)]
      if (placed.get(to) === 'everywhere') return []
      if (ours === undefined && theirs === undefined && placed.get(table) === 'one place') return []
      const isAlong = ours && theirs && columns.indexOf(ours) >= 0 && toColumns[columns.indexOf(ours)] === theirs
      return isAlong ? [] : [`${name} refers from ${table} to ${to}, which may lie on another node.`]
    }),
  ]
}
