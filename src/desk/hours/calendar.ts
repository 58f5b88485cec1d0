// Working time between instants, and the instant after so much working time. A calendar remembers the days it was asked about,
// so keep one for as long as the schedule stays the same. Instants and lengths are milliseconds.
import { isOpenAt, spansOn, type Schedule } from './open.ts'
import { openZone, type Zone } from './zone.ts'

export interface Calendar {
  /** Working time in [from, until); 0 where `until` is not after `from`. */
  worked(from: number, until: number): number
  /** The first instant at which `length` of working time has passed since `from`; null where the schedule never has so much. */
  after(from: number, length: number): number | null
}

/** Day and night. */
export const always: Calendar = {
  worked: (from, until) => Math.max(0, until - from),
  after: (from, length) => from + length,
}

type Span = readonly [from: number, until: number]

interface Day {
  start: number
  end: number
  spans: Span[]
  /** Of all spans together. */
  length: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** So many days without any work in a row are no schedule: 400 holidays, and the weeks between them. */
const IDLE = 401 * 7
/** Twenty years: an hour a week never has a year of work, and nobody waits while it is looked for. */
const FARTHEST = 20 * 366

export function openCalendar(schedule: Schedule): Calendar {
  const zone = openZone(schedule.timeZone)
  const days = new Map<number, Day>()
  const midnight = (number: number) => zone.instants(dateOf(number), 0)[0]?.getTime() ?? number * DAY
  const day = (number: number): Day => {
    const known = days.get(number)
    if (known) return known
    const [start, end] = [midnight(number), midnight(number + 1)]
    const spans = end - start === DAY ? plainSpans(schedule, number, start) : scannedSpans(schedule, zone, start, end)
    const made = { start, end, spans, length: spans.reduce((sum, [from, until]) => sum + until - from, 0) }
    days.set(number, made)
    return made
  }
  const numberAt = (instant: number) => Date.parse(`${zone.at(new Date(instant)).date}T00:00:00Z`) / DAY

  return {
    worked: (from, until) => {
      if (until <= from) return 0
      let sum = 0
      for (let number = numberAt(from); ; number++) {
        const { start, end, spans, length } = day(number)
        if (start >= until) return sum
        sum += from <= start && end <= until ? length : within(spans, from, until)
      }
    },
    after: (from, length) => {
      if (Object.values(schedule.week).every((spans) => spans.length === 0)) return null
      let left = length
      let idle = 0
      const first = numberAt(from)
      for (let number = first; idle <= IDLE && number - first <= FARTHEST; number++) {
        const { start, spans, length: whole } = day(number)
        idle = whole === 0 ? idle + 1 : 0
        if (start >= from && whole < left) {
          left -= whole
          continue
        }
        for (const [open, close] of spans) {
          const begin = Math.max(open, from)
          if (begin >= close) continue
          if (close - begin >= left) return begin + left
          left -= close - begin
        }
      }
      return null
    },
  }
}

const dateOf = (number: number) => new Date(number * DAY).toISOString().slice(0, 10)

function within(spans: readonly Span[], from: number, until: number): number {
  return spans.reduce((sum, [open, close]) => sum + Math.max(0, Math.min(close, until) - Math.max(open, from)), 0)
}

/** Of a day on which the clocks do not change. */
function plainSpans(schedule: Schedule, number: number, start: number): Span[] {
  return spansOn(schedule, dateOf(number), new Date(number * DAY).getUTCDay())
    .map(([from, until]): Span => [start + from * MINUTE, start + until * MINUTE])
    .toSorted((a, b) => a[0] - b[0])
}

/** Of a day on which they do: what the wall shows is looked at minute by minute, twice a year. */
function scannedSpans(schedule: Schedule, zone: Zone, start: number, end: number): Span[] {
  const spans: [number, number][] = []
  for (let instant = start; instant < end; instant += MINUTE) {
    if (!isOpenAt(schedule, new Date(instant), zone)) continue
    const last = spans.at(-1)
    if (last?.[1] === instant) last[1] = instant + MINUTE
    else spans.push([instant, instant + MINUTE])
  }
  return spans
}
