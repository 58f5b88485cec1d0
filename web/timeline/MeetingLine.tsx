// What a calendar says of a meeting, in a line: until when, where, with whom, and whether it takes place.
import type { Meeting } from '../../src/desk/timeline/timeline.api.ts'
import { azDay } from '../azerbaijani.ts'
import { exactly, shortTime } from '../when.ts'
import { useWords } from '../words.ts'
import css from './timeline.module.css'

export function MeetingLine({ meeting, at }: { meeting: Meeting; at: string }) {
  const { t, language } = useWords()
  const { days, endsAt, place, people, others, status, isSeries, zone } = meeting
  const day = (of: string) =>
    language === 'az'
      ? azDay(new Date(of), true, 'UTC')
      : new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(of))
  const when = days
    ? days.first === days.last
      ? t('timeline.allDay')
      : t('timeline.allDays', { first: day(days.first), last: day(days.last) })
    : endsAt === at
      ? null
      : t('timeline.untilTime', { time: endsAt.slice(0, 10) === at.slice(0, 10) ? shortTime(new Date(endsAt), language) : exactly(endsAt, language) }) // prettier-ignore
  const named = people.map((one) => one.name || one.address)
  const all = [...named, ...(others > 0 ? [t('timeline.andOthers', { count: others })] : [])]
  const parts = [
    status === 'confirmed' ? null : t(`timeline.${status}`),
    when,
    isSeries ? t('timeline.series') : null,
    place,
    all.length > 0 ? t('timeline.withPeople', { people: new Intl.ListFormat(language).format(all) }) : null,
  ].filter((one) => one !== null && one !== '')
  if (parts.length === 0) return null
  return (
    <span className={css.muted} title={zone ?? undefined}>
      {parts.join(' · ')}
    </span>
  )
}
