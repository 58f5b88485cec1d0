// Whether somebody is there to be given work, and if not until when. Pure: pattern and instant are given.
import { isOpenAt, nextOpening, type Schedule } from '../hours/open.ts'
import { openZone, type Zone } from '../hours/zone.ts'
import type { WorkPattern } from './assignment.api.ts'

export type Absence = 'away' | 'timeOff' | 'hours'
export interface Presence {
  /** Null: they are there. */
  absence: Absence | null
  /** When they are back by their hours; null: they are there, or nobody can say. */
  backAt: Date | null
}

/** `zoneOf` opens a zone once for all who work there. */
export function presenceOf(
  { hours, timeOff, isAway }: Pick<WorkPattern, 'hours' | 'timeOff'> & { isAway: boolean },
  at: Date,
  zoneOf: (name: string) => Zone = openZone,
): Presence {
  const zone = zoneOf(hours?.timeZone ?? 'UTC')
  const today = zone.at(at).date
  const off = timeOff.find((one) => one.firstDay <= today && today <= one.lastDay)
  if (off) return { absence: 'timeOff', backAt: backAfter(off.lastDay, hours, zone) }
  if (hours && !isOpenAt(schedule(hours), at, zone))
    return { absence: 'hours', backAt: nextOpening(schedule(hours), at) }
  return isAway ? { absence: 'away', backAt: null } : { absence: null, backAt: null }
}

const schedule = (hours: NonNullable<WorkPattern['hours']>): Schedule => ({ ...hours, holidays: [] })

function backAfter(lastDay: string, hours: WorkPattern['hours'], zone: Zone): Date | null {
  const next = new Date(Date.parse(`${lastDay}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  const midnight = zone.instants(next, 0)[0]
  return midnight && hours ? nextOpening(schedule(hours), midnight) : (midnight ?? null)
}
