// The events of a calendar as they take place (RFC 5545): a series with its exceptions, as the times it has within a window; whole days;
// each as an instant, by the zone that came along, by its name, or by the clock of whoever keeps the calendar.
import { lineOf, readComponents, unescaped, type Component, type ContentLine } from '../parse/content-lines.ts'
import { attendeeOf, endOf, momentOf, personOf, type Attendee, type Moment } from './invitation.ts'
import { recurrencesOf } from './recurrence.ts'
import { type Wall, wallOf, zonesOf } from './zones.ts'

export interface Occurrence {
  uid: string
  /** Which of a series: when it comes by the rule, `20260305T090000Z`. Empty: it comes once. */
  recurrence: string
  start: Date
  end: Date
  /** Whole days, `2026-03-05`; null where it has hours. */
  days: { first: string; last: string } | null
  /** As the calendar names it. */
  zone: string | null
  summary: string
  location: string
  /** RFC 5545 §3.8.1.3: PRIVATE or CONFIDENTIAL. */
  isPrivate: boolean
  status: 'confirmed' | 'tentative' | 'cancelled'
  /** Who is asked, the organiser among them. */
  people: Attendee[]
}

export interface Window {
  from: Date
  until: Date
  /** Of what comes again, until here only. */
  againUntil: Date
  /** For whole days, and times that name no zone. */
  zone: string
}

const DAY = 86_400_000
/** Of one series in the window. */
const MOST = 600
const MOST_EXCEPTIONS = 2_000
const MOST_PEOPLE = 100
/** The longest that an event is believed to take. */
const LONGEST = 62 * DAY

/** Of one object of a calendar. What cannot be placed in time is left out; `[]` where nothing lies in the window, or it is no calendar. */
export function occurrencesIn(text: string, window: Window): Occurrence[] {
  const calendar = readComponents(text).find(({ name }) => name === 'VCALENDAR')
  if (!calendar) return []
  const events = calendar.children.filter(({ name }) => name === 'VEVENT')
  const instantOf = zonesOf(calendar)
  const place = (moment: Moment): Date | null => {
    const wall = wallOf(moment.local.replace(/[-:]/g, '').padEnd(15, moment.local.length > 10 ? '00' : 'T000000'))
    return moment.at ? new Date(moment.at) : wall === null ? null : instantOf(wall, moment.zone ?? window.zone)
  }
  const found: Occurrence[] = []
  for (const [uid, group] of Map.groupBy(events, uidOf)) {
    const master = group.find((one) => !lineOf(one, 'RECURRENCE-ID'))
    const read = (event: Component): Read | null => readEvent(event, calendar, place)
    const own = master ? read(master) : null
    const exceptions = group.filter((one) => one !== master).slice(0, MOST_EXCEPTIONS)
    const changed = new Map(exceptions.flatMap((one): [string, Read | null][] => {
      const at = momentOf(lineOf(one, 'RECURRENCE-ID'), calendar)
      const instant = at && place(at)
      return instant ? [[stamp(instant), read(one)]] : []
    })) // prettier-ignore
    if (own && master) {
      const times = isSeries(master) ? timesOf(master, own, { calendar, window, place, instantOf }) : null
      if (times === null) found.push(occurrence(uid, '', own, own.start))
      else for (const at of times) if (!changed.has(stamp(at))) found.push(occurrence(uid, stamp(at), own, at))
    }
    for (const [recurrence, read] of changed) if (read) found.push(occurrence(uid, recurrence, read, read.start))
  }
  return found.filter(
    (one) =>
      one.end >= window.from && one.start <= (one.recurrence === '' ? window.until : window.againUntil),
  ) // prettier-ignore
}

const uidOf = (event: Component): string => unescaped(lineOf(event, 'UID')?.value ?? '').trim().slice(0, 500) // prettier-ignore
const isSeries = (event: Component): boolean => event.lines.some(({ name }) => name === 'RRULE' || name === 'RDATE')

/** `20260305T090000Z`. */
const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

interface Read extends Omit<Occurrence, 'uid' | 'recurrence' | 'end'> {
  startAs: Moment
  /** Milliseconds. */
  length: number
}

