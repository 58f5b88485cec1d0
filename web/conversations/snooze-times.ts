// When people come back to things: later today, tomorrow morning, next week. Pure; in the reader's own time zone.
import { instantIn, wallIn, zoneHere } from '../zone.ts'

export interface SnoozeTime {
  name: 'soon' | 'evening' | 'tomorrow' | 'monday'
  at: Date
}

const MORNING = 9

/** In order of time; no evening once it is one, no Monday where that is tomorrow. */
export function snoozeTimes(now: Date, zone = zoneHere()): SnoozeTime[] {
  const today = wallIn(zone, now)
  const at = (days: number, hour: number) => instantIn(zone, { ...today, day: today.day + days, hour, minute: 0 })
  const soon = new Date(now.getTime() + 3 * 3_600_000)
  soon.setTime(
    soon.getTime() - (wallIn(zone, soon).minute * 60 + soon.getUTCSeconds()) * 1000 - soon.getUTCMilliseconds(),
  )
  const untilMonday = (8 - today.weekday) % 7 || 7
  const times: SnoozeTime[] = [{ name: 'soon', at: soon }]
  if (today.hour < 15) times.push({ name: 'evening', at: at(0, 18) })
  times.push({ name: 'tomorrow', at: at(1, MORNING) })
  if (untilMonday > 1) times.push({ name: 'monday', at: at(untilMonday, MORNING) })
  return times
}
