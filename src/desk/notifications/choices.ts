// What somebody chose to be told, and what holds where they chose nothing: everything on the page, nothing by mail, and in browsers that
// are told without an open page what is meant for them.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { isTimeZone, similarTimeZone } from '../hours/zone.ts'
import { What, type Choice, type GivenChoice, type NotificationChoices } from './notifications.api.ts'

/** News of many, or that can wait for the next look. */
const unpushed: readonly What[] = ['teamAssigned', 'noted', 'done', 'audit', 'goal']
const asFirst = (what: What): Choice => ({ app: true, mail: 'never', push: !unpushed.includes(what) })
const first: NotificationChoices = {
  events: Object.fromEntries(What.options.map((what) => [what, asFirst(what)])) as NotificationChoices['events'],
  timeZone: null,
  dailyAt: '08:00',
  quiet: { by: 'never' },
  namesSubjects: false,
  followsAnswered: false,
  browser: false,
}

type Stored = Partial<Omit<NotificationChoices, 'events'>> & { events?: Partial<Record<What, Partial<Choice>>> }

/** Pure: what is stored, completed. */
export function choicesFrom(stored: unknown): NotificationChoices {
  const { events, ...rest } = stored as Stored
  const all = What.options.map((what) => [what, { ...first.events[what], ...events?.[what] }])
  return { ...first, ...rest, events: Object.fromEntries(all) as NotificationChoices['events'] }
}

const withoutUndefined = (one: object) =>
  Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined))

export async function choicesOf(tx: Tx, userId: Id): Promise<NotificationChoices> {
  const row = await tx.db.selectFrom('user').select('notices').where('id', '=', userId).executeTakeFirstOrThrow()
  return choicesFrom(row.notices)
}

/** Undefined: as it was. */
type Wanted = {
  [Name in keyof Omit<NotificationChoices, 'events'>]?: NotificationChoices[Name] | undefined
} & { events?: { [Name in What]?: GivenChoice | undefined } | undefined }

export async function changeChoices(tx: Tx, userId: Id, wanted: Wanted): Promise<NotificationChoices> {
  if (wanted.timeZone) refuseUnknownZone(wanted.timeZone)
  if (wanted.quiet?.by === 'hours') await refuseMissingHours(tx, wanted.quiet.hoursId)
  const row = await tx.db.selectFrom('user').select('notices').where('id', '=', userId).forUpdate().executeTakeFirstOrThrow() // prettier-ignore
  const was = row.notices as Stored
  const given = withoutUndefined(wanted)
  const events = { ...was.events }
  for (const what of What.options) {
    const one = wanted.events?.[what]
    if (one) events[what] = { ...events[what], ...withoutUndefined(one) }
  }
  const stored = { ...was, ...given, events }
  await tx.db
    .updateTable('user')
    .set({ notices: JSON.stringify(stored) })
    .where('id', '=', userId)
    .execute()
  await record(tx, 'user.changed', userId, { changed: ['notices'] })
  return choicesFrom(stored)
}

function refuseUnknownZone(name: string): void {
  if (isTimeZone(name)) return
  const similar = similarTimeZone(name)
  const hint = similar ? `Did you mean ${similar}?` : 'Write it as in Europe/Amsterdam.'
  throw new Problem('invalid', 'time-zone-unknown', `There is no time zone “${name}”. ${hint}`, {
    detail: { where: 'timeZone', ...(similar ? { suggestion: similar } : {}) },
  })
}

async function refuseMissingHours(tx: Tx, id: string): Promise<void> {
  const isId = /^\d{1,18}$/.test(id)
  const row = isId && (await tx.db.selectFrom('business_hours').select('id').where('id', '=', id).executeTakeFirst())
  if (row) return
  throw new Problem('invalid', 'hours-missing', 'There are no such business hours.', { detail: { where: 'quiet' } })
}
