// Business hours as they were: kept when they are edited, and when an inbox gets others, so that what has passed stays measured by the
// hours that held. Pure from `worked` on.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { always, openCalendar, type Calendar } from './calendar.ts'
import type { Schedule } from './open.ts'
import { isTimeZone } from './zone.ts'

/** Before they are changed or deleted. Edited again at the same instant, they have held for no time. */
export async function keepHours(tx: Tx, id: Id): Promise<void> {
  await tx.query({
    name: 'hours-keep',
    text: `insert into hours_past (hours_id, until, time_zone, week, holidays)
      select id, $2, time_zone, week, holidays from business_hours where id = $1 on conflict do nothing`,
    values: [id, tx.now],
  })
}

/** Before an inbox gets other hours. */
export async function keepInboxHours(tx: Tx, inboxId: Id, next: Id | null): Promise<void> {
  await tx.query({
    name: 'inbox-hours-keep',
    text: `insert into inbox_hours_past (inbox_id, until, hours_id)
      select id, $2, hours_id from inbox where id = $1 and hours_id is distinct from $3::bigint on conflict do nothing`,
    values: [inboxId, tx.now, next],
  })
}

/** What held until when, oldest first; the last one holds still. */
type Past<T> = readonly { until: number; of: T }[]

export interface HoursPast {
  /** By inbox: which hours it went by; null: none, open day and night. */
  inboxes: ReadonlyMap<Id, Past<Id | null>>
  /** By hours: the calendar they were. */
  calendars: ReadonlyMap<Id, Past<Calendar>>
}

/** `known` are calendars of this process by their schedule, from one time to the next. */
export async function readHoursPast(tx: Tx, known: Map<string, Calendar>): Promise<HoursPast> {
  const calendarOf = ({ timeZone, week, holidays }: Schedule): Calendar => {
    if (!isTimeZone(timeZone)) return always
    const key = JSON.stringify([timeZone, week, holidays])
    const calendar = known.get(key) ?? openCalendar({ timeZone, week, holidays })
    known.set(key, calendar)
    return calendar
  }
  const schedules = await tx.query<Schedule & { id: Id; until: Date | null }>({
    name: 'hours-past',
    text: `select hours_id as id, until, time_zone as "timeZone", week, holidays from hours_past
      union all select id, null, time_zone, week, holidays from business_hours order by until nulls last`,
    values: [],
  })
  const inboxes = await tx.query<{ id: Id; until: Date | null; hoursId: Id | null }>({
    name: 'inbox-hours-past',
    text: `select inbox_id as id, until, hours_id as "hoursId" from inbox_hours_past
      union all select id, null, hours_id from inbox order by until nulls last`,
    values: [],
  })
  return {
    inboxes: grouped(inboxes, (one) => one.hoursId),
    calendars: grouped(schedules, calendarOf),
  }
}

function grouped<R extends { id: Id; until: Date | null }, T>(rows: R[], of: (row: R) => T): Map<Id, Past<T>> {
  const groups = Map.groupBy(rows, (row) => row.id)
  return new Map(
    [...groups].map(([id, all]) => [id, all.map((row) => ({ until: row.until?.getTime() ?? Infinity, of: of(row) }))]),
  )
}

/** Business time in [from, until) of what lay in these inboxes, one after the other: each hour counts by what held then. */
export function worked({ inboxes, calendars }: HoursPast, path: Past<Id>, from: number, until: number): number {
  const stays = pieces(path, from, until)
  const rules = stays.flatMap((stay) => pieces(inboxes.get(stay.of) ?? NONE, stay.from, stay.until))
  const held = rules.flatMap((rule) => pieces((rule.of !== null && calendars.get(rule.of)) || DAY_AND_NIGHT, rule.from, rule.until)) // prettier-ignore
  return held.reduce((sum, one) => sum + one.of.worked(one.from, one.until), 0)
}

/** An inbox that is no more, and hours that are not: open at any time. */
const NONE: Past<Id | null> = [{ until: Infinity, of: null }]
const DAY_AND_NIGHT: Past<Calendar> = [{ until: Infinity, of: always }]

function pieces<T>(past: Past<T>, from: number, until: number): { of: T; from: number; until: number }[] {
  const found: { of: T; from: number; until: number }[] = []
  let at = from
  for (const one of past) {
    const end = Math.min(one.until, until)
    if (end > at) found.push({ of: one.of, from: at, until: end })
    at = Math.max(at, end)
  }
  return found
}
