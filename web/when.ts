// Instants as people read them: relative under a day, a date beyond; the exact time is for hovering.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Short, for lists: "5m", "3h", "Mar 2", "Mar 2, 2024". */
export function shortAgo(at: string, now: Date, locale: string): string {
  const past = now.getTime() - Date.parse(at)
  const narrow = new Intl.RelativeTimeFormat(locale, { style: 'narrow', numeric: 'auto' })
  if (Math.abs(past) < MINUTE) return narrow.format(0, 'second')
  if (Math.abs(past) < HOUR) return unit(Math.round(past / MINUTE), 'minute', locale)
  if (Math.abs(past) < DAY) return unit(Math.round(past / HOUR), 'hour', locale)
  const date = new Date(at)
  const sameYear = date.getFullYear() === now.getFullYear()
  return new Intl.DateTimeFormat(
    locale,
    sameYear ? { day: 'numeric', month: 'short' } : { dateStyle: 'medium' },
  ).format(date)
}

function unit(amount: number, name: 'minute' | 'hour', locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(Math.abs(amount))
}

/** For reading: "10 minutes ago", "yesterday", "2 March, 14:05". */
export function ago(at: string, now: Date, locale: string): string {
  const past = Date.parse(at) - now.getTime()
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  if (Math.abs(past) < MINUTE) return relative.format(0, 'minute')
  if (Math.abs(past) < HOUR) return relative.format(Math.round(past / MINUTE), 'minute')
  if (Math.abs(past) < DAY) return relative.format(Math.round(past / HOUR), 'hour')
  const date = new Date(at)
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...year,
  }).format(date)
}

export function exactly(at: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(at))
}

export function clock(at: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

/** Bytes as people count them: "1.2 MB". */
export function fileSize(bytes: number, locale: string): string {
  const [amount, name] =
    bytes < 1000 ? [bytes, 'byte'] : bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
  const digits = amount < 10 && name !== 'byte' ? 1 : 0
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: name,
    unitDisplay: name === 'byte' ? 'narrow' : 'short',
    maximumFractionDigits: digits,
  }).format(amount)
}
