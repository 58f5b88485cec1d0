// When somebody wants quiet: neither mail nor browser disturbs them then. Pure, but for reading their hours.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { hoursOfRow } from '../hours/hours.ts'
import { isOpenAt, minutesOf, nextOpening, type Schedule } from '../hours/open.ts'
import { openZone, type Zone } from '../hours/zone.ts'
import type { NotificationChoices, Quiet } from './notifications.api.ts'

const DAY = 24 * 3_600_000

/** When it is no longer quiet; null where it is not. `hours` are those of `quiet`; null: there are none any more. */
export function quietUntil(quiet: Quiet, hours: Schedule | null, zone: Zone, at: Date): Date | null {
  if (quiet.by === 'never') return null
  if (quiet.by === 'hours') return hours === null || isOpenAt(hours, at) ? null : nextOpening(hours, at)
  const { minutes } = zone.at(at)
  const [from, until] = [minutesOf(quiet.from), minutesOf(quiet.until)]
  const isQuiet = from <= until ? from <= minutes && minutes < until : from <= minutes || minutes < until
  return isQuiet ? nextAt(zone, quiet.until, at) : null
}

/** The next instant after `now` at which the clock on the wall shows this. */
export function nextAt(zone: Zone, time: string, now: Date): Date {
  const today = Date.parse(`${zone.at(now).date}T00:00:00Z`)
  for (let day = 0; day < 3; day++) {
    const date = new Date(today + day * DAY).toISOString().slice(0, 10)
    const next = zone.instants(date, minutesOf(time)).find((instant) => instant > now)
    if (next) return next
  }
  return now
}

export async function hoursAmong(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Schedule>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('business_hours')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, hoursOfRow(row)]))
}

/** Whether an open page may tell through the browser now. */
export async function mayDisturb(
  tx: Tx,
  { browser, quiet, timeZone }: NotificationChoices,
  deskZone: string,
): Promise<boolean> {
  if (!browser) return false
  const hours = quiet.by === 'hours' ? ((await hoursAmong(tx, [quiet.hoursId])).get(quiet.hoursId) ?? null) : null
  return quietUntil(quiet, hours, openZone(timeZone ?? deskZone), tx.now) === null
}
