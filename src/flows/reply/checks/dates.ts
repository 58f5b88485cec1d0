// Dates that cannot be meant: a promise for a day that is past, a weekday that the date is not.
import { fold } from '../../../kit/fold.ts'
import { datesIn } from '../../../ai/readings/entities/dates.ts'
import type { Word } from '../../../ai/words.ts'
import type { Around, Found, Read } from './draft.ts'

/** Folded; Monday first. */
const WEEKDAYS = [
  'monday maandag montag lundi lunes lunedi pazartesi понедельник måndag mandag poniedzialek',
  'tuesday dinsdag dienstag mardi martes martedi sali вторник tisdag tirsdag wtorek',
  'wednesday woensdag mittwoch mercredi miercoles mercoledi carsamba cersenbe среда среду onsdag sroda srode',
  'thursday donderdag donnerstag jeudi jueves giovedi persembe четверг torsdag czwartek',
  'friday vrijdag freitag vendredi viernes venerdi cuma cume пятница пятницу fredag piatek',
  'saturday zaterdag samstag samedi sabado sabato cumartesi суббота субботу lördag lørdag sobota sobote',
  'sunday zondag sonntag dimanche domenica pazar воскресенье söndag søndag niedziela niedziele',
].map((line) => fold(line).split(' '))
const dayNamed = new Map(WEEKDAYS.flatMap((names, day) => names.map((name) => [name, day] as const)))
/** Words of a promise: what comes. Folded, in the languages of which dates are read. */
const COMING =
  /(?<!\p{L})(?:will|shall|going to|by|until|till|at the latest|no later than|before|zullen|zal|zult|uiterlijk|voor|tot en met|tot|werden|wird|werde|spätestens|bis|vor|au plus tard|avant le|d'ici|à más tardar|a más tardar|antes del|hasta el|en geç|kadar|ən geci|qədər|edəcəyik|edeceğiz|olacaq|olacak|не позднее|до)(?!\p{L})/iu
const DAY = 86_400_000
const MOST_DAYS = 183

export function datesOf(read: Read, { today }: Around): Found[] {
  if (!/\d/.test(read.body)) return []
  const now = Date.parse(today)
  return datesIn(read.body, read.words, { today }).flatMap(({ start, end, value, confidence }): Found[] => {
    const written = read.body.slice(start, end)
    if (confidence < 0.75 || !/\d/.test(written)) return []
    const hasYear = /\d{4}|[./-]\d{2}$/.test(written)
    const day = hasYear ? Date.parse(value) : nearest(value, now)
    const named = weekdayBeside(read, start, end)
    if (named !== null && named.day !== weekdayOf(day) && Math.abs(day - now) < MOST_DAYS * DAY)
      return [{ check: 'date', code: 'dateWeekday', start: named.start, end: named.end, values: { date: iso(day), day: String(weekdayOf(day)) } }] // prettier-ignore
    // Of a date without a year only the year would be guessed at.
    if (!hasYear || day >= now || now - day > MOST_DAYS * DAY || !isPromised(read.body, start, end)) return []
    return [{ check: 'date', code: 'datePast', start, end, values: { date: iso(day) } }]
  })
}

const iso = (day: number) => new Date(day).toISOString().slice(0, 10)
const weekdayOf = (day: number) => (new Date(day).getUTCDay() + 6) % 7

/** Of three years the one in which it is closest to now. */
function nearest(value: string, now: number): number {
  const year = Number(value.slice(0, 4))
  const days = [year - 1, year, year + 1].map((one) => Date.parse(`${one}${value.slice(4)}`)).filter((one) => !Number.isNaN(one)) // prettier-ignore
  return days.reduce((best, day) => (Math.abs(day - now) < Math.abs(best - now) ? day : best))
}

/** "Friday 3 May", "3 May (Friday)", "vrijdag, 3 mei". */
function weekdayBeside(
  { words, body }: Read,
  start: number,
  end: number,
): { day: number; start: number; end: number } | null {
  const first = words.findIndex((word) => word.start >= start)
  const before = words[first - 1]
  const behind = words.findIndex((word) => word.start >= end)
  const after = /^(?:axsam|ertes)/.test(words[behind + 1]?.text ?? '') ? undefined : words[behind]
  for (const [word, between] of [
    [before, before && body.slice(before.end, start)],
    [after, after && body.slice(end, after.start)],
  ] as [Word | undefined, string | undefined][]) {
    const day = word && dayNamed.get(word.text)
    if (word && day !== undefined && /^[ ,.(]{1,3}(?:the |de |den |dem |le |el )?$/i.test(between ?? ''))
      return { day, start: word.start, end: word.end }
  }
  return null
}

/** In the same sentence, before or behind. */
function isPromised(body: string, start: number, end: number): boolean {
  const before =
    body
      .slice(Math.max(0, start - 80), start)
      .split(/[.!?\n](?:\s|$)/)
      .at(-1) ?? ''
  const after = body.slice(end, end + 60).split(/[.!?\n](?:\s|$)/, 1)[0] ?? ''
  return (
    COMING.test(before) ||
    /^\W{0,3}(?:tarihine kadar|kadar|-?[ıiuü]?n?[ae] kadar|qədər|-?[ıiuü]?n?[aə] qədər)(?!\p{L})/iu.test(after)
  )
}
