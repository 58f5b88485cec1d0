// How figures are written: lengths, shares with what may be said of them, dates of the desk.
import type { Part } from '../../src/flows/figures/figures.api.ts'
import { duration, percentOf } from '../when.ts'

export type Length = 'business' | 'calendar'

const DAY = 86_400
/** From here on a length by the calendar is told in days. */
const LONG = 2 * DAY

export function lengthText(seconds: number | null, length: Length, language: string): string {
  if (seconds === null) return '–'
  if (length === 'business' || seconds < LONG) return duration(seconds, language)
  const days = seconds / DAY
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: days < 10 ? 1 : 0 })
  if (language === 'az') return `${format.format(days)} gün`
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'short', maximumFractionDigits: days < 10 ? 1 : 0 }).format(days) // prettier-ignore
}

/** Of fewer cases than these a share is told with where it may lie. */
const ENOUGH = 30

export function shareText({ of, share, low, high }: Part, language: string): string {
  if (share === null || low === null || high === null) return '–'
  const percent = percentOf(language, 0)
  return of >= ENOUGH ? percent(share) : `${percent(low)}–${percent(high)}`
}

/** A date of the desk, wherever the browser is. */
export function dateText(date: string, language: string, { year = false } = {}): string {
  const at = new Date(`${date}T12:00:00Z`)
  if (language === 'az') return azDate(at, year)
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC', ...(year && { year: 'numeric' }) }).format(at) // prettier-ignore
}

const months = ['yan', 'fev', 'mar', 'apr', 'may', 'iyn', 'iyl', 'avq', 'sen', 'okt', 'noy', 'dek']
const azDate = (at: Date, year: boolean) => `${at.getUTCDate()} ${months[at.getUTCMonth()]}${year ? ` ${at.getUTCFullYear()}` : ''}` // prettier-ignore

export function periodText({ from, until }: { from: string; until: string }, language: string): string {
  if (from === until) return dateText(from, language, { year: true })
  return `${dateText(from, language, { year: from.slice(0, 4) !== until.slice(0, 4) })} – ${dateText(until, language, { year: true })}`
}

export const countText = (count: number, language: string) => new Intl.NumberFormat(language).format(count)
