// The backlog: what was unresolved at an instant, by age, at as many instants as there are points; and what runs at this moment. What
// entered knows when it left, so every instant of the past is exact.
import { type RawBuilder, sql } from 'kysely'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { AGES } from './figures.api.ts'
import { noKey, type Key, type Question } from './question.ts'

type Condition = RawBuilder<boolean>
export const ENTRIES = sql<boolean>`fact.kind in ('opened', 'takenOver', 'reopened')`

/** What was in the backlog when a period ended, which is the instant the next one begins with; null: what is in it now. */
export function inBacklogAt({ conditions }: Question, at: Date | null): Condition {
  const time = at === null ? sql<boolean>`fact.until is null` : sql<boolean>`fact.at < ${at} and (fact.until is null or fact.until >= ${at})` // prettier-ignore
  return sql`${sql.join([ENTRIES, time, ...conditions], sql` and `)}`
}

/** Of this age at that instant, as a place among the ages. */
export function ofAge(age: number, at: Date): Condition {
  const before = (hours: number | undefined, otherwise: string) =>
    hours === undefined ? sql`${otherwise}::timestamptz` : sql`${new Date(at.getTime() - hours * HOUR)}::timestamptz`
  return sql`fact.since > ${before(AGES[age], '-infinity')} and fact.since <= ${age === 0 ? sql`'infinity'::timestamptz` : before(AGES[age - 1], 'infinity')}` // prettier-ignore
}

const HOUR = 3_600_000

export async function countBacklog(
  tx: Tx,
  question: Question,
  at: Date | null,
  key: Key = noKey,
): Promise<Map<string | null, number>> {
  const rows = await ask(
    tx,
    null,
    sql<{ key: string | null; count: number }>`select ${key.of} as key, count(*)::int as count from fact ${key.beside}
      where ${inBacklogAt(question, at)} group by 1`,
  )
  return new Map(rows.map((row) => [row.key, row.count]))
}

interface Change {
  age: number
  first: number
  last: number
  count: number
}

/**
 * For each of the instants, oldest first, how many of each age there were right before it. Each entry is looked at once, however many
 * instants there are: `first` and `last` are the first instant that sees it, and the first that does not any more.
 */
export async function backlogAt(tx: Tx, question: Question, instants: readonly Date[]): Promise<number[][]> {
  const [first, last] = [instants[0], instants.at(-1)]
  if (!first || !last) return []
  const ages = sql.join(
    [0, ...AGES].map((low, age) => sql`(${sql.lit(age)}, interval ${sql.lit(`${low} hours`)}, interval ${sql.lit(`${AGES[age] ?? 10_000_000} hours`)})`), // prettier-ignore
  )
  const entries = (left: Condition) =>
    sql`select fact.at, fact.until, fact.since from fact
      where ${sql.join([ENTRIES, sql<boolean>`fact.at < ${last}`, left, ...question.conditions], sql` and `)}`
  const changes = await ask(
    tx,
    null,
    sql<Change>`select age, first, last, count(*)::int as count from (
        select band.age, width_bucket(greatest(entry.at, entry.since + band.low - interval '1 microsecond'), ${[...instants]}::timestamptz[]) as first,
          width_bucket(least(entry.until, entry.since + band.high - interval '1 microsecond'), ${[...instants]}::timestamptz[]) as last
        from (${entries(sql`fact.until is null`)} union all ${entries(sql`fact.until >= ${first}`)}) entry
        cross join (values ${ages}) band (age, low, high)) held
      where first < last group by 1, 2, 3`,
  )
  // What lies in it from the first to before the last of the instants it holds at: added there, taken away here.
  const steps = instants.map(() => AGES.map(() => 0).concat(0))
  for (const { age, first: from, last: to, count } of changes)
    for (const [place, amount] of [
      [from, count],
      [to, -count],
    ] as const) {
      // prettier-ignore
      const step = steps[place]
      if (step) step[age] = (step[age] ?? 0) + amount
    }
  const sums = AGES.map(() => 0).concat(0)
  return steps.map((step) => step.map((amount, age) => (sums[age] = (sums[age] ?? 0) + amount)))
}

export interface Running {
  firstResponse: number
  nextResponse: number
  promises: number
}

/** One row for each conversation that waits, and for each promise that is not late. */
export async function countRunning(tx: Tx, { conditions }: Question): Promise<Running> {
  const which = sql.join([sql<boolean>`fact.kind in ('waits', 'running')`, ...conditions], sql` and `)
  const [row] = await ask(
    tx,
    null,
    sql<Running>`select (count(*) filter (where fact.kind = 'waits' and fact.is_first))::int as "firstResponse",
        (count(*) filter (where fact.kind = 'waits' and not fact.is_first))::int as "nextResponse",
        (count(*) filter (where fact.kind = 'running'))::int as promises
      from fact where ${which}`,
  )
  return row ?? { firstResponse: 0, nextResponse: 0, promises: 0 }
}
