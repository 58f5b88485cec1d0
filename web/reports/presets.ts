// Periods people ask for by name, as dates; and the one before or after it. Pure; dates are YYYY-MM-DD.
export const presets = ['today', 'week', 'lastWeek', 'month', 'lastMonth', 'days30', 'days90', 'year'] as const
export type Preset = (typeof presets)[number]

export interface Period {
  from: string
  until: string
}

const DAY = 86_400_000
const numberOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY
const dateOf = (number: number) => new Date(number * DAY).toISOString().slice(0, 10)
export const daysAfter = (date: string, days: number): string => dateOf(numberOf(date) + days)
export const lengthOf = ({ from, until }: Period): number => numberOf(until) - numberOf(from) + 1

const monday = (date: string) => daysAfter(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))
const firstOf = (date: string, months = 0) => {
  const [year = 0, month = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}

/** The date where the desk is. */
export const todayIn = (timeZone: string, now: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)

/** `today` where the desk is. */
export function periodOf(preset: Preset, today: string): Period {
  switch (preset) {
    case 'today':
      return { from: today, until: today }
    case 'week':
      return { from: monday(today), until: today }
    case 'lastWeek':
      return { from: daysAfter(monday(today), -7), until: daysAfter(monday(today), -1) }
    case 'month':
      return { from: firstOf(today), until: today }
    case 'lastMonth':
      return { from: firstOf(today, -1), until: daysAfter(firstOf(today), -1) }
    case 'days30':
      return { from: daysAfter(today, -29), until: today }
    case 'days90':
      return { from: daysAfter(today, -89), until: today }
    case 'year':
      return { from: firstOf(today, -11), until: today }
  }
}

export const presetOf = (period: Period, today: string): Preset | null =>
  presets.find((one) => {
    const { from, until } = periodOf(one, today)
    return from === period.from && until === period.until
  }) ?? null

const isWholeMonths = ({ from, until }: Period) => from.endsWith('-01') && daysAfter(until, 1).endsWith('-01')

/** As many months, or as many days, earlier (-1) or later (1). */
export function shifted(period: Period, by: -1 | 1): Period {
  const { from, until } = period
  if (!isWholeMonths(period)) {
    const days = lengthOf(period) * by
    return { from: daysAfter(from, days), until: daysAfter(until, days) }
  }
  const next = daysAfter(until, 1)
  const months = (Number(next.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(next.slice(5, 7)) - Number(from.slice(5, 7)) // prettier-ignore
  return { from: firstOf(from, months * by), until: daysAfter(firstOf(next, months * by), -1) }
}

/** As many points as can be told apart. */
export function stepFor(period: Period): 'day' | 'week' | 'month' {
  const length = lengthOf(period)
  if (length <= 45) return 'day'
  return length <= 190 ? 'week' : 'month'
}