function readEvent(event: Component, calendar: Component, place: (moment: Moment) => Date | null): Read | null {
  const startAs = momentOf(lineOf(event, 'DTSTART'), calendar)
  const start = startAs && place(startAs)
  if (!startAs || !start) return null
  const endAs = endOf(event, calendar, startAs)
  const isDay = startAs.local.length === 10
  const last = isDay ? (endAs?.local.slice(0, 10) ?? startAs.local) : startAs.local
  const end = isDay ? place({ ...startAs, local: dayAfter(last) }) : endAs && place(endAs)
  const words = (name: string): string =>
    unescaped(lineOf(event, name)?.value ?? '')
      .replaceAll('\0', '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 500)
  const said = words('STATUS').toLowerCase()
  return {
    startAs,
    start,
    length: Math.min(LONGEST, Math.max(0, (end?.getTime() ?? start.getTime()) - start.getTime())),
    days: isDay ? { first: startAs.local, last } : null,
    zone: startAs.zone,
    summary: words('SUMMARY'),
    location: words('LOCATION'),
    isPrivate: ['PRIVATE', 'CONFIDENTIAL'].includes(words('CLASS').toUpperCase()),
    status: said === 'cancelled' || said === 'tentative' ? said : 'confirmed',
    people: peopleOf(event),
  }
}

function peopleOf(event: Component): Attendee[] {
  const asked = event.lines.filter(({ name }) => name === 'ATTENDEE').slice(0, MOST_PEOPLE).flatMap((line: ContentLine) => attendeeOf(line)) // prettier-ignore
  const organizer = personOf(lineOf(event, 'ORGANIZER'))
  const isThere = asked.some(({ address }) => address.toLowerCase() === organizer?.address.toLowerCase())
  return organizer && !isThere ? [{ ...organizer, answer: 'accepted', isOptional: false }, ...asked] : asked
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY).toISOString().slice(0, 10)

interface Placing {
  calendar: Component
  window: Window
  place: (moment: Moment) => Date | null
  instantOf: (wall: Wall, zone: string) => Date | null
}

/** Of a series: when it comes within the window, without what was taken out. Null: by a rule that nobody reads, so it is known as once. */
function timesOf(event: Component, own: Read, { calendar, window, place, instantOf }: Placing): Date[] | null {
  const { startAs, length } = own
  const isUtc = startAs.at !== null && startAs.zone === null
  const toInstant = (wall: Wall): Date => (isUtc ? new Date(wall) : (instantOf(wall, startAs.zone ?? window.zone) ?? new Date(wall))) // prettier-ignore
  const start = wallOf(startAs.local.replace(/[-:]/g, '').padEnd(15, startAs.local.length > 10 ? '00' : 'T000000'))
  if (start === null) return null
  // A day more on each side: the wall may be so far from the instant.
  const within = { from: window.from.getTime() - length - DAY, until: window.againUntil.getTime() + DAY, most: MOST }
  const rule = lineOf(event, 'RRULE')?.value
  const byRule = rule === undefined ? [start] : recurrencesOf(rule, start, (wall) => toInstant(wall).getTime(), within)
  if (byRule === null) return null
  const listed = (name: string) =>
    event.lines
      .filter((line) => line.name === name)
      .slice(0, MOST_EXCEPTIONS)
      .flatMap((line) =>
        line.value.split(',', MOST_EXCEPTIONS).flatMap((value) => momentOf({ ...line, value }, calendar) ?? []),
      ) // prettier-ignore
      .slice(0, MOST_EXCEPTIONS)
      .flatMap((moment) => place(moment) ?? [])
  const without = new Set(listed('EXDATE').map(stamp))
  const all = new Map([...byRule.map(toInstant), ...listed('RDATE')].map((at) => [stamp(at), at]))
  return [...all.values()].filter((at) => !without.has(stamp(at))).toSorted((a, b) => a.getTime() - b.getTime())
}

function occurrence(uid: string, recurrence: string, read: Read, start: Date): Occurrence {
  const { startAs: _startAs, length, ...shown } = read
  const moved = start.getTime() - read.start.getTime()
  const shift = (day: string) => new Date(Date.parse(day) + Math.round(moved / DAY) * DAY).toISOString().slice(0, 10)
  const days = read.days && { first: shift(read.days.first), last: shift(read.days.last) }
  return { ...shown, uid, recurrence, start, end: new Date(start.getTime() + length), days }
}
