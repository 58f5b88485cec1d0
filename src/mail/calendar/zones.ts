// Local times of a calendar as instants: by the time zone that came with it (RFC 5545 §3.6.5), else by the zone's name.
import { lineOf, type Component } from '../parse/content-lines.ts'
import { WINDOWS_ZONES } from './windows-zones.ts'

/** Wall-clock time, as the milliseconds it would be in UTC. */
export type Wall = number

/** From `onset` on, as clocks show it before the change, the zone is `to` minutes east. */
interface Change {
  onset: Wall
  from: number
  to: number
}

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const MOST_OBSERVANCES = 200
/** So that whatever is added to a time, its year still has four digits. */
const LAST_YEAR = '4000'

/** Null where the zone is unknown. */
export function instantOf(wall: Wall, zone: string, calendar: Component): Date | null {
  return zonesOf(calendar)(wall, zone)
}

/** The same for many times of one calendar: what a zone says of a year, and what it is called, is looked up once. */
export function zonesOf(calendar: Component): (wall: Wall, zone: string) => Date | null {
  const known = new Map<string, Intl.DateTimeFormat | null>()
  const changes = new Map<string, Change[]>()
  return (wall, zone) => {
    const key = `${new Date(wall).getUTCFullYear()} ${zone}`
    const told = changes.get(key) ?? changesIn(calendar, wall, zone)
    changes.set(key, told)
    const minutes = offsetAt(told, wall) ?? offsetByName(wall, clockOf(zone, known))
    return minutes === null ? null : new Date(wall - minutes * MINUTE)
  }
}

/** `20260305T100000`, with or without Z; null for anything else. */
export function wallOf(text: string): Wall | null {
  const [, year, month, day, hour = '0', minute = '0', second = '0'] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?Z?)?$/.exec(text.trim()) ?? []
  if (year === undefined || year > LAST_YEAR) return null
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return Number.isNaN(wall) ? null : wall
}

/** Empty where the calendar does not bring the zone along. */
function changesIn(calendar: Component, wall: Wall, zone: string): Change[] {
  const component = calendar.children.find(
    (one) => one.name === 'VTIMEZONE' && lineOf(one, 'TZID')?.value.trim() === zone,
  )
  const year = new Date(wall).getUTCFullYear()
  return (component?.children ?? [])
    .slice(0, MOST_OBSERVANCES)
    .flatMap((one) => changesOf(one, year))
    .toSorted((a, b) => a.onset - b.onset)
}

const offsetAt = (changes: readonly Change[], wall: Wall): number | null =>
  changes.findLast((one) => one.onset <= wall)?.to ?? changes[0]?.from ?? null

/** When its time begins, in the year asked for, the one before, and the first time. */
function changesOf(observance: Component, year: number): Change[] {
  const start = wallOf(lineOf(observance, 'DTSTART')?.value ?? '')
  const from = offset(lineOf(observance, 'TZOFFSETFROM')?.value)
  const to = offset(lineOf(observance, 'TZOFFSETTO')?.value)
  if (start === null || to === null) return []
  const rule = rulesOf(lineOf(observance, 'RRULE')?.value ?? '')
  const until = wallOf(rule.get('UNTIL') ?? '') ?? Infinity
  const dates = observance.lines
    .filter(({ name }) => name === 'RDATE')
    .slice(0, 100)
    .flatMap(({ value }) => value.split(',', 100))
  const onsets = [start, ...dates.map(wallOf), onsetIn(year - 1, rule, start), onsetIn(year, rule, start)]
  return onsets
    .filter((one) => one !== null)
    .filter((one) => one >= start && one <= until)
    .map((onset) => ({ onset, from: from ?? to, to }))
}

/** `BYMONTH=3;BYDAY=-1SU`: the only kind that zones have. */
function onsetIn(year: number, rule: ReadonlyMap<string, string>, start: Wall): Wall | null {
  if (rule.get('FREQ') !== 'YEARLY') return null
  const month = Number(rule.get('BYMONTH') ?? new Date(start).getUTCMonth() + 1) - 1
  const time = start - Math.floor(start / DAY) * DAY
  const [, nth = '', day = ''] = /^([+-]?\d{0,2})([A-Z]{2})$/.exec(rule.get('BYDAY') ?? '') ?? []
  const weekday = DAYS.indexOf(day)
  if (weekday === -1)
    return Date.UTC(year, month, Number(rule.get('BYMONTHDAY') ?? new Date(start).getUTCDate())) + time
  const count = Number(nth || '1')
  // `BYMONTHDAY=8,9,10…`: the first such weekday from there on
  const first = Number(rule.get('BYMONTHDAY')?.split(',', 1)[0] ?? 1)
  const edge = new Date(count > 0 ? Date.UTC(year, month, first) : Date.UTC(year, month + 1, 0))
  const away = count > 0 ? (weekday - edge.getUTCDay() + 7) % 7 : -((edge.getUTCDay() - weekday + 7) % 7)
  return edge.getTime() + (away + (count > 0 ? count - 1 : count + 1) * 7) * DAY + time
}

export function rulesOf(value: string): Map<string, string> {
  return new Map(
    value
      .toUpperCase()
      .split(';', 30)
      .map((one) => [one.slice(0, Math.max(0, one.indexOf('='))).trim(), one.slice(one.indexOf('=') + 1).trim()]),
  )
}

/** Minutes east of `+0100`. */
function offset(value: string | undefined): number | null {
  const [, sign, hours, minutes] = /^\s*([+-])(\d{2}):?(\d{2})/.exec(value ?? '') ?? []
  return sign === undefined ? null : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

function clockOf(zone: string, known: Map<string, Intl.DateTimeFormat | null>): Intl.DateTimeFormat | null {
  const found = known.get(zone)
  if (found !== undefined) return found
  const name = WINDOWS_ZONES[zone] ?? zone.slice(0, 100).replace(/^\/.*\/(?=[A-Z]\w+\/[\w+-]+$)/, '') // `/citadel.org/1/Asia/Baku`
  let clock: Intl.DateTimeFormat | null = null
  try {
    clock = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    // Nobody knows a zone of this name.
  }
  known.set(zone, clock)
  return clock
}

function offsetByName(wall: Wall, clock: Intl.DateTimeFormat | null): number | null {
  if (!clock) return null
  const at = (instant: number): number => {
    const said = clock.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    return offset(said.replace('GMT', '') || '+00:00') ?? 0
  }
  // What is shown for the wall time taken as UTC may lie on the other side of a change: look again from there.
  return at(wall - at(wall) * MINUTE)
}
