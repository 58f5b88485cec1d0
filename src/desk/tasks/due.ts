// When a task is due, by the clock on the desk's wall. A day is due until it is over, and its owner is told in its morning.
import { Problem } from '../../kit/problem.ts'
import type { Zone } from '../hours/zone.ts'
import { laterBy, nextOf, type Series } from './repeat.ts'
import type { Repeat, TaskDue } from './tasks.api.ts'

/** Nine in the morning, in minutes. */
const MORNING = 9 * 60

export interface DueFields {
  due_at: Date | null
  due_on: string | null
  ring_at: Date | null
}

export const noDue: DueFields = { due_at: null, due_on: null, ring_at: null }

/** Nobody is told of what is past already when it is written down. */
export function fieldsOf(due: TaskDue | null, zone: Zone, now: Date): DueFields {
  if (due === null) return noDue
  const [at, ring] =
    'day' in due ? [endOf(due.day, zone), instantOf(due.day, MORNING, zone)] : [new Date(due.at), new Date(due.at)]
  if (Math.abs(at.getTime() - now.getTime()) > FARTHEST)
    throw new Problem('invalid', 'due-too-far', 'That is more than a hundred years away.', { detail: { where: 'due' } })
  return { due_at: at, due_on: 'day' in due ? due.day : null, ring_at: ring > now ? ring : null }
}

const FARTHEST = 100 * 366 * 86_400_000

export function dueOf({ due_at: at, due_on: on }: Pick<DueFields, 'due_at' | 'due_on'>): TaskDue | null {
  if (on !== null) return { day: on }
  return at && { at: at.toISOString() }
}

/** The day it is due, by the desk's clock. */
export function dayOf(due: TaskDue, zone: Zone): string {
  return 'day' in due ? due.day : zone.at(new Date(due.at)).date
}

export const todayIn = (zone: Zone, now: Date): string => zone.at(now).date

/** The first instant that is no longer of this day. */
export const endOf = (day: string, zone: Zone): Date => instantOf(laterBy(day, 1), 0, zone)

/** Of two, the first; where the clock jumps over it, the instant of the jump. */
function instantOf(day: string, minutes: number, zone: Zone): Date {
  return zone.instants(day, minutes)[0] ?? new Date(`${day}T00:00:00Z`)
}

/** So many days later than it is due, or than today where that is past or there was no date. The time of day stays. */
export function postponed(due: TaskDue | null, days: number, zone: Zone, now: Date): TaskDue {
  const today = todayIn(zone, now)
  if (due === null) return { day: laterBy(today, days) }
  const was = dayOf(due, zone)
  const day = laterBy(was < today ? today : was, days)
  if ('day' in due) return { day }
  return { at: instantOf(day, zone.at(new Date(due.at)).minutes, zone).toISOString() }
}

/** A series begins where its task is due. */
export function seriesFrom(repeat: Repeat | null, due: TaskDue | null, zone: Zone): Series | null {
  if (repeat === null) return null
  if (due === null)
    throw new Problem('invalid', 'repeat-without-due', 'Say when it is due first: what repeats counts from there.', {
      detail: { where: 'repeat' },
    })
  const minutes = 'day' in due ? null : zone.at(new Date(due.at)).minutes
  return { ...repeat, anchor: dayOf(due, zone), minutes }
}

/** Whether it is one of the series: moved to there, the series goes on as it was. */
export function isOf(series: Series, due: TaskDue, zone: Zone): boolean {
  const day = dayOf(due, zone)
  const minutes = 'day' in due ? null : zone.at(new Date(due.at)).minutes
  return minutes === series.minutes && (day === series.anchor || nextOf(series, laterBy(day, -1)) === day)
}

/** The first time of the series behind this one that is not over yet. */
export function dueAgain(series: Series, due: TaskDue, zone: Zone, now: Date): TaskDue {
  const yesterday = laterBy(todayIn(zone, now), -1)
  const was = dayOf(due, zone)
  for (let day = nextOf(series, was > yesterday ? was : yesterday); ; day = nextOf(series, day)) {
    const at = series.minutes === null ? endOf(day, zone) : instantOf(day, series.minutes, zone)
    if (at > now) return series.minutes === null ? { day } : { at: at.toISOString() }
  }
}
