// When people come back to things: later today, tomorrow morning, next week. Pure; in the reader's own time zone.

export interface SnoozeTime {
  name: 'soon' | 'evening' | 'tomorrow' | 'monday'
  at: Date
}

const MORNING = 9

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)
}

/** In order of time; no evening once it is one, no Monday where that is tomorrow. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const soon = new Date(now.getTime() + 3 * 3_600_000)
  soon.setMinutes(0, 0, 0)
  const untilMonday = (8 - now.getDay()) % 7 || 7
  const times: SnoozeTime[] = [{ name: 'soon', at: soon }]
  if (now.getHours() < 15) times.push({ name: 'evening', at: at(now, 0, 18) })
  times.push({ name: 'tomorrow', at: at(now, 1, MORNING) })
  if (untilMonday > 1) times.push({ name: 'monday', at: at(now, untilMonday, MORNING) })
  return times
}
