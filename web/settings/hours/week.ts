// A week of working time as people read it: days by name, equal days together.
import type { Week } from '../../../src/desk/hours/hours.api.ts'

export type Day = keyof Week
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies Day[]

/** 5 January 1970 was a Monday. */
export function dayName(day: Day, locale: string, style: 'long' | 'short' = 'long'): string {
  const at = new Date(Date.UTC(1970, 0, 5 + days.indexOf(day)))
  return new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(at)
}

/** "Mon–Fri 09:00–17:00, Sat 10:00–13:00"; empty where nobody ever works. */
export function weekInWords(week: Week, locale: string): string {
  const runs: { from: Day; until: Day; hours: string }[] = []
  for (const day of days) {
    const hours = week[day].map(([from, until]) => `${from}–${until}`).join(', ')
    const last = runs.at(-1)
    if (last && last.hours === hours && days.indexOf(last.until) === days.indexOf(day) - 1) last.until = day
    else runs.push({ from: day, until: day, hours })
  }
  return runs
    .filter((run) => run.hours !== '')
    .map(({ from, until, hours }) => {
      const first = dayName(from, locale, 'short')
      return `${from === until ? first : `${first}–${dayName(until, locale, 'short')}`} ${hours}`
    })
    .join(', ')
}

/** How far into the day, 0 to 1. */
export function shareOfDay(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) / 1440
}
