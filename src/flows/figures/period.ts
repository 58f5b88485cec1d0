// Periods in days of the desk: when they begin and end, which one came before, and their parts by day, week and month. Days begin at
// midnight on the wall, whatever daylight saving does. Pure.
import type { Zone } from '../../desk/hours/zone.ts'
import { must } from '../../kit/must.ts'

/** Dates, YYYY-MM-DD, both included. */
export interface Period {
  from: string
  until: string
}

/** [start, end). */
export interface Span {
  start: Date
  end: Date
}

export type Step = 'day' | 'week' | 'month'

const DAY = 86_400_000
const numberOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY
const dateOf = (number: number) => new Date(number * DAY).toISOString().slice(0, 10)

export const daysAfter = (date: string, days: number): string => dateOf(numberOf(date) + days)
export const lengthOf = ({ from, until }: Period): number => numberOf(until) - numberOf(from) + 1

/** Where midnight does not exist, the day begins with the first instant after it. */
const midnight = (zone: Zone, date: string): Date => must(zone.instants(date, 0)[0], 'a midnight')

export function spanOf(zone: Zone, { from, until }: Period): Span {
  return { start: midnight(zone, from), end: midnight(zone, daysAfter(until, 1)) }
}

export function midnightsOf(zone: Zone, from: string, until: string): { day: string; start: Date }[] {
  return Array.from({ length: lengthOf({ from, until }) }, (_, at) => {
    const day = daysAfter(from, at)
    return { day, start: midnight(zone, day) }
  })
}

const isMonthsEnd = (date: string) => daysAfter(date, 1).endsWith('-01')
const monthsOf = ({ from, until }: Period) => (Number(until.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(until.slice(5, 7)) - Number(from.slice(5, 7)) + 1 // prettier-ignore

/** As many whole months where it is of whole months, else as many days: the ones right before it. */
export function previousOf(period: Period): Period {
  const { from, until } = period
  const last = daysAfter(from, -1)
  if (!from.endsWith('-01') || !isMonthsEnd(until)) return { from: daysAfter(from, -lengthOf(period)), until: last }
  const start = new Date(`${from}T00:00:00Z`)
  start.setUTCMonth(start.getUTCMonth() - monthsOf(period))
  return { from: start.toISOString().slice(0, 10), until: last }
}

/** In order, without gaps; the first and the last may be cut short by the period. Weeks begin on Monday (ISO 8601). */
export function partsOf({ from, until }: Period, step: Step): Period[] {
  const parts: Period[] = []
  for (let at = from; at <= until;) {
    const end = endOf(at, step)
    parts.push({ from: at, until: end < until ? end : until })
    at = daysAfter(end, 1)
  }
  return parts
}

function endOf(date: string, step: Step): string {
  if (step === 'day') return date
  if (step === 'week') return daysAfter(date, 6 - ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))
  const [year, month] = date.split('-').map(Number)
  return new Date(Date.UTC(year ?? 0, month ?? 1, 0)).toISOString().slice(0, 10)
}
