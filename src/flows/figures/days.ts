// Sums by the days of the desk: how many facts of each name an inbox has. Kept along with the facts, and counted anew from them where
// the desk's days begin at another hour, or where it is asked whether they are right.
import { openZone } from '../../desk/hours/zone.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { daysAfter, midnightsOf } from './period.ts'

export interface DaySum {
  inboxId: Id
  day: string
  kind: string
  amount: number
}

/** What runs is of no day. */
const KINDS = ['received', 'opened', 'takenOver', 'reopened', 'answered', 'resolved', 'promise']
/** Days that are counted at once: of all of them a large desk would have to wait longer than a statement may take. */
const AT_ONCE = 7

/** From the facts themselves: reads all of them. */
export async function countDays(tx: Tx, timeZone: string): Promise<DaySum[]> {
  const [reach] = await tx.query<{ first: Date | null; last: Date | null }>({
    name: 'fact-reach',
    text: 'select min(first) as first, max(last) as last from unnest($1::text[]) kind (name) cross join lateral (select min(at) as first, max(at) as last from fact where fact.kind = kind.name) reach',
    values: [KINDS],
  })
  if (!reach?.first || !reach.last) return []
  const zone = openZone(timeZone)
  const days = midnightsOf(zone, zone.at(reach.first).date, daysAfter(zone.at(reach.last).date, 1))
  const sums: DaySum[] = []
  for (let at = 0; at < days.length - 1; at += AT_ONCE) sums.push(...(await countSome(tx, days.slice(at, at + AT_ONCE + 1)))) // prettier-ignore
  return sums
}

/** Of all these days but the last, which is where they end. */
async function countSome(tx: Tx, days: readonly { day: string; start: Date }[]): Promise<DaySum[]> {
  const rows = await tx.query<{
    inboxId: Id
    place: number
    kind: string
    measure: string | null
    all: number
    final: number
    oneTouch: number
    met: number
  }>({
    name: 'fact-days',
    text: `select inbox_id as "inboxId", width_bucket(at, $1::timestamptz[]) as place, kind, measure, count(*)::int as all,
        (count(*) filter (where is_final))::int as final, (count(*) filter (where is_one_touch))::int as "oneTouch",
        (count(*) filter (where is_met))::int as met
      from fact where kind = any($2::text[]) and at >= $3 and at < $4 group by 1, 2, 3, 4`,
    values: [days.map((one) => one.start), KINDS, days[0]?.start, days.at(-1)?.start],
  })
  return rows.flatMap(({ inboxId, place, kind, measure, all, final, oneTouch, met }) => {
    const sums: [string, number][] =
      kind === 'promise' ? [[`met.${measure}`, met], [`broken.${measure}`, all - met]] : [[kind, all], ['final', final], ['oneTouch', oneTouch]] // prettier-ignore
    const day = days[place - 1]?.day ?? ''
    return sums.flatMap(([name, amount]) => (amount > 0 ? { inboxId, day, kind: name, amount } : []))
  })
}

/** Whoever calls this holds the course. */
export async function recountDays(tx: Tx, timeZone: string): Promise<void> {
  const sums = await countDays(tx, timeZone)
  await tx.query({ name: 'fact-days-forget', text: 'delete from fact_day', values: [] })
  await insertRows(
    tx,
    { name: 'fact-day-set', head: 'insert into fact_day (inbox_id, day, kind, amount) values' },
    sums.map((one) => [one.inboxId, one.day, one.kind, one.amount]),
  )
  await tx.query({ name: 'figures-zone-set', text: 'update fact_course set time_zone = $1', values: [timeZone] })
}
