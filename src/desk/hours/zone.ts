// Wall clocks: what a clock on the wall of a time zone shows at an instant, and at which instants it shows a given time.
// Daylight saving makes some times of day happen twice and others never.

export interface WallTime {
  /** YYYY-MM-DD. */
  date: string
  /** 0 is Sunday. */
  weekday: number
  /** Minutes since midnight as the clock shows them; seconds are dropped. */
  minutes: number
}

export interface Zone {
  at(instant: Date): WallTime
  /** The instants at which the clock shows this: none to two. Where it jumps over it, the instant of the jump. */
  instants(date: string, minutes: number): Date[]
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Only names: an offset such as +01:00 knows no daylight saving, and would be wrong half of the year. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: name }))
  } catch {
    return false
  }
}

/** The known name most like what was written: the same place, whatever continent was put before it. */
export function similarTimeZone(name: string): string | null {
  const place = (zone: string): string =>
    zone
      .slice(zone.lastIndexOf('/') + 1)
      .toLowerCase()
      .replace(/[^a-z]/g, '')
  const wanted = place(name)
  if (wanted.length < 3) return null
  const known = Intl.supportedValuesOf('timeZone')
  return (
    known.find((zone) => place(zone) === wanted) ??
    known.find((zone) => place(zone).startsWith(wanted.slice(0, 5))) ??
    null
  )
}

/** Throws a RangeError for a name the system does not know. */
export function openZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  /** The wall clock read as if it were UTC. */
  const shown = (instant: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value)
    return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second)
  }
  const offset = (instant: number): number => shown(instant) - Math.floor(instant / 1000) * 1000

  return {
    at: (instant) => {
      const wall = new Date(shown(instant.getTime()))
      return {
        date: wall.toISOString().slice(0, 10),
        weekday: wall.getUTCDay(),
        minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
      }
    },
    instants: (date, minutes) => {
      const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE
      const offsets = new Set([offset(wanted - DAY), offset(wanted + DAY)])
      const exact = [...offsets].map((one) => wanted - one).filter((instant) => shown(instant) === wanted)
      if (exact.length > 0) return exact.toSorted((a, b) => a - b).map((instant) => new Date(instant))
      let before = wanted - DAY
      let after = wanted + DAY
      while (after - before > 1000) {
        const middle = Math.floor((before + after) / 2000) * 1000
        if (shown(middle) < wanted) before = middle
        else after = middle
      }
      return [new Date(after)]
    },
  }
}
