// Dates as people write them, in eight languages. What may be the day or the month is read as the writer's country does, and said
// less surely.
import { fold } from '../../../kit/fold.ts'
import type { Word } from '../../words.ts'
import type { Found } from './found.ts'

export interface Calendar {
  /** The day the letter was written, as `2026-03-05`: for "tomorrow" and for dates without a year. */
  today: string
  /** Which comes first in 3/4/2026. */
  order?: 'day' | 'month'
}

/** Beginnings of the names, folded, January first. */
const MONTHS = [
  `januar|jan|janvier|enero|ocak|yanvar|январ`,
  `februar|feb|fevrier|febrero|subat|fevral|феврал`,
  `march|mar|maart|marz|mars|marzo|mart|март`,
  `april|apr|avril|abril|nisan|aprel|апрел`,
  `may|mei|mai|mayo|mayis|мая|май`,
  `june|jun|juni|juin|junio|haziran|iyun|июн`,
  `july|jul|juli|juillet|julio|temmuz|iyul|июл`,
  `august|aug|augustus|aout|agosto|agustos|avqust|август`,
  `september|sep|sept|septembre|septiembre|eylul|sentyabr|сентябр`,
  `october|oct|okt|oktober|octobre|octubre|ekim|oktyabr|октябр`,
  `november|nov|novembre|noviembre|kasim|noyabr|ноябр`,
  `december|dec|dez|dezember|decembre|diciembre|aralik|dekabr|декабр`,
].map((line) => line.split('|'))
/** Endings that a name may have: January, января, yanvarın, Ocak'ta. */
const ENDING = 5
const DAYS_FROM_NOW = new Map<string, number>(
  Object.entries({
    today: 0,
    vandaag: 0,
    heute: 0,
    hoy: 0,
    bugun: 0,
    сегодня: 0,
    tomorrow: 1,
    morgen: 1,
    demain: 1,
    manana: 1,
    yarin: 1,
    sabah: 1,
    завтра: 1,
    yesterday: -1,
    gisteren: -1,
    gestern: -1,
    hier: -1,
    ayer: -1,
    dun: -1,
    dunen: -1,
    вчера: -1,
  }),
)
const ISO = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g
const NUMERIC = /(?<![\d.,/-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d]|[.,]\d)/g
const DAY_MS = 86_400_000

/** `words`: those of the text that may be part of a date. */
export function datesIn(text: string, words: readonly Word[], calendar: Calendar): Found[] {
  const iso = [...text.matchAll(ISO)].flatMap((match) =>
    dateAt(match.index, match[0].length, Number(match[1]), Number(match[2]), Number(match[3]), 0.99),
  )
  const numeric = [...text.matchAll(NUMERIC)].flatMap((match) => numericDate(match, calendar))
  const found = [...iso, ...numeric]
  const named = namedDates(words, calendar)
  return [...found, ...named.filter((one) => !found.some((other) => one.start < other.end && other.start < one.end))]
}

function numericDate(match: RegExpExecArray, { order = 'day' }: Calendar): Found[] {
  const [first, second] = [Number(match[1]), Number(match[3])]
  const written = Number(match[4])
  const year = written < 100 ? 2000 + written : written
  // Only slashes are written month first.
  const isMonthFirst = second > 12 || (order === 'month' && match[2] === '/' && first <= 12)
  const [day, month] = isMonthFirst ? [second, first] : [first, second]
  const isPlain = first > 12 || second > 12 || first === second || match[2] === '.'
  return dateAt(match.index, match[0].length, year, month, day, isPlain ? 0.95 : 0.7)
}

/** "5 March 2026", "March 5", "5 марта", "tomorrow". */
function namedDates(all: readonly Word[], { today }: Calendar): Found[] {
  const words = all.filter((word) => word.text !== 'de') // 5 de marzo de 2026
  const thisYear = Number(today.slice(0, 4))
  return words.flatMap((word, at) => {
    const days = DAYS_FROM_NOW.get(word.text)
    if (days !== undefined) {
      const value = new Date(Date.parse(today) + days * DAY_MS).toISOString().slice(0, 10)
      return [{ start: word.start, end: word.end, value, confidence: 0.8 }]
    }
    const month = monthOf(word.text)
    if (month === 0) return []
    const [before, after, next] = [words[at - 1], words[at + 1], words[at + 2]]
    const isDayBefore = before !== undefined && dayOf(before.text) > 0 && word.start - before.end <= 4
    const day = isDayBefore ? before : after
    if (!day || dayOf(day.text) === 0 || day.start - word.end > 3) return []
    const year = isDayBefore ? after : next
    const written =
      year && /^(?:19|20)\d\d$/.test(year.text) && year.start - Math.max(word.end, day.end) <= 4 ? year : null
    const start = Math.min(word.start, day.start)
    const end = (written ?? (isDayBefore ? word : day)).end
    return dateAt(start, end - start, Number(written?.text ?? thisYear), month, dayOf(day.text), written ? 0.95 : 0.8)
  })
}

/** By their first letters: most words are no month, and that is seen at once. */
const HEAD = 3
const HEADS = new Set(MONTHS.flat().map((name) => name.slice(0, HEAD)))

/** 0: none. */
function monthOf(word: string): number {
  if (!HEADS.has(word.slice(0, HEAD))) return 0
  return (
    1 +
    MONTHS.findIndex((names) =>
      names.some(
        (name) => word === name || (name.length > 3 && word.startsWith(name) && word.length <= name.length + ENDING),
      ),
    )
  )
}

/** 0 where it is none: "5", "5th", "1er". */
function dayOf(word: string): number {
  const digits = /^(\d{1,2})(?:st|nd|rd|th|er|e|de|го)?$/.exec(fold(word))?.[1]
  const day = Number(digits ?? 0)
  return day <= 31 ? day : 0
}

/** Nothing where there is no such day. */
function dateAt(start: number, length: number, year: number, month: number, day: number, confidence: number): Found[] {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return []
  return [{ start, end: start + length, value: date.toISOString().slice(0, 10), confidence }]
}
