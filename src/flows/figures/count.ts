// How many: of each kind of fact in a period, by group or by part of the period. Where nothing but inboxes is asked for, days were
// summed when the facts were written (docs/decisions/0026); else the rows of the period are counted.
import { sql } from 'kysely'
import { Measure } from '../../desk/conversations/conversations.api.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { shareOf } from '../audit/shares.ts'
import type { FigureSet, Part } from './figures.api.ts'
import { spanOf, type Period } from './period.ts'
import { rowsIn, type Key, type Question } from './question.ts'

type KeptBy = FigureSet['keptBy']
export interface Counts {
  received: number
  opened: number
  reopened: number
  answered: number
  resolved: number
  oneTouch: Part
  kept: Part
  keptBy: KeptBy
}

/** Names of day sums, with how many. */
type Sums = Map<string, number>
const COUNTED = ['received', 'opened', 'reopened', 'answered', 'resolved', 'promise'] as const

export function partOf(count: number, of: number): Part {
  return of === 0 ? { count, of, share: null, low: null, high: null } : shareOf(count, of)
}

export const noCounts = (): Counts => countsOf(new Map())

function countsOf(sums: Sums): Counts {
  const of = (name: string) => sums.get(name) ?? 0
  const keptBy = Measure.options.flatMap((measure) => {
    const [met, broken] = [of(`met.${measure}`), of(`broken.${measure}`)]
    return met + broken > 0 ? [{ measure, kept: partOf(met, met + broken) }] : []
  })
  const total = (name: 'count' | 'of') => keptBy.reduce((sum, one) => sum + one.kept[name], 0)
  return {
    received: of('received'),
    opened: of('opened'),
    reopened: of('reopened'),
    answered: of('answered'),
    resolved: of('resolved'),
    oneTouch: partOf(of('oneTouch'), of('final')),
    kept: partOf(total('count'), total('of')),
    keptBy,
  }
}

interface Row {
  key: string | null
  kind: string
  measure: string | null
  all: number
  final: number
  oneTouch: number
  met: number
}

/** Counted from the rows of the period. */
export async function countRows(
  tx: Tx,
  question: Question,
  period: Period,
  key: Key,
): Promise<Map<string | null, Counts>> {
  const rows = await ask(
    tx,
    null,
    sql<Row>`select ${key.of} as key, fact.kind, fact.measure, count(*)::int as all, (count(*) filter (where fact.is_final))::int as final,
        (count(*) filter (where fact.is_one_touch))::int as "oneTouch", (count(*) filter (where fact.is_met))::int as met
      from fact ${key.beside} where ${rowsIn(question, COUNTED, spanOf(question.zone, period))} group by 1, 2, 3`,
  )
  const groups = new Map<string | null, Sums>()
  for (const { key: of, kind, measure, all, final, oneTouch, met } of rows) {
    const sums = groups.get(of) ?? new Map<string, number>()
    groups.set(of, sums)
    if (kind === 'promise') sums.set(`met.${measure}`, met).set(`broken.${measure}`, all - met)
    else sums.set(kind, all)
    if (kind === 'resolved') sums.set('final', final).set('oneTouch', oneTouch)
  }
  return new Map([...groups].map(([of, sums]) => [of, countsOf(sums)]))
}

/** The same of each part of a period by its place, in sums of days. */
export async function countDaySums(
  tx: Tx,
  { inboxIds }: Question,
  parts: readonly Period[],
): Promise<Map<string | null, Counts>> {
  const [first, last] = [parts[0]?.from ?? '', parts.at(-1)?.until ?? '']
  const rows = await tx.query<{ day: string; kind: string; amount: string }>({
    name: 'figures-days',
    text: `select day, kind, sum(amount) as amount from fact_day where inbox_id = any($1::bigint[]) and day between $2 and $3 group by 1, 2`,
    values: [inboxIds, first, last],
  })
  const groups = parts.map((): Sums => new Map())
  const placeOf = placer(parts)
  for (const { day, kind, amount } of rows) {
    const sums = groups[placeOf(day)]
    sums?.set(kind, (sums.get(kind) ?? 0) + Number(amount))
  }
  return new Map(groups.map((sums, place) => [String(place), countsOf(sums)]))
}

function placer(parts: readonly Period[]): (day: string) => number {
  return (day) => {
    let [low, high] = [0, parts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((parts[middle]?.from ?? '') <= day) low = middle
      else high = middle - 1
    }
    return low
  }
}
