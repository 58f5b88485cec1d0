// Values of goals in words: money, counts, per cent, days.
import type { GoalMetric, listGoals } from '../../src/desk/deals/goals.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import type { Words } from '../words.ts'

export type ShownGoal = OutputOf<typeof listGoals>[number]

export function inMetric(
  { metric, currency }: { metric: GoalMetric; currency: string | null },
  value: number | null,
  language: string,
  t: Words['t'],
): string {
  if (value === null) return '–'
  const plain = (digits: number) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)
  switch (metric) {
    case 'wonAmount':
      return new Intl.NumberFormat(language, { style: 'currency', currency: currency ?? 'EUR', maximumFractionDigits: 0 }).format(value) // prettier-ignore
    case 'winRate':
      return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value / 100)
    case 'cycleDays':
      return t('goals.days', { days: plain(1) })
    case 'wonCount':
    case 'openedCount':
      return plain(1)
  }
}
