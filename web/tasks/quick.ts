// What somebody types in one line, with when at its end: "call Dora tomorrow 14:00". Pure, and only what is sure: a word for a day, a
// date, a time with a colon, or "in 3 days". Everything else is part of the title.
import type { TaskDue } from '../../src/desk/tasks/tasks.api.ts'
import { dayIn, instantOf, wallIn, zoneHere } from '../zone.ts'
import { dayWords, type QuickWords } from './quick-words.ts'

export interface Quick {
  title: string
  due: TaskDue | null
  /** The words that were taken for it; empty: none. */
  said: string
}

interface Found {
  /** Words it takes from the end. */
  words: number
  day: string | null
  time: string | null
}

/** `today`: where the reader is. A time alone is today, or tomorrow where it is past. */
export function readQuick(line: string, language: string, now: Date): Quick {
  const words = line.trim().split(/\s+/).filter(Boolean)
  const known = dayWords[language] ?? dayWords['en']
  const found = known && foundAtEnd(words, known, now)
  if (!found || found.words >= words.length) return { title: words.join(' '), due: null, said: '' }
  const said = words.slice(words.length - found.words).join(' ')
  const title = words.slice(0, words.length - found.words).join(' ')
  return { title, due: dueOf(found, now), said }
}

function foundAtEnd(words: readonly string[], known: QuickWords, now: Date): Found | null {
  const end = words.map((word) => word.toLocaleLowerCase(known.locale))
  const time = timeAt(end, end.length, known)
  const day = dayAt(end, end.length - (time?.words ?? 0), known, now)
  if (time && day) return { words: time.words + day.words, day: day.day, time: time.time }
  if (time) {
    // "14:00 tomorrow" is said too.
    return { words: time.words, day: null, time: time.time }
  }
  if (!day) return null
  const before = timeAt(end, end.length - day.words, known)
  return before
    ? { words: day.words + before.words, day: day.day, time: before.time }
    : { words: day.words, day: day.day, time: null }
}

/** A time with a colon, perhaps with a word before it ("at", "om", "saat"). */
function timeAt(words: readonly string[], end: number, { at }: QuickWords): { words: number; time: string } | null {
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(words[end - 1] ?? '')
  if (!clock) return null
  const time = `${(clock[1] ?? '').padStart(2, '0')}:${clock[2]}`
  return { words: at.includes(words[end - 2] ?? '') ? 2 : 1, time }
}

function dayAt(
  words: readonly string[],
  end: number,
  known: QuickWords,
  now: Date,
): { words: number; day: string } | null {
  const last = words[end - 1] ?? ''
  if (/^\d{4}-\d\d-\d\d$/.test(last)) return isDay(last) ? withWord(words, end, 1, last, known) : null
  for (const length of [3, 2, 1]) {
    const said = words.slice(Math.max(0, end - length), end).join(' ')
    if (said.split(' ').length !== length) continue
    const days = known.days[said] ?? untilWeekday(known.weekdays.indexOf(said), now) ?? counted(said, known)
    if (days !== null) return withWord(words, end, length, dayIn(now, days), known)
  }
  return null
}

/** "on Monday", "op maandag". */
function withWord(words: readonly string[], end: number, length: number, day: string, { on }: QuickWords) {
  return { words: on.includes(words[end - length - 1] ?? '') ? length + 1 : length, day }
}

/** The next one: never today. */
function untilWeekday(weekday: number, now: Date): number | null {
  return weekday === -1 ? null : (weekday - wallIn(zoneHere(), now).weekday + 7) % 7 || 7
}

function counted(said: string, { inDays, inWeeks }: QuickWords): number | null {
  for (const [pattern, days] of [
    [inDays, 1],
    [inWeeks, 7],
  ] as const) {
    const count = pattern.exec(said)?.[1]
    if (count !== undefined) return Number(count) * days
  }
  return null
}

const isDay = (text: string) => {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function dueOf({ day, time }: Found, now: Date): TaskDue | null {
  if (time === null) return day === null ? null : { day }
  const at = instantOf(`${day ?? dayIn(now, 0)}T${time}`)
  if (day === null && at <= now) return { at: instantOf(`${dayIn(now, 1)}T${time}`).toISOString() }
  return { at: at.toISOString() }
}
