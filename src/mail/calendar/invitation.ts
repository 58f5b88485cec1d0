// An invitation as a mail carries it (RFC 5546 in RFC 5545's form, sent by RFC 6047): what, when, where, who. Read, never obeyed.
import { lineOf, readComponents, unescaped, type Component, type ContentLine } from '../parse/content-lines.ts'
import { instantOf, wallOf } from './zones.ts'
import { repetitionOf, type Repetition } from './repetition.ts'

export interface Moment {
  /** ISO 8601 in UTC; null for a day, and where the time zone is unknown or none is meant. */
  at: string | null
  /** As the organiser wrote it: `2026-03-05T10:00`, or `2026-03-05` for a day. */
  local: string
  /** As the calendar names it; null for UTC, a day, or wherever the reader is. */
  zone: string | null
}

export interface Attendee {
  name: string
  address: string
  answer: 'accepted' | 'declined' | 'tentative' | 'delegated' | 'needs-action'
  isOptional: boolean
}

export interface Invitation {
  /** Names the bytes of the calendar within the raw mail. */
  part: number
  method: 'request' | 'cancel' | 'reply' | 'counter' | 'publish' | 'add' | 'refresh' | 'declinecounter'
  uid: string
  sequence: number
  /** The one of a series that it is about, as in a calendar: `20260305T090000Z` or `20260305`. */
  recurrenceId: string | null
  summary: string
  description: string
  location: string
  start: Moment | null
  /** A day's end is its last day, unlike in the calendar. */
  end: Moment | null
  repeats: Repetition | null
  organizer: { name: string; address: string } | null
  attendees: Attendee[]
}

const METHODS = ['request', 'cancel', 'reply', 'counter', 'publish', 'add', 'refresh', 'declinecounter'] as const
const ANSWERS = ['accepted', 'declined', 'tentative', 'delegated'] as const
const MOST_ATTENDEES = 500
const DAY = 86_400_000

/** Null where the text is no calendar with an event in it. `method` is the part's own, where the calendar has none. */
export function readInvitation(text: string, part: number, method: string | null): Invitation | null {
  const calendar = readComponents(text).find(({ name }) => name === 'VCALENDAR')
  const events = calendar?.children.filter(({ name }) => name === 'VEVENT') ?? []
  const event = events.find((one) => !lineOf(one, 'RECURRENCE-ID')) ?? events[0]
  if (!calendar || !event) return null
  const said = (lineOf(calendar, 'METHOD')?.value ?? method ?? 'publish').trim().toLowerCase()
  const words = (name: string, most: number): string =>
    unescaped(lineOf(event, name)?.value ?? '')
      .slice(0, most)
      .replaceAll('\0', '')
      .trim()
  const start = momentOf(lineOf(event, 'DTSTART'), calendar)
  const instance = lineOf(event, 'RECURRENCE-ID')
  return {
    part,
    method: METHODS.find((one) => one === said) ?? 'publish',
    uid: words('UID', 500),
    sequence: Math.max(0, Math.trunc(Number(words('SEQUENCE', 9))) || 0),
    recurrenceId: instance ? basic(momentOf(instance, calendar)) : null,
    summary: words('SUMMARY', 500).replace(/\s+/g, ' '),
    description: words('DESCRIPTION', 10_000),
    location: words('LOCATION', 500).replace(/\s+/g, ' '),
    start,
    end: endOf(event, calendar, start),
    repeats: repetitionOf(lineOf(event, 'RRULE')?.value ?? ''),
    organizer: personOf(lineOf(event, 'ORGANIZER')),
    attendees: event.lines
      .filter(({ name }) => name === 'ATTENDEE')
      .slice(0, MOST_ATTENDEES)
      .flatMap(attendeeOf),
  }
}

export function momentOf(line: ContentLine | undefined, calendar: Component): Moment | null {
  const value = line?.value.trim() ?? ''
  const wall = wallOf(value)
  if (!line || wall === null) return null
  const local = new Date(wall).toISOString()
  if (!value.includes('T')) return { at: null, local: local.slice(0, 10), zone: null }
  const shown = local.slice(0, 16)
  if (value.endsWith('Z')) return { at: local, local: shown, zone: null }
  const zone = line.parameters.get('TZID')?.slice(0, 100) ?? null
  const at = zone === null ? null : instantOf(wall, zone, calendar)
  return { at: at?.toISOString() ?? null, local: shown, zone }
}

export function endOf(event: Component, calendar: Component, start: Moment | null): Moment | null {
  const end = momentOf(lineOf(event, 'DTEND'), calendar)
  if (end) return isDay(end) ? beforeItsEnd(end, start) : end
  const length = lengthOf(lineOf(event, 'DURATION')?.value ?? '')
  if (!start || length === null) return null
  const moved = (iso: string): string => new Date(Date.parse(iso) + length).toISOString()
  if (isDay(start)) return beforeItsEnd({ ...start, local: moved(start.local).slice(0, 10) }, start)
  return { ...start, at: start.at && moved(start.at), local: moved(`${start.local}Z`).slice(0, 16) }
}

const isDay = ({ local }: Moment): boolean => local.length === 10

/** RFC 5545 §3.6.1: the day on which it is over. */
function beforeItsEnd(end: Moment, start: Moment | null): Moment {
  const last = new Date(Date.parse(end.local) - DAY).toISOString().slice(0, 10)
  return { ...end, local: start && last < start.local ? start.local.slice(0, 10) : last }
}

/** RFC 5545 §3.3.6, in milliseconds. */
function lengthOf(value: string): number | null {
  const [whole, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/.exec(value.trim()) ?? []
  if (whole === undefined) return null
  const allDays = Number(weeks) * 7 + Number(days)
  return allDays * DAY + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
}

function basic(moment: Moment | null): string | null {
  if (!moment) return null
  if (moment.at) return `${moment.at.slice(0, 19).replace(/[-:]/g, '')}Z`
  return isDay(moment) ? moment.local.replaceAll('-', '') : `${moment.local.replace(/[-:]/g, '')}00`
}

export function personOf(line: ContentLine | undefined): { name: string; address: string } | null {
  const address =
    line?.value
      .trim()
      .replace(/^mailto:/i, '')
      .slice(0, 254) ?? ''
  if (!line || !/^[^\s@<>]+@[^\s@<>]+$/.test(address)) return null
  return {
    name: (line.parameters.get('CN') ?? '')
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .slice(0, 200),
    address,
  }
}

export function attendeeOf(line: ContentLine): Attendee[] {
  const person = personOf(line)
  if (!person) return []
  const said = line.parameters.get('PARTSTAT')?.toLowerCase()
  const answer = ANSWERS.find((one) => one === said) ?? 'needs-action'
  return [{ ...person, answer, isOptional: line.parameters.get('ROLE')?.toUpperCase() === 'OPT-PARTICIPANT' }]
}
