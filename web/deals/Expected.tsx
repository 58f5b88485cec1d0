// The day on which a deal is expected to be won; red once it is past.
import { useWords } from '../words.ts'
import css from './deals.module.css'

export function dayInWords(day: string, language: string, now: Date): string {
  const year = day.startsWith(String(now.getFullYear())) ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', ...year, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)) // prettier-ignore
}

export function Expected({ on, now }: { on: string | null; now: Date }) {
  const { t, language } = useWords()
  if (on === null) return null
  const isPast = Date.parse(`${on}T00:00:00Z`) + 86_400_000 < now.getTime()
  const day = dayInWords(on, language, now)
  return (
    <time
      dateTime={on}
      className={css.expected}
      data-past={isPast || undefined}
      title={t(isPast ? 'deals.overdueSince' : 'deals.expectedOn', { day })}
    >
      {day}
    </time>
  )
}
