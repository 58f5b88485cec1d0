// When a task is due, in few words: "Today", "Tomorrow 14:00", "Thu 5 Mar".
import type { Task } from '../../src/desk/tasks/tasks.api.ts'
import { azDay } from '../azerbaijani.ts'
import { shortTime } from '../when.ts'
import type { WordKey, Words } from '../words.ts'
import { dayIn } from '../zone.ts'

type Due = NonNullable<Task['due']>

export function dueInWords(due: Due, now: Date, { t, language }: Pick<Words, 't' | 'language'>): string {
  if ('day' in due) return dayInWords(due.day, now, { t, language })
  const at = new Date(due.at)
  const clock = shortTime(at, language)
  const days = Math.round((Date.parse(dayIn(at, 0)) - Date.parse(dayIn(now, 0))) / 86_400_000)
  return `${dayInWords(dayIn(now, days), now, { t, language })} ${clock}`
}

const near: Record<number, WordKey> = { [-1]: 'task.yesterday', 0: 'task.today', 1: 'task.tomorrow' }

function dayInWords(day: string, now: Date, { t, language }: Pick<Words, 't' | 'language'>): string {
  const days = Math.round((Date.parse(day) - Date.parse(dayIn(now, 0))) / 86_400_000)
  const name = near[days]
  return name === undefined ? plainDay(day, now, language) : t(name)
}

/** “Thu, 5 Mar”: as it stands in a calendar. */
export function plainDay(day: string, now: Date, language: string): string {
  const date = new Date(`${day}T12:00:00Z`)
  const isThisYear = day.slice(0, 4) === dayIn(now, 0).slice(0, 4)
  if (language === 'az') return azDay(date, !isThisYear, 'UTC')
  return new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
    ...(!isThisYear && { year: 'numeric' as const }),
  }).format(date)
}

/** Grey, amber on its day, red when late. */
export function nearnessOf({ dueAt, dueOn }: Pick<Task, 'dueAt' | 'dueOn'>, now: Date): 'late' | 'close' | 'far' {
  if (dueAt === null) return 'far'
  if (Date.parse(dueAt) <= now.getTime()) return 'late'
  return dueOn !== null && dueOn <= dayIn(now, 0) ? 'close' : 'far'
}
