// How long: median, p90 and mean of what was measured in a period, in business hours and by the calendar. Up to EXACT cases they are
// ordered and read off; of more, lengths are first gathered in classes no wider than two per cent (docs/decisions/0026).
import { type RawBuilder, sql } from 'kysely'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Times } from './figures.api.ts'
import { spanOf, type Period } from './period.ts'
import { rowsIn, type Key, type Question } from './question.ts'

export const measured = ['firstResponse', 'nextResponse', 'response', 'resolution'] as const
export type Measured = (typeof measured)[number]
export type AllTimes = Record<Measured, Times>

export const EXACT = 200_000
/** Each class ends where it is so much longer than where it begins: its middle is within one per cent of all in it. */
const GROWTH = 1.02

const spread = { median: null, p90: null, mean: null }
const none: Times = { cases: 0, business: spread, calendar: spread, isRounded: false }
export const noTimes = (): AllTimes => ({ firstResponse: none, nextResponse: none, response: none, resolution: none })

/** Which rows, of those that have a length. */
const WHICH: Record<Measured, RawBuilder<boolean>> = {
  firstResponse: sql`fact.kind = 'answered' and fact.is_first`,
  nextResponse: sql`fact.kind = 'answered' and not fact.is_first`,
  response: sql`fact.kind = 'answered'`,
  resolution: sql`fact.kind = 'resolved' and fact.is_final`,
}
const KINDS = ['answered', 'resolved'] as const
const LENGTHS = { business: sql.ref('fact.business_ms'), calendar: sql.ref('fact.calendar_ms') } as const
type Length = keyof typeof LENGTHS

/** `most`: of so many cases none is ordered; a test takes fewer. */
export async function readTimes(
  tx: Tx,
  question: Question,
  period: Period,
  key: Key,
  most = EXACT,
): Promise<Map<string | null, AllTimes>> {
  const rows = sql<boolean>`${rowsIn(question, KINDS, spanOf(question.zone, period))} and fact.calendar_ms is not null`
  return (await countUpTo(tx, rows, most)) <= most ? await ordered(tx, rows, key) : await classed(tx, rows, key)
}

async function countUpTo(tx: Tx, rows: RawBuilder<boolean>, most: number): Promise<number> {
  const [found] = await ask(
    tx,
    null,
    sql<{
      count: number
    }>`select count(*)::int as count from (select from fact where ${rows} limit ${most + 1}) looked`,
  )
  return found?.count ?? 0
}

interface Ordered {
  key: string | null
  cases: number
  mean: number | null
  places: number[] | null
}

async function ordered(tx: Tx, rows: RawBuilder<boolean>, key: Key): Promise<Map<string | null, AllTimes>> {
  const columns = measured.flatMap((name) =>
    (Object.keys(LENGTHS) as Length[]).map((length) => {
      const which = WHICH[name]
      return sql`jsonb_build_object('cases', count(*) filter (where ${which}), 'mean', avg(${LENGTHS[length]}) filter (where ${which}),
        'places', percentile_cont(array[0.5, 0.9]) within group (order by ${LENGTHS[length]}) filter (where ${which})) as ${sql.ref(`${name}_${length}`)}`
    }),
  )
  const found = await ask(
    tx,
    null,
    sql<{ key: string | null } & Record<`${Measured}_${Length}`, Omit<Ordered, 'key'>>>`
      select ${key.of} as key, ${sql.join(columns)} from fact ${key.beside} where ${rows} group by 1`,
  )
  const spreadOf = ({ mean, places }: Omit<Ordered, 'key'>) => ({
    median: inSeconds(places?.[0]),
    p90: inSeconds(places?.[1]),
    mean: inSeconds(mean),
  })
  return new Map(
    found.map((row) => {
      const timesOf = (name: Measured): Times => ({
        cases: row[`${name}_business`].cases,
        business: spreadOf(row[`${name}_business`]),
        calendar: spreadOf(row[`${name}_calendar`]),
        isRounded: false,
      })
      return [row.key, Object.fromEntries(measured.map((name) => [name, timesOf(name)])) as AllTimes]
    }),
  )
}

interface Class {
  key: string | null
  kind: string
  isFirst: boolean
  isCounted: boolean
  place: number
  count: number
  sum: string
}

async function classed(tx: Tx, rows: RawBuilder<boolean>, key: Key): Promise<Map<string | null, AllTimes>> {
  const all = new Map<string | null, AllTimes>()
  for (const length of Object.keys(LENGTHS) as Length[]) {
    const ms = LENGTHS[length]
    const found = await ask(
      tx,
      null,
      sql<Class>`select ${key.of} as key, fact.kind, fact.kind = 'answered' and fact.is_first as "isFirst",
          fact.kind = 'answered' or fact.is_final as "isCounted", case when ${ms} < 1 then -1 else ceil(ln(${ms}::float8) / ln(${GROWTH}::float8))::int end as place,
          count(*)::int as count, sum(${ms}) as sum
        from fact ${key.beside} where ${rows} group by 1, 2, 3, 4, 5`,
    )
    for (const [of, classes] of Map.groupBy(
      found.filter((one) => one.isCounted),
      (one) => one.key,
    )) {
      // prettier-ignore
      const times = all.get(of) ?? noTimes()
      for (const name of measured) {
        const { cases, ...read } = readClasses(classes.filter((one) => isIn(name, one)))
        times[name] = { ...times[name], cases, [length]: read, isRounded: cases > 0 }
      }
      all.set(of, times)
    }
  }
  return all
}

function isIn(name: Measured, { kind, isFirst }: Class): boolean {
  if (name === 'resolution') return kind === 'resolved'
  return kind === 'answered' && (name === 'response' || isFirst === (name === 'firstResponse'))
}

function readClasses(classes: readonly Class[]) {
  const counts = new Map<number, number>()
  for (const { place, count } of classes) counts.set(place, (counts.get(place) ?? 0) + count)
  const inOrder = [...counts].toSorted(([one], [other]) => one - other)
  const cases = classes.reduce((sum, one) => sum + one.count, 0)
  const sum = classes.reduce((total, one) => total + Number(one.sum), 0)
  const at = (share: number) => {
    let left = Math.floor(share * (cases - 1)) + 1
    for (const [place, count] of inOrder) {
      left -= count
      if (left <= 0) return inSeconds(place < 0 ? 0 : (2 * GROWTH ** place) / (GROWTH + 1))
    }
    return null
  }
  return { cases, median: at(0.5), p90: at(0.9), mean: inSeconds(cases === 0 ? null : sum / cases) }
}

const inSeconds = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : ms / 1000)
