// When a notification goes out by mail: at once (a minute later, with what came meanwhile), with the full hour or once a day by the
// clock on the reader's wall; and when to browsers without an open page. Never while they want quiet. Pure.
import type { Schedule } from '../../desk/hours/open.ts'
import { openZone, type Zone } from '../../desk/hours/zone.ts'
import type { MailTime, NotificationChoices } from '../../desk/notifications/notifications.api.ts'
import { nextAt, quietUntil } from '../../desk/notifications/quiet.ts'

const MINUTE = 60_000
/** Between two mails at once to one person: twelve in an hour, whoever writes how much. */
const APART = 5 * MINUTE

export interface Reader {
  choices: Pick<NotificationChoices, 'dailyAt' | 'quiet'>
  /** Theirs, or the desk's. */
  timeZone: string
  /** Those of `quiet`, where it goes by business hours; null: there are none any more. */
  hours: Schedule | null
  mailedAt: Date | null
}

/** Milliseconds in which an open page is looked at, and it need not be pushed; and between two to one person. */
const LOOK = 10_000
const PUSHES_APART = 30_000

export function pushTime({ choices, timeZone, hours, pushedAt }: Reader & { pushedAt: Date | null }, now: Date): Date {
  const due = new Date(Math.max(now.getTime() + LOOK, (pushedAt?.getTime() ?? 0) + PUSHES_APART))
  return quietUntil(choices.quiet, hours, openZone(timeZone), due) ?? due
}

/** Null: never. */
export function mailTime(when: MailTime, reader: Reader, now: Date): Date | null {
  if (when === 'never') return null
  const zone = openZone(reader.timeZone)
  const due = times[when](reader, zone, now)
  return quietUntil(reader.choices.quiet, reader.hours, zone, due) ?? due
}

const times: Record<Exclude<MailTime, 'never'>, (reader: Reader, zone: Zone, now: Date) => Date> = {
  atOnce: ({ mailedAt }, _zone, now) => new Date(Math.max(now.getTime() + MINUTE, (mailedAt?.getTime() ?? 0) + APART)),
  hourly: (_reader, zone, now) => {
    const { minutes } = zone.at(now)
    const minute = Math.floor(now.getTime() / MINUTE) * MINUTE
    return new Date(minute + (60 - (minutes % 60)) * MINUTE)
  },
  daily: ({ choices }, zone, now) => nextAt(zone, choices.dailyAt, now),
}
