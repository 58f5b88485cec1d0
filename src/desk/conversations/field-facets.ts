// Conditions on the desk's own fields as conditions on conversations: by index, or read off what is walked along (decision 24).
import { sql } from 'kysely'
import type { FieldCondition } from '../fields/asked.ts'
import type { Condition, Facet } from './facet.ts'

/** By the place of the mark among the conversation's: each of the first four has an index in the order of lists. */
export function markFacet({ mark }: Extract<FieldCondition, { is: 'mark' }>): Facet {
  const is = sql<boolean>`(conversation.marks @> array[${mark}]::text[] and conversation.marks <> '{}')`
  return {
    is,
    isOften: true,
    starts: [1, 2, 3, 4].map((place) => sql`conversation.marks[${sql.lit(place)}] = ${mark}`),
    beside: sql`cardinality(conversation.marks) > 4 and conversation.marks @> array[${mark}]::text[]
      and ${mark} <> all(conversation.marks[1:4])`,
  }
}

/** Of one row; where few fit, PostgreSQL begins with the points instead. */
export function pointCheck({ key, from, to, isFromIn, isToIn }: Extract<FieldCondition, { is: 'point' }>): Condition {
  const ends: Condition[] = []
  if (from !== null) ends.push(isFromIn ? sql`point.value >= ${from}::float8` : sql`point.value > ${from}::float8`)
  if (to !== null) ends.push(isToIn ? sql`point.value <= ${to}::float8` : sql`point.value < ${to}::float8`)
  return sql`exists (select from field_point point where point.conversation_id = conversation.id and point.key = ${key}
    and ${sql.join(ends, sql` and `)})`
}

export const emptyCheck = ({ key }: Extract<FieldCondition, { is: 'empty' }>): Condition =>
  sql`not jsonb_exists(conversation.fields, ${key})`
