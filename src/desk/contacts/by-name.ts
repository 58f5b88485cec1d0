// Contacts or companies by name: a walk along an index, or, of those that are called in a way, the newest put in order.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Noun } from './columns.ts'

/** Of those that are called so. */
const MOST_CALLED = 2_000

interface Asked {
  cursor: string | undefined
  limit: number
  where: readonly RawBuilder<boolean>[]
  /** Those that are called so, joined with their rows; null: all. */
  found: RawBuilder<unknown> | null
}

export async function idsByName(
  tx: Tx,
  noun: Noun,
  { cursor, limit, where, found }: Asked,
): Promise<{ ids: Id[]; next: string | null }> {
  const [name, id] = [sql`lower(${sql.ref(`${noun}.name`)})`, sql.ref(`${noun}.id`)]
  const after = readCursor(cursor)
  const of = sql.table(noun)
  const from = found === null ? of : sql`(select ${of}.* from ${found} order by ${id} desc limit ${sql.lit(MOST_CALLED)}) ${of}` // prettier-ignore
  const behind = after ? [sql<boolean>`(${name}, ${id}) > (${after.name}, ${after.id}::bigint)`] : []
  const rows = await ask(
    tx,
    null,
    sql<{
      id: Id
      name: string
    }>`select ${id} as id, ${name} as name from ${from} where ${sql.ref(`${noun}.merged_into`)} is null
      and ${sql.join([...behind, ...where], sql` and `)} order by ${name}, ${id} limit ${sql.lit(limit + 1)}`,
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { ids: page.map((row) => row.id), next: rows.length > limit && last ? writeCursor(last) : null }
}

const writeCursor = ({ name, id }: { name: string; id: Id }) => Buffer.from(`${id} ${name}`).toString('base64url')

function readCursor(cursor: string | undefined): { name: string; id: Id } | null {
  if (cursor === undefined) return null
  const [, id, name] = /^(\d{1,18}) ([^\0]{0,1000})$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (id === undefined || name === undefined)
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return { id, name }
}
