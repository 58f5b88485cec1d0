// How long a rule waits, and until when.
import { openCalendar } from '../hours/calendar.ts'
import type { BusinessHours } from '../hours/hours.api.ts'
import { isTimeZone } from '../hours/zone.ts'

interface Length {
  minutes: number
  counts: 'business' | 'calendar'
}

const MINUTE = 60_000

/** Null: these hours never have so much time. Without hours a desk is open day and night. */
export function endOf({ minutes, counts }: Length, from: Date, hours: BusinessHours | null): Date | null {
  const length = minutes * MINUTE
  if (counts === 'calendar' || hours === null || !isTimeZone(hours.timeZone)) return new Date(from.getTime() + length)
  const end = openCalendar(hours).after(from.getTime(), length)
  return end === null ? null : new Date(end)
}

/** “4 hours of business”, “90 minutes”. */
export function lengthInWords({ minutes, counts }: Length): string {
  const [count, unit] = minutes % 1440 === 0 && counts === 'calendar' ? [minutes / 1440, 'day'] : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'] // prettier-ignore
  return `${count} ${unit}${count === 1 ? '' : 's'}${counts === 'business' ? ' of business' : ''}`
}

export const waitInWords = (after: Length) => `waits ${lengthInWords(after)}`
