// The time that an audit is of, in words.
import type { RoutingAudit } from '../../../src/flows/audit/audits.api.ts'
import { azDay } from '../../azerbaijani.ts'
import { useWords } from '../../words.ts'

/** “1 – 30 Sep 2026”, as the reader writes it. */
export function usePeriod({ since, until }: Pick<RoutingAudit, 'since' | 'until'>): string {
  const { language } = useWords()
  if (language === 'az') return `${azDay(new Date(since), false)} – ${azDay(new Date(until), true)}`
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  return days.formatRange(new Date(since), new Date(until))
}
