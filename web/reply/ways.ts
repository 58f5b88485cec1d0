// Ways to send a letter, each with its key: what becomes of the conversation, and where the writer goes from there. Pure.
import type { SendAs } from '../../src/desk/users/users.api.ts'
import type { WordKey } from '../words.ts'
import { instantIn, wallIn, zoneHere } from '../zone.ts'

export interface Way {
  way: SendAs
  label: WordKey
  done: WordKey
  keys: string | null
  /** Left out: as an answer leaves it. */
  status?: 'resolved' | 'waiting'
  goesOn: boolean
}

export const ways: Way[] = [
  { way: 'send', label: 'action.send', done: 'composer.sent', keys: null, goesOn: false },
  { way: 'resolve', label: 'action.sendResolve', done: 'composer.sentResolved', keys: 'mod+Shift+Enter', status: 'resolved', goesOn: false }, // prettier-ignore
  { way: 'next', label: 'action.sendNext', done: 'composer.sent', keys: 'mod+Alt+Enter', goesOn: true },
  { way: 'resolveNext', label: 'action.sendResolveNext', done: 'composer.sentResolved', keys: 'mod+Alt+Shift+Enter', status: 'resolved', goesOn: true }, // prettier-ignore
  { way: 'wait', label: 'composer.sendWait', done: 'composer.sent', keys: null, status: 'waiting', goesOn: false },
]

export function wayOf(name: SendAs): Way {
  return ways.find((one) => one.way === name) ?? (ways[0] as Way)
}

export type Timed = 'later' | 'snooze' | 'remind'

/** Those that ask for a time. */
export const timed: { what: Timed; label: WordKey; keys: string }[] = [
  { what: 'later', label: 'action.sendLater', keys: 'mod+Shift+l' },
  { what: 'snooze', label: 'action.sendSnooze', keys: 'mod+Shift+s' },
  { what: 'remind', label: 'action.sendRemind', keys: 'mod+Shift+h' },
]

export interface Time {
  name: 'evening' | 'tomorrow' | 'monday' | 'threeDays' | 'week'
  at: Date
}

const MORNING = 8
const EVENING = 18

/** In order of time, in the reader's own time zone; no evening once it is one, no Monday where that is tomorrow. */
export function timesFor(what: Timed, now: Date, zone = zoneHere()): Time[] {
  const today = wallIn(zone, now)
  const at = (days: number, hour: number) => instantIn(zone, { ...today, day: today.day + days, hour, minute: 0 })
  const untilMonday = (8 - today.weekday) % 7 || 7
  const times: Time[] = []
  if (what !== 'remind' && today.hour < EVENING - 1) times.push({ name: 'evening', at: at(0, EVENING) })
  times.push({ name: 'tomorrow', at: at(1, MORNING) })
  if (what === 'remind') times.push({ name: 'threeDays', at: at(3, MORNING) })
  if (untilMonday > 1) times.push({ name: 'monday', at: at(untilMonday, MORNING) })
  if (what === 'remind') times.push({ name: 'week', at: at(7, MORNING) })
  return times.toSorted((a, b) => a.at.getTime() - b.at.getTime())
}
