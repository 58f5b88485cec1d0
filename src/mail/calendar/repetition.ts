// How often an event comes again (RFC 5545 §3.3.10), as far as people say it in a sentence.
import { rulesOf, wallOf } from './zones.ts'

export interface Repetition {
  /** Every how many of them. */
  every: number
  unit: 'day' | 'week' | 'month' | 'year'
  /** Weekdays from Monday (1) to Sunday (7); `nth` is the how-manieth of the month, from its end where negative, or 0. */
  on: { weekday: number; nth: number }[]
  times: number | null
  /** The last day, `2026-12-31`. */
  until: string | null
}

const UNITS: Record<string, Repetition['unit']> = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const MOST = 10_000

export function repetitionOf(rule: string): Repetition | null {
  const parts = rulesOf(rule.slice(0, 1_000))
  const unit = UNITS[parts.get('FREQ') ?? '']
  if (!unit) return null
  const number = (name: string): number | null => {
    const value = Number(parts.get(name))
    return Number.isInteger(value) && value > 0 && value <= MOST ? value : null
  }
  const until = wallOf(parts.get('UNTIL') ?? '')
  const on = (parts.get('BYDAY') ?? '').split(',', 7).flatMap((one) => {
    const [, nth = '', day = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(one.trim()) ?? []
    return DAYS.includes(day) ? [{ weekday: DAYS.indexOf(day) + 1, nth: Number(nth || 0) }] : []
  })
  return {
    every: number('INTERVAL') ?? 1,
    unit,
    on,
    times: number('COUNT'),
    until: until === null ? null : new Date(until).toISOString().slice(0, 10),
  }
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const NTH: Record<number, string> = { 1: 'first ', 2: 'second ', 3: 'third ', 4: 'fourth ', 5: 'fifth ', [-1]: 'last ' }

/** In English, for `inspect`; the screens have words of their own. */
export function inWords({ every, unit, on, times, until }: Repetition): string {
  const days = on.map(({ weekday, nth }) => `${NTH[nth] ? `the ${NTH[nth]}` : ''}${WEEKDAYS[weekday - 1]}`)
  return [
    every === 1 ? `every ${unit}` : `every ${every} ${unit}s`,
    days.length > 0 ? `on ${days.join(', ')}` : '',
    times === null ? '' : `${times} times`,
    until === null ? '' : `until ${until}`,
  ]
    .filter(Boolean)
    .join(' ')
}
