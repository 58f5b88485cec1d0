// When a task comes again. Pure. Days are YYYY-MM-DD, counted from the first day of the series: so the 31st is the last day of a short
// month and the 31st again after it, and the 29th of February comes back with the leap year.
import type { Repeat } from './tasks.api.ts'

export interface Series extends Repeat {
  /** The day it is counted from. */
  anchor: string
  /** Minutes of the day, as the clock of the desk shows them; null: the day is meant. */
  minutes: number | null
}

const DAY = 86_400_000
const numberOf = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY)
const dayOf = (number: number) => new Date(number * DAY).toISOString().slice(0, 10)

export const laterBy = (day: string, days: number) => dayOf(numberOf(day) + days)

/** The first day of the series behind `after`. */
export function nextOf({ unit, interval, anchor }: Series, after: string): string {
  const { place, day } = ways[unit](anchor)
  let step = Math.max(1, Math.floor(place(after) / interval))
  while (day(step * interval) <= after) step++
  return day(step * interval)
}

interface Way {
  /** How many units a day lies behind the anchor; too few does no harm, too many would. */
  place: (day: string) => number
  day: (units: number) => string
}

const byDays = (anchor: string, days: number): Way => ({
  place: (day) => Math.floor((numberOf(day) - numberOf(anchor)) / days),
  day: (units) => laterBy(anchor, units * days),
})

const byMonths = (anchor: string, months: number): Way => {
  const [year, month] = partsOf(anchor)
  return {
    place: (day) => Math.floor(((partsOf(day)[0] - year) * 12 + partsOf(day)[1] - month) / months) - 1,
    day: (units) => inMonth(anchor, units * months),
  }
}

/** Monday to Friday, numbered without the days between. What falls on a weekend counts as the Monday after it. */
const byWeekdays = (anchor: string): Way => {
  const MONDAY = 3 // 1970 began on a Thursday
  const weekday = (day: string) => {
    const since = numberOf(day) + MONDAY
    return Math.floor(since / 7) * 5 + Math.min(((since % 7) + 7) % 7, 5)
  }
  const first = weekday(anchor)
  return {
    place: (day) => weekday(day) - first - 1,
    day: (units) => dayOf(Math.floor((first + units) / 5) * 7 + ((first + units) % 5) - MONDAY),
  }
}

const ways: Record<Repeat['unit'], (anchor: string) => Way> = {
  day: (anchor) => byDays(anchor, 1),
  weekday: byWeekdays,
  week: (anchor) => byDays(anchor, 7),
  month: (anchor) => byMonths(anchor, 1),
  year: (anchor) => byMonths(anchor, 12),
}

function partsOf(day: string): [year: number, month: number, day: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))]
}

/** The same day of a later month, or its last. */
function inMonth(anchor: string, months: number): string {
  const [year, month, day] = partsOf(anchor)
  const length = new Date(Date.UTC(year, month + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month + months, Math.min(day, length))).toISOString().slice(0, 10)
}
