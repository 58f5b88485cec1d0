// Pages along indexes: of each start a walk of its own in the order that its index has, then the first of all of them. Where whoever asks
// sees only some of what a walk comes along, a page looks at so many rows and says where to go on.
import { type RawBuilder, sql } from 'kysely'

export type Condition = RawBuilder<boolean>

/** Where a page ends: the place in the order as PostgreSQL writes it, which may be `infinity`. */
export interface Place {
  place: string
  id: string
}

export interface Way {
  /** What the list goes by; the indexes have the very same words. */
  key: RawBuilder<unknown>
  direction: RawBuilder<unknown>
  behind: (place: Place) => Condition
}

/** `table` is what the conditions call a row. From each start the `from`th row on. */
export function nearest(
  table: string,
  { key, direction }: Way,
  starts: readonly Condition[],
  conditions: readonly Condition[],
  { most, from }: { most: number; from: number },
): RawBuilder<Place> {
  const id = sql.ref(`${table}.id`)
  const walks = starts.map(
    (
      start,
    ) => sql`(select ${key} as at, ${id} from ${sql.table(table)} where ${sql.join([start, ...conditions], sql` and `)}
      order by ${key} ${direction}, ${id} ${direction} offset ${sql.lit(from)} limit ${sql.lit(most)})`,
  )
  return sql`select walked.at, walked.id, walked.at::text as place from (${sql.join(walks, sql` union all `)}) walked
    order by walked.at ${direction}, walked.id ${direction} limit ${sql.lit(most)}`
}
