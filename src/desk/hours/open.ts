// Whether somebody is at work, and when next. Pure: the schedule and the instant are given.
import type { BusinessHours, Week } from './hours.api.ts'
import { openZone } from './zone.ts'

export type Schedule = Pick<BusinessHours, 'timeZone' | 'week' | 'holidays'>

const days: readonly (keyof Week)[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** More days than holidays can bar: 400 of them, on one open weekday each. */
const HORIZON = 401 * 7

/**
 * A span holds from its first minute until just before its last: at 17:30 sharp nobody is there any more.
 * Give the schedule's `zone` where many instants are asked about.
 */
export function isOpenAt(hours: Schedule, instant: Date, zone = openZone(hours.timeZone)): boolean {
  const { date, weekday, minutes } = zone.at(instant)
  return spansOn(hours, date, weekday).some(([from, until]) => from <= minutes && minutes < until)
}

/** `instant` itself when it is open then; null when there are no hours at all. */
export function nextOpening(hours: Schedule, instant: Date): Date | null {
  if (isOpenAt(hours, instant)) return instant
  const zone = openZone(hours.timeZone)
  const today = Date.parse(`${zone.at(instant).date}T00:00:00Z`)
  for (let ahead = 0; ahead <= HORIZON; ahead++) {
    const day = new Date(today + ahead * 86_400_000)
    const date = day.toISOString().slice(0, 10)
    const openings = spansOn(hours, date, day.getUTCDay())
      .flatMap(([from]) => zone.instants(date, from))
      .filter((opening) => opening > instant && isOpenAt(hours, opening))
    if (openings.length > 0) return openings.reduce((first, other) => (other < first ? other : first))
  }
  return null
}

/** Minutes since midnight, of a date as the zone has it. */
export function spansOn(hours: Schedule, date: string, weekday: number): [from: number, until: number][] {
  if (hours.holidays.includes(date)) return []
  return (hours.week[days[weekday] ?? 'sun'] ?? []).map(([from, until]) => [minutesOf(from), minutesOf(until)])
}

/** Minutes since midnight of HH:MM; 24:00 is 1440. */
export function minutesOf(clockTime: string): number {
  return Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3))
}
