// Whose clock times are shown and chosen by: the time zone a person chose on their profile, else the one of the device they sit at. And
// days and hours reckoned in a zone, across its changes to and from summer time. Pure, but for what the page says of its reader.

import { dateFormat } from './formats.ts'

/** A moment as a clock on the wall of a zone shows it. */
interface Wall {
  year: number
  /** January is 1. */
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** Sunday is 0. */
  weekday: number
}

const DAY = 86_400_000
/** Of a device that is carried across a border: as it was when the page was opened. */
const DEVICE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Remembered by the page itself, as its language is. Null: by the device. */
export function showTimesIn(zone: string | null): void {
  if (zone === null) delete document.documentElement.dataset['zone']
  else document.documentElement.dataset['zone'] = zone
}

export function zoneHere(): string {
  const chosen = globalThis.document?.documentElement.dataset['zone']
  return chosen ?? DEVICE
}

export function wallIn(zone: string, at: Date): Wall {
  const shown = new Date(at.getTime() + offsetOf(zone, at.getTime()))
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    weekday: shown.getUTCDay(),
  }
}

/** Milliseconds that the clock of a zone is ahead of UTC. */
function offsetOf(zone: string, at: number): number {
  const parts = dateFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const of = (type: string) => Number(parts.find((one) => one.type === type)?.value)
  return (
    Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) -
    Math.floor(at / 1000) * 1000
  )
}

/**
 * When a clock on the wall of a zone shows it. Of an hour that comes twice the first; one that is left out in spring is as much later
 * as the clock is put on. Days and hours may run over: the 32nd is the first of the next month.
 */
export function instantIn(
  zone: string,
  { year, month, day, hour = 0, minute = 0 }: Pick<Wall, 'year' | 'month' | 'day'> & Partial<Wall>,
): Date {
  const wanted = Date.UTC(year, month - 1, day, hour, minute)
  const [before, after] = [offsetOf(zone, wanted - DAY), offsetOf(zone, wanted + DAY)]
  const first = [wanted - before, wanted - after].find((at) => at + offsetOf(zone, at) === wanted)
  return new Date(first ?? wanted - before)
}

const two = (number: number) => String(number).padStart(2, '0')

/** `2026-03-04`, so many days after the day that `now` is in. */
export function dayIn(now: Date, days: number, zone = zoneHere()): string {
  const { year, month, day } = wallIn(zone, now)
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10)
}

/** What a field for day and time holds: `2026-03-04T14:05`. */
export function asTypedIn(at: Date, zone = zoneHere()): string {
  const { hour, minute } = wallIn(zone, at)
  return `${dayIn(at, 0, zone)}T${two(hour)}:${two(minute)}`
}

/** Of what such a field holds; an invalid date where it holds none. */
export function instantOf(typed: string, zone = zoneHere()): Date {
  const [, year, month, day, hour, minute] = /^(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(typed)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return new Date(Number.NaN)
  return instantIn(zone, { year, month, day, hour: hour ?? 0, minute: minute ?? 0 })
}
