// Sums by the days of the desk: how many facts of each name an inbox has. Kept along with the facts, and counted anew from them where
// the desk's days begin at another hour, or where it is asked whether they are right.
import { isTimeZone, openZone } from '../../desk/hours/zone.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { midnightsOf } from './period.ts'

/** That of the business hours by which most inboxes go, else of the first hours there are; UTC where there are none. */
export async function deskZone(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ timeZone: string }>({
    name: 'figures-zone',
    text: `select h.time_zone as "timeZone" from business_hours h left join inbox i on i.hours_id = h.id and i.archived_at is null
      group by h.time_zone order by count(i.id) desc, min(h.id) limit 1`,
    values: [],
  })
  return row && isTimeZone(row.timeZone) ? row.timeZone : 'UTC'
}

export interface DaySum {
  inboxId: Id
  day: string
  kind: string
  amount: number
}

/** From the facts themselves: reads all of them. */
export async function countDays(tx: Tx, timeZone: string): Promise<DaySum[]> {
  const [reach] = await tx.query<{ first: Date | null; last: Date | null }>({
    name: 'fact-reach',
    text: 'select min(at) as first, max(at) as last from fact',
    values: [],
  })
  if (!reach?.first || !reach.last) return []
  const zone = openZone(timeZone)
  const days = midnightsOf(zone, zone.at(reach.first).date, zone.at(reach.last).date)
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
    // prettier-ignore
    name: 'fact-days',
    text: `select inbox_id as "inboxId", width_bucket(at, $1::timestamptz[]) as place, kind, measure, count(*)::int as all,
        (count(*) filter (where is_final))::int as final, (count(*) filter (where is_one_touch))::int as "oneTouch",
        (count(*) filter (where is_met))::int as met
      from fact where kind not in ('waits', 'running') group by 1, 2, 3, 4`,
    values: [days.map((one) => one.start)],
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
