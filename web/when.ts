// Instants as people read them: relative under a day, a date beyond; the exact time is for hovering.
import { azAgo, azClock, azDay, azExactly, azShort } from './azerbaijani.ts'
import { dateFormat, numberFormat, relativeFormat } from './formats.ts'
import { wallIn, zoneHere } from './zone.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Whole minutes or hours between two instants less than a day apart; positive: `at` is past. */
function distance(at: string, now: Date): { amount: number; unit: 'minute' | 'hour' } | null {
  const past = now.getTime() - Date.parse(at)
  if (Math.abs(past) < MINUTE) return { amount: 0, unit: 'minute' }
  if (Math.abs(past) < HOUR) return { amount: Math.round(past / MINUTE), unit: 'minute' }
  if (Math.abs(past) < DAY) return { amount: Math.round(past / HOUR), unit: 'hour' }
  return null
}

/** Short, for lists: "5m", "3h", "Mar 2", "Mar 2, 2024". */
export function shortAgo(at: string, now: Date, locale: string, timeZone = zoneHere()): string {
  const near = distance(at, now)
  const date = new Date(at)
  const isThisYear = wallIn(timeZone, date).year === wallIn(timeZone, now).year
  if (near?.amount === 0)
    return locale === 'az'
      ? azAgo(0, 'minute')
      : relativeFormat(locale, { style: 'narrow', numeric: 'auto' }).format(0, 'second')
  if (locale === 'az') return near ? azShort(near.amount, near.unit) : azDay(date, !isThisYear, timeZone)
  if (near)
    return numberFormat(locale, { style: 'unit', unit: near.unit, unitDisplay: 'narrow' }).format(Math.abs(near.amount))
  return dateFormat(
    locale,
    isThisYear ? { day: 'numeric', month: 'short', timeZone } : { dateStyle: 'medium', timeZone },
  ).format(date)
}

/** For reading: "10 minutes ago", "3 hours ago", "2 Mar, 14:05". */
export function ago(at: string, now: Date, locale: string, timeZone = zoneHere()): string {
  const near = distance(at, now)
  const date = new Date(at)
  const isThisYear = wallIn(timeZone, date).year === wallIn(timeZone, now).year
  if (locale === 'az')
    return near ? azAgo(near.amount, near.unit) : `${azDay(date, !isThisYear, timeZone)}, ${azClock(date, timeZone)}`
  if (near?.amount === 0) return relativeFormat(locale, { numeric: 'auto' }).format(0, 'second')
  if (near) return relativeFormat(locale, { numeric: 'auto' }).format(-near.amount, near.unit)
  const year = isThisYear ? {} : { year: 'numeric' as const }
  const day = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone, ...year } as const
  return dateFormat(locale, day).format(date)
}

export function exactly(at: string, locale: string, timeZone = zoneHere()): string {
  const date = new Date(at)
  return locale === 'az'
    ? azExactly(date, timeZone)
    : dateFormat(locale, { dateStyle: 'full', timeStyle: 'medium', timeZone }).format(date)
}

/** The time of a day alone: “14:05”. */
export function shortTime(date: Date, locale: string, timeZone = zoneHere()): string {
  if (locale === 'az') return azClock(date, timeZone)
  return dateFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone }).format(date)
}

/** Day and time, for what is still to come. */
export function dayAndTime(date: Date, locale: string, timeZone = zoneHere()): string {
  if (locale === 'az') return `${azDay(date, false, timeZone)}, ${azClock(date, timeZone)}`
  return dateFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(date)
}

/** "45 min", "3 hr 20 min": in whole minutes, as hours of work are counted. */
export function duration(seconds: number, locale: string): string {
  const minutes = Math.round(seconds / 60)
  const parts: [number, 'hour' | 'minute'][] = [
    [Math.floor(minutes / 60), 'hour'],
    [minutes % 60, 'minute'],
  ]
  const told = parts.filter(([amount], at) => amount > 0 || (at === 1 && minutes < 60))
  return told
    .map(([amount, unit]) =>
      locale === 'az'
        ? azShort(amount, unit)
        : numberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(amount),
    )
    .join(' ')
}

/** How shares between 0 and 1 are written, with so many digits behind the point at most. */
export function percentOf(locale: string, digits = 1): (share: number) => string {
  const format = numberFormat(locale, { style: 'percent', maximumFractionDigits: digits })
  return (share) => format.format(share)
}

/** Bytes as people count them: "1.2 MB". */
export function fileSize(bytes: number, locale: string): string {
  const [amount, name] =
    bytes < 1000 ? [bytes, 'byte'] : bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
  const digits = amount < 10 && name !== 'byte' ? 1 : 0
  const unitDisplay = name === 'byte' ? 'narrow' : 'short'
  return numberFormat(locale, {
    style: 'unit',
    unit: name,
    unitDisplay,
    maximumFractionDigits: digits,
  }).format(amount)
}

/** Where the server stops counting. */
const COUNTED_TO = 10_000

/** A number of conversations; from where nobody counts on it says so. */
export function counted(count: number, locale: string): string {
  return count >= COUNTED_TO ? `${COUNTED_TO - 1}+` : numberFormat(locale).format(count)
}
