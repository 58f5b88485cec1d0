// When the silence of a mail account is longer than is usual for it, by its own arrivals of the last weeks.
//
// Arrivals are taken for a Poisson process whose rate λ differs by the hour of the week. In a silence in which Λ = Σ λ were to come,
// nothing comes by chance with probability e^−Λ; so a silence is measured in mails that were to be expected, not in hours, and
// nights and weekends weigh nothing where they are quiet anyway (the time-rescaling theorem; Brown et al., Neural Computation 14, 2002).
// With N silences a year, N·e^−L false alarms are to be expected at the limit L. One in ten years: L = ln(10·N).
//
// Real mail comes in bursts. So of each hour of the week the busiest of the weeks is left out, and the limit is never below one and a
// half times the third longest silence that is known, measured the same way. On holidays nothing is expected.

/** So many mails came in the hour that begins then. */
export interface Arrivals {
  hour: Date
  count: number
}

/** What a clock on the wall shows where the account's people are. */
export interface Wall {
  /** 0–167: the hour of the week. */
  slotOf(hour: Date): number
  isHoliday(hour: Date): boolean
}

export interface Hearing {
  isSilent: boolean
  /** How many mails would usually have come since the last. */
  expected: number
  /** From how many on it is unusual. */
  limit: number
}

export const HOUR = 3_600_000
const WEEK = 168 * HOUR
/** So many weeks are looked back on, and so many are needed. */
export const WEEKS = 8
const FEWEST_WEEKS = 3
const FEWEST_MAILS = 20
/** False alarms that are put up with, in a year. */
const FALSE_ALARMS = 0.1
const LONGEST_KNOWN = 1.5

/** Null where too little is known yet. `arrivals`: of the last `WEEKS` weeks, the first since when it is followed. */
export function hear(arrivals: readonly Arrivals[], now: Date, wall: Wall): Hearing | null {
  const hours = arrivals.filter((one) => one.count > 0).toSorted((a, b) => a.hour.getTime() - b.hour.getTime())
  const [first, last] = [hours[0], hours.at(-1)]
  const mails = hours.reduce((sum, one) => sum + one.count, 0)
  if (!first || !last || mails < FEWEST_MAILS) return null
  const weeks = Math.floor((last.hour.getTime() + HOUR - first.hour.getTime()) / WEEK)
  if (weeks < FEWEST_WEEKS) return null
  const rates = ratesOf(hours, last.hour, Math.min(weeks, WEEKS), wall)
  const expectedIn = (from: Date, until: Date) => {
    let sum = 0
    for (let at = from.getTime() + HOUR; at < until.getTime(); at += HOUR) {
      const hour = new Date(at)
      if (!wall.isHoliday(hour)) sum += (rates[wall.slotOf(hour)] ?? 0) * Math.min(1, (until.getTime() - at) / HOUR)
    }
    return sum
  }
  const silences = hours.slice(1).map((one, at) => expectedIn(hours[at]?.hour ?? one.hour, one.hour))
  const third = silences.toSorted((a, b) => b - a)[2] ?? 0
  const aYear = (mails / weeks) * 52
  const limit = Math.max(Math.log(aYear / FALSE_ALARMS), LONGEST_KNOWN * third)
  const expected = expectedIn(last.hour, now)
  return { isSilent: expected > limit, expected, limit }
}

/** Mails an hour for each hour of the week: the mean of its weeks without the busiest, and a little of the hours beside it. */
function ratesOf(hours: readonly Arrivals[], last: Date, weeks: number, wall: Wall): number[] {
  const from = last.getTime() + HOUR - weeks * WEEK
  const counts: number[][] = Array.from({ length: 168 }, () => [])
  for (const { hour, count } of hours) if (hour.getTime() >= from) counts[wall.slotOf(hour)]?.push(count)
  const means = counts.map((those) => {
    const sum = those.reduce((all, one) => all + one, 0)
    const busiest = those.length === 0 ? 0 : Math.max(...those)
    return weeks > FEWEST_WEEKS ? (sum - busiest) / (weeks - 1) : sum / weeks
  })
  return means.map((mean, at) => mean / 2 + ((means[(at + 167) % 168] ?? 0) + (means[(at + 1) % 168] ?? 0)) / 4)
}
