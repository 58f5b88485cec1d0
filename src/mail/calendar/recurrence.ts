// When an event comes again (RFC 5545 §3.3.10): its times within a window, by the clock on the wall. Bounded by construction: a rule
// says what it says about one day, week, month or year after the other, and so many of these are looked at and no more.
import { rulesOf, type Wall, wallOf } from './zones.ts'

export interface Within {
  from: Wall
  until: Wall
  /** Times; the first ones of the window. */
  most: number
}

/** Days, weeks, months or years that are looked at for one rule, and days that it says of them: days of fifty years. */
const MOST_LOOKED = 20_000
const DAY = 86_400_000
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
/** What calendars of people do not say, and we do not read. */
const UNREAD = ['BYSECOND', 'BYMINUTE', 'BYHOUR', 'BYWEEKNO', 'BYYEARDAY']

interface Rule {
  frequency: (typeof FREQUENCIES)[number]
  interval: number
  count: number
  months: number[]
  monthDays: number[]
  on: { weekday: number; nth: number }[]
  positions: number[]
  /** The weekday with which weeks begin. */
  weekStart: number
  /** Whether this time is behind the last. */
  isOver: (wall: Wall) => boolean
}

/**
 * In order. Null where the rule cannot be read: then it is known only when it came first. `instantOf`: of a time on the wall, as an end
 * that is said in UTC is compared by.
 */
export function recurrencesOf(
  text: string,
  start: Wall,
  instantOf: (wall: Wall) => number,
  within: Within,
): Wall[] | null {
  const rule = readRule(text, instantOf)
  if (!rule) return null
  const found: Wall[] = []
  const time = start - dayOf(start)
  let count = 0
  // Of a rule that counts the times before the window have to be counted too.
  const first = rule.count === Infinity ? Math.max(0, periodAt(within.from, start, rule) - 1) : 0
  for (let [period, looked] = [first, 0]; looked < MOST_LOOKED; period++) {
    if (earliestIn(period, start, rule) > within.until) break
    const all = daysIn(period, start, rule)
    const days = placed(all, rule.positions)
    looked += 1 + (rule.frequency === 'DAILY' ? 0 : all.length)
    for (const day of days) {
      const wall = day + time
      if (wall < start) continue
      if (++count > rule.count || rule.isOver(wall) || wall > within.until) return found
      if (wall >= within.from && found.push(wall) === within.most) return found
    }
  }
  return found
}

