// Multi-row VALUES: the fastest way in, on one server and over many (COPY and unnest were slower on both).
import type { Named, Tx } from '../tx.ts'

/** The protocol counts parameters in 16 bits. */
const MOST_PARAMETERS = 60_000

export interface Insert {
  /** Prepared under this name when there is one row. */
  name: string
  /** `insert into t (a, b) values` */
  head: string
  /** `on conflict … returning …` */
  tail?: string
  /** Of the columns, where PostgreSQL cannot tell them from the table: in a `select from (values …)`. */
  types?: string[]
}

/** Returns what `tail` returns, in no particular order. All rows have as many values as the first. */
export async function insertRows<T = never>(
  tx: Tx,
  { name, head, tail = '', types = [] }: Insert,
  rows: readonly unknown[][],
): Promise<T[]> {
  const width = rows[0]?.length ?? 1
  const most = Math.floor(MOST_PARAMETERS / width)
  const found: T[] = []
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most)
    const text = `${head} ${part.map((row, index) => tuple(row.length, index * width, index === 0 ? types : [])).join(', ')} ${tail}`
    found.push(...(await tx.query<T>({ ...(part.length === 1 ? { name } : {}), text, values: part.flat() })))
  }
  return found
}

/** The rows of two tables in one statement: both are there, or neither. For few rows; prepared for each number of them. */
export function insertBoth(
  first: { head: string; rows: unknown[][] },
  then: { name: string; head: string; rows: unknown[][] },
): Named {
  let before = 0
  const tuples = (rows: unknown[][]) =>
    rows
      .map((row) => {
        const text = tuple(row.length, before, [])
        before += row.length
        return text
      })
      .join(', ')
  const text = `with first as (${first.head} ${tuples(first.rows)}) ${then.head} ${tuples(then.rows)}`
  return { name: `${then.name}-${then.rows.length}`, text, values: [...first.rows, ...then.rows].flat() }
}

function tuple(width: number, before: number, types: string[]): string {
  const places = Array.from(
    { length: width },
    (_, index) => `$${before + index + 1}${types[index] ? `::${types[index]}` : ''}`,
  )
  return `(${places.join(', ')})`
}
