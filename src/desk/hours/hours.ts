// Business hours: when a team is at work, which days off it has, in which time zone. Other products call them schedules.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseNamed } from '../rules/naming.ts'
import type { BusinessHours, Week } from './hours.api.ts'
import { minutesOf } from './open.ts'
import { keepHours } from './past.ts'
import { isTimeZone, similarTimeZone } from './zone.ts'

type Wanted = Omit<BusinessHours, 'id'>

export async function listHours(tx: Tx): Promise<BusinessHours[]> {
  const rows = await tx.db.selectFrom('business_hours').selectAll().orderBy('name').orderBy('id').execute()
  return rows.map(hoursOfRow)
}

/** Null: it has none, and is open day and night. */
export async function hoursOfInbox(tx: Tx, inboxId: Id): Promise<BusinessHours | null> {
  const row = await tx.db
    .selectFrom('business_hours')
    .innerJoin('inbox', 'inbox.hours_id', 'business_hours.id')
    .selectAll('business_hours')
    .where('inbox.id', '=', inboxId)
    .executeTakeFirst()
  return row ? hoursOfRow(row) : null
}

export async function addHours(tx: Tx, wanted: Wanted): Promise<BusinessHours> {
  refuseImpossible(wanted)
  const id = tx.mint()
  const row = await tx.db
    .insertInto('business_hours')
    .values({ id, ...columns(wanted), created_at: tx.now })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'hours.added', id, { name: wanted.name })
  return hoursOfRow(row)
}

export async function changeHours(tx: Tx, id: Id, wanted: Wanted): Promise<BusinessHours> {
  refuseImpossible(wanted)
  await keepHours(tx, id)
  const row = await tx.db
    .updateTable('business_hours')
    .set(columns(wanted))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw noSuchHours(id)
  await record(tx, 'hours.changed', id, { name: wanted.name })
  return hoursOfRow(row)
}

/** Hours that an inbox goes by are kept: without them it would be open day and night. */
export async function deleteHours(tx: Tx, id: Id): Promise<void> {
  await refuseNamed(tx, id, { code: 'hours-in-use', what: 'these hours' })
  const users = await tx.db.selectFrom('inbox').select(['id', 'name']).where('hours_id', '=', id).execute()
  if (users.length > 0) {
    const names = users.map((inbox) => `“${inbox.name}”`).join(', ')
    throw new Problem('conflict', 'hours-in-use', `These hours are in use: ${names}. Give it other hours first.`, {
      detail: { names, inboxIds: users.map((inbox) => inbox.id) },
    })
  }
  const policies = await tx.query<{ name: string }>({
    name: 'hours-policies',
    text: `select name from sla_policy where body ->> 'hoursId' = $1 order by position`,
    values: [id],
  })
  if (policies.length > 0) {
    const names = policies.map((policy) => `“${policy.name}”`).join(', ')
    throw new Problem(
      'conflict',
      'hours-in-use',
      `SLA policies count by these hours: ${names}. Give them others first.`,
      { detail: { names } },
    )
  }
  await keepHours(tx, id)
  const row = await tx.db.deleteFrom('business_hours').where('id', '=', id).returning('name').executeTakeFirst()
  if (!row) throw noSuchHours(id)
  await record(tx, 'hours.deleted', id, { name: row.name })
}

export function hoursOfRow(row: Selectable<Tables['business_hours']>): BusinessHours {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    week: row.week as Week,
    holidays: row.holidays as string[],
  }
}

function columns(wanted: Wanted) {
  const { mon, tue, wed, thu, fri, sat, sun } = wanted.week
  return {
    name: wanted.name,
    time_zone: wanted.timeZone,
    week: JSON.stringify({ mon, tue, wed, thu, fri, sat, sun }),
    holidays: JSON.stringify([...new Set(wanted.holidays)].toSorted()),
  }
}

const dayNames: Record<keyof Week, string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}

/** Also of what is no business hours of a desk: somebody’s shifts. */
export function refuseImpossible({ timeZone, week }: Pick<Wanted, 'timeZone' | 'week'>): void {
  if (!isTimeZone(timeZone)) {
    const similar = similarTimeZone(timeZone)
    const hint = similar ? `Did you mean ${similar}?` : 'Write it as in Europe/Amsterdam.'
    throw new Problem('invalid', 'time-zone-unknown', `There is no time zone “${timeZone}”. ${hint}`, {
      detail: { where: 'timeZone', ...(similar ? { suggestion: similar } : {}) },
    })
  }
  for (const day of Object.keys(dayNames) as (keyof Week)[]) refuseImpossibleDay(day, week[day])
}

function refuseImpossibleDay(day: keyof Week, spans: Week[keyof Week]): void {
  const ordered = spans
    .map(([from, until], at) => ({ from, until, at }))
    .toSorted((a, b) => minutesOf(a.from) - minutesOf(b.from))
  for (const [place, span] of ordered.entries()) {
    const where = `week.${day}.${span.at}`
    if (minutesOf(span.from) >= minutesOf(span.until)) {
      const text = `${dayNames[day]}: ${span.from}–${span.until} ends before it begins. Past midnight is two spans: until 24:00, and from 00:00 the next day.`
      throw new Problem('invalid', 'span-backwards', text, { detail: { where } })
    }
    const before = ordered[place - 1]
    if (before && minutesOf(before.until) > minutesOf(span.from)) {
      const text = `${dayNames[day]}: ${before.from}–${before.until} and ${span.from}–${span.until} overlap.`
      throw new Problem('invalid', 'spans-overlap', text, { detail: { where, with: `week.${day}.${before.at}` } })
    }
  }
}

function noSuchHours(id: Id): Problem {
  return new Problem('missing', 'hours-missing', 'There are no such business hours.', { detail: { id } })
}