function readRule(text: string, instantOf: (wall: Wall) => number): Rule | null {
  const parts = rulesOf(text.slice(0, 1_000))
  const frequency = FREQUENCIES.find((one) => one === parts.get('FREQ'))
  if (!frequency || UNREAD.some((name) => parts.has(name))) return null
  const [interval, count] = [parts.get('INTERVAL') ?? '1', parts.get('COUNT')].map(Number) as [number, number]
  if (!Number.isInteger(interval) || interval < 1 || interval > 10_000) return null
  const numbers = (name: string, most: number): number[] => [...new Set((parts.get(name) ?? '').split(',', 62).map(Number))].filter((one) => Number.isInteger(one) && one !== 0 && Math.abs(one) <= most) // prettier-ignore
  const until = parts.get('UNTIL')
  const last = until === undefined ? null : wallOf(until)
  if (until !== undefined && last === null) return null
  const end = last !== null && !until?.includes('T') ? last + DAY - 1 : last
  const isUtc = until?.endsWith('Z') ?? false
  return {
    frequency,
    interval,
    count: parts.has('COUNT') ? (Number.isInteger(count) && count > 0 ? count : 1) : Infinity,
    months: numbers('BYMONTH', 12),
    monthDays: numbers('BYMONTHDAY', 31),
    on: [...new Set((parts.get('BYDAY') ?? '').split(',', 62))].flatMap((one) => {
      const [, nth = '', day = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(one.trim()) ?? []
      return WEEKDAYS.includes(day) ? [{ weekday: WEEKDAYS.indexOf(day), nth: Number(nth || 0) }] : []
    }),
    positions: numbers('BYSETPOS', 366),
    weekStart: Math.max(0, WEEKDAYS.indexOf(parts.get('WKST') ?? 'MO')),
    // No clock shows more than a day beside UTC: whatever is further away needs no zone.
    isOver: (wall) => end !== null && (isUtc && Math.abs(wall - end) <= DAY ? instantOf(wall) : wall) > end,
  }
}

const dayOf = (wall: Wall): Wall => Math.floor(wall / DAY) * DAY
const weekdayOf = (day: Wall): number => new Date(day).getUTCDay()
const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
const weekOf = (day: Wall, weekStart: number): Wall => day - ((weekdayOf(day) - weekStart + 7) % 7) * DAY
const monthsOf = (wall: Wall): number => new Date(wall).getUTCFullYear() * 12 + new Date(wall).getUTCMonth()

/** In how manieth period of the rule a time lies. */
function periodAt(wall: Wall, start: Wall, { frequency, interval, weekStart }: Rule): number {
  const away = {
    DAILY: () => (dayOf(wall) - dayOf(start)) / DAY,
    WEEKLY: () => (weekOf(dayOf(wall), weekStart) - weekOf(dayOf(start), weekStart)) / (7 * DAY),
    MONTHLY: () => monthsOf(wall) - monthsOf(start),
    YEARLY: () => new Date(wall).getUTCFullYear() - new Date(start).getUTCFullYear(),
  }[frequency]()
  return Math.floor(away / interval)
}

/** No day of the period is before this one. */
function earliestIn(period: number, start: Wall, { frequency, interval, weekStart }: Rule): Wall {
  const step = period * interval
  if (frequency === 'DAILY') return dayOf(start) + step * DAY
  if (frequency === 'WEEKLY') return weekOf(dayOf(start), weekStart) + step * 7 * DAY
  const [year, month] = [new Date(start).getUTCFullYear(), new Date(start).getUTCMonth()]
  return frequency === 'MONTHLY' ? Date.UTC(year, month + step, 1) : Date.UTC(year + step, 0, 1)
}

/** Its days, in order. */
function daysIn(period: number, start: Wall, rule: Rule): Wall[] {
  const begin = earliestIn(period, start, rule)
  const { months, monthDays, on } = rule
  const isMonth = (day: Wall) => months.length === 0 || months.includes(new Date(day).getUTCMonth() + 1)
  if (rule.frequency === 'DAILY')
    return [begin].filter((day) => isMonth(day) && isAmong(day, monthDays) && isOn(day, on))
  if (rule.frequency === 'WEEKLY') {
    const wanted = on.length > 0 ? on.map(({ weekday }) => weekday) : [weekdayOf(start)]
    return [0, 1, 2, 3, 4, 5, 6].map((day) => begin + day * DAY).filter((day) => wanted.includes(weekdayOf(day)) && isMonth(day)) // prettier-ignore
  }
  const year = new Date(begin).getUTCFullYear()
  if (rule.frequency === 'MONTHLY') return isMonth(begin) ? daysOfMonth(year, new Date(begin).getUTCMonth(), start, rule) : [] // prettier-ignore
  if (on.length > 0 && months.length === 0 && monthDays.length === 0) return weekdaysOf(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1), on) // prettier-ignore
  const own = monthDays.length > 0 ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] : [new Date(start).getUTCMonth() + 1]
  return (months.length > 0 ? months : own)
    .toSorted((a, b) => a - b)
    .flatMap((month) => daysOfMonth(year, month - 1, start, rule))
}

function daysOfMonth(year: number, month: number, start: Wall, { monthDays, on }: Rule): Wall[] {
  const first = Date.UTC(year, month, 1)
  const length = lengthOf(year, month)
  if (monthDays.length === 0 && on.length > 0) return weekdaysOf(first, first + length * DAY, on)
  const wanted = monthDays.length > 0 ? monthDays : [new Date(start).getUTCDate()]
  const days = new Set(wanted.map((one) => (one > 0 ? one : length + one + 1)))
  return [...days]
    .filter((day) => day >= 1 && day <= length)
    .toSorted((a, b) => a - b)
    .map((day) => first + (day - 1) * DAY)
    .filter((day) => isOn(day, on))
}

/** The second Tuesday, the last Friday, every Monday of a month or year. */
function weekdaysOf(from: Wall, until: Wall, on: Rule['on']): Wall[] {
  const found = new Set<Wall>()
  for (const { weekday, nth } of on) {
    const first = from + ((weekday - weekdayOf(from) + 7) % 7) * DAY
    const count = Math.ceil((until - first) / (7 * DAY))
    const at = nth > 0 ? nth - 1 : count + nth
    if (nth === 0) for (let day = first; day < until; day += 7 * DAY) found.add(day)
    else if (at >= 0 && at < count) found.add(first + at * 7 * DAY)
  }
  return [...found].toSorted((a, b) => a - b)
}

const isOn = (day: Wall, on: Rule['on']): boolean =>
  on.length === 0 || on.some(({ weekday }) => weekday === weekdayOf(day))

function isAmong(day: Wall, monthDays: readonly number[]): boolean {
  const date = new Date(day)
  const length = lengthOf(date.getUTCFullYear(), date.getUTCMonth())
  return monthDays.length === 0 || monthDays.some((one) => (one > 0 ? one : length + one + 1) === date.getUTCDate())
}

function placed(days: Wall[], positions: readonly number[]): Wall[] {
  if (positions.length === 0) return days
  const wanted = new Set(positions.map((one) => (one > 0 ? one - 1 : days.length + one)))
  return days.filter((_day, at) => wanted.has(at))
}
