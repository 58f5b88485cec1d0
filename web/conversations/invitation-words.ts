// When an invitation is for, as its reader writes dates, and how often it comes again. Pure.
import type { Invitation } from '../../src/desk/conversations/invitation.api.ts'
import { azClock, azDay, azWeekday } from '../azerbaijani.ts'
import type { Words } from '../words.ts'

type Moment = NonNullable<Invitation['start']>

/** "Thu, 5 Mar 2026, 10:00 – 11:30"; as the organiser wrote it where nobody can place the time. */
export function whenOf({ start, end }: Pick<Invitation, 'start' | 'end'>, locale: string): string {
  if (!start) return ''
  if (start.local.length === 10) return range(dayOf(start), dayOf(end ?? start), locale, { isDay: true })
  if (start.at) return range(new Date(start.at), new Date(end?.at ?? start.at), locale, { isDay: false })
  const written = [start, end].filter((one) => one !== null).map(({ local }) => local.replace('T', ' '))
  return `${written.join(' – ')} ${start.zone ?? ''}`.trim()
}

/** Noon here, so that it is the same day wherever the reader is. */
const dayOf = ({ local }: Moment): Date => new Date(`${local.slice(0, 10)}T12:00:00`)

/** An end before the beginning is none: browsers may refuse it. */
function range(from: Date, end: Date, locale: string, { isDay }: { isDay: boolean }): string {
  const to = end < from ? from : end
  if (locale === 'az') {
    const shown = (date: Date) => (isDay ? azDay(date, true) : `${azDay(date, true)}, ${azClock(date)}`)
    if (from.getTime() === to.getTime()) return shown(from)
    return `${shown(from)} – ${!isDay && from.toDateString() === to.toDateString() ? azClock(to) : shown(to)}`
  }
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
  const time = isDay ? {} : ({ hour: '2-digit', minute: '2-digit' } as const)
  return new Intl.DateTimeFormat(locale, { ...day, ...time }).formatRange(from, to)
}

export function repeatsOf({ repeats }: Pick<Invitation, 'repeats'>, { t, language }: Words): string {
  if (!repeats) return ''
  const { every, unit, on, times, until } = repeats
  const days = on.map(({ weekday, nth }) => {
    const name = weekdayName(weekday, language)
    return nth === 0 ? name : t(nth < 0 ? 'invitation.lastOf' : 'invitation.nthOf', { nth: Math.abs(nth), day: name })
  })
  return [
    t(`invitation.every.${unit}`, { every }),
    days.join(', '),
    times === null ? '' : t('invitation.times', { times }),
    until === null
      ? ''
      : t('invitation.until', {
          day: range(new Date(`${until}T12:00:00`), new Date(`${until}T12:00:00`), language, { isDay: true }),
        }),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** Monday is 1. */
function weekdayName(weekday: number, locale: string): string {
  const date = new Date(2026, 5, weekday) // June 2026 begins with a Monday
  return locale === 'az' ? azWeekday(date) : new Intl.DateTimeFormat(locale, { weekday: 'long' }).format(date)
}
