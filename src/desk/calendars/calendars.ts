// Calendars elsewhere: what they are and whose. Visiting them is flows/calendars. Each belongs to one person, who alone sees that it is
// followed and how; or to the desk.
import { type Selectable, sql, type Updateable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { type Actor, can } from '../users/permissions.ts'
import type * as api from './calendars.api.ts'

export type CalendarRow = Selectable<Tables['calendar']>
type Adding = InputOf<typeof api.addCalendar>
type Change = Omit<InputOf<typeof api.changeCalendar>, 'id'>

/** With which it can be entered; never leaves the process. */
export interface CalendarAccess {
  kind: api.CalendarKind
  url: string
  username: string
  password: string
}

const MOST_OF_ONE = 10
/** Counted so far. */
const MOST_COUNTED = 10_000
const sealedFor = (id: Id) => `calendar.secret:${id}`

export async function listCalendars(tx: Tx, actor: Actor): Promise<api.Calendar[]> {
  const rows = await tx.db
    .selectFrom('calendar')
    .selectAll()
    .where((is) => is.or([is('owner_id', '=', ownerOf(actor)), ...(ofDesk(actor) ? [is('owner_id', 'is', null)] : [])]))
    .orderBy('name')
    .orderBy('id')
    .execute()
  const shown: api.Calendar[] = []
  for (const row of rows) shown.push(await shownOf(tx, row))
  return shown
}

export async function addCalendar(tx: Tx, keys: Keys, actor: Actor, wanted: Adding): Promise<api.Calendar> {
  const ownerId = wanted.isDesks ? null : actor.id
  if (ownerId === null && !ofDesk(actor))
    throw new Problem('denied', 'calendar-desks', 'Only who configures the desk follows a calendar of the desk.')
  const others = await tx.db.selectFrom('calendar').select('id').where('owner_id', ownerId === null ? 'is' : '=', ownerId).execute() // prettier-ignore
  if (others.length >= MOST_OF_ONE)
    throw new Problem('invalid', 'calendars-many', `More than ${MOST_OF_ONE} calendars of one are not followed.`)
  if (wanted.kind === 'caldav' && (wanted.username === '' || wanted.secret === undefined))
    throw new Problem('invalid', 'calendar-password', 'A calendar needs a user name and a password.')
  const id = tx.mint()
  const url = calendarUrl(wanted.url)
  const row = await tx.db
    .insertInto('calendar')
    .values({
      id,
      owner_id: ownerId,
      kind: wanted.kind,
      name: wanted.name,
      url: wanted.kind === 'ics' ? new URL(url).origin : url,
      username: wanted.kind === 'ics' ? '' : wanted.username,
      secret: keys.seal(sealedFor(id), wanted.kind === 'ics' ? url : (wanted.secret ?? '')),
      private_shown: wanted.privateShown,
      run_at: tx.now,
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  if (wanted.isTarget) await choose(tx, row, true)
  await record(tx, 'calendar.added', id, { name: row.name, kind: row.kind, host: new URL(url).host, ownerId })
  return await shownOf(tx, await readCalendar(tx, actor, id))
}

/** Another address is another calendar: what came from the old one goes. The password was given for one server and user. */
export async function changeCalendar(tx: Tx, keys: Keys, actor: Actor, id: Id, change: Change): Promise<api.Calendar> {
  const was = await lockCalendar(tx, actor, id)
  const isFeed = was.kind === 'ics'
  const url = change.url === undefined ? null : calendarUrl(change.url)
  const wanted = { url: url ?? was.url, username: change.username ?? was.username }
  if (!isFeed && change.secret === undefined && isRiskier(was, wanted)) throw secretMissing()
  const isElsewhere = isFeed ? url !== null && url !== secretOf(keys, was) : wanted.url !== was.url
  const secret = isFeed ? url : change.secret
  const fields: Updateable<Tables['calendar']> = {
    run_at: tx.now,
    attempts: 0,
    ...(url !== null && { url: isFeed ? new URL(url).origin : url }),
    ...(!isFeed && { username: wanted.username }),
    ...(change.name !== undefined && { name: change.name }),
    ...(secret && { secret: keys.seal(sealedFor(id), secret) }),
    ...(change.privateShown !== undefined && { private_shown: change.privateShown, read_at: null }),
    ...(isElsewhere && { is_writable: null, agreed_at: null, sync_token: null, read_at: null }),
    ...(was.paused_at === null && { state: 'new', error: null, trouble: null }),
  }
  if (isElsewhere) await forgetMeetings(tx, id)
  await tx.db.updateTable('calendar').set(fields).where('id', '=', id).execute()
  if (change.isTarget !== undefined) await choose(tx, was, change.isTarget)
  await record(tx, 'calendar.changed', id, { changed: Object.keys(change) })
  return await shownOf(tx, await readCalendar(tx, actor, id))
}

/** One of each person’s at most. */
async function choose(tx: Tx, { id, kind, owner_id: ownerId }: CalendarRow, isTarget: boolean): Promise<void> {
  if (isTarget && (kind === 'ics' || ownerId === null))
    throw new Problem('invalid', 'calendar-read-only', 'Meetings of one’s own are put into a calendar of one’s own that can be written.') // prettier-ignore
  if (isTarget) await tx.db.updateTable('calendar').set({ is_target: false }).where('owner_id', '=', ownerId).where('is_target', '=', true).execute() // prettier-ignore
  await tx.db.updateTable('calendar').set({ is_target: isTarget }).where('id', '=', id).execute()
}

export async function pauseCalendar(tx: Tx, actor: Actor, id: Id, isPaused: boolean): Promise<api.Calendar> {
  const was = await lockCalendar(tx, actor, id)
  if ((was.paused_at !== null) === isPaused) return await shownOf(tx, was)
  const fields = { paused_at: isPaused ? tx.now : null, state: isPaused ? 'paused' : 'new', error: null, trouble: null }
  const row = await tx.db.updateTable('calendar').set({ ...fields, run_at: tx.now }).where('id', '=', id).returningAll().executeTakeFirstOrThrow() // prettier-ignore
  await record(tx, isPaused ? 'calendar.paused' : 'calendar.resumed', id, {})
  return await shownOf(tx, row)
}

export async function removeCalendar(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const { name, owner_id: ownerId } = await lockCalendar(tx, actor, id)
  await forgetMeetings(tx, id)
  await tx.db.deleteFrom('calendar_own').where('calendar_id', '=', id).execute()
  await tx.db.deleteFrom('calendar').where('id', '=', id).execute()
  await record(tx, 'calendar.removed', id, { name, ownerId })
}

export async function syncCalendar(tx: Tx, actor: Actor, id: Id): Promise<api.Calendar> {
  await lockCalendar(tx, actor, id)
  const row = await tx.db.updateTable('calendar').set({ run_at: tx.now, attempts: 0, read_at: null }).where('id', '=', id).returningAll().executeTakeFirstOrThrow() // prettier-ignore
  await tx.db.updateTable('calendar_own').set({ attempts: 0 }).where('calendar_id', '=', id).execute()
  return await shownOf(tx, row)
}

/** What a test needs: as given, and where nothing is given as stored. What is stored is only ever tried on its own server. */
export async function accessForTest(
  tx: Tx,
  keys: Keys,
  actor: Actor,
  { id, kind, url, username, secret }: InputOf<typeof api.testCalendar>,
): Promise<CalendarAccess> {
  const row = id === undefined ? undefined : await readCalendar(tx, actor, id)
  if (url === undefined && row?.kind === 'ics') return accessOf(keys, row)
  const wanted = { url: url === undefined ? row?.url : calendarUrl(url), username: username ?? row?.username ?? '' }
  if (wanted.url === undefined)
    throw new Problem('invalid', 'calendar-incomplete', 'A test needs the address of the calendar.')
  if (kind === 'ics') return { kind, url: wanted.url, username: '', password: '' }
  const given = { kind, url: wanted.url, username: wanted.username }
  if (secret !== undefined) return { ...given, password: secret }
  if (!row || row.kind === 'ics' || isRiskier(row, given)) throw secretMissing()
  return { ...given, password: secretOf(keys, row) }
}

export function accessOf(
  keys: Keys,
  row: Pick<CalendarRow, 'id' | 'kind' | 'url' | 'username' | 'secret'>,
): CalendarAccess {
  // prettier-ignore
  const secret = secretOf(keys, row)
  if (row.kind === 'ics') return { kind: 'ics', url: secret, username: '', password: '' }
  return { kind: 'caldav', url: row.url, username: row.username, password: secret }
}

const secretOf = (keys: Keys, { id, secret }: Pick<CalendarRow, 'id' | 'secret'>): string =>
  keys.open(sealedFor(id), secret).toString()

const ownerOf = (actor: Actor): Id => actor.id ?? '0'
const ofDesk = (actor: Actor): boolean => can(actor, 'addressBook.configure') && actor.seesAll

/** Of others’ calendars nobody learns that they are. */
async function readCalendar(tx: Tx, actor: Actor, id: Id): Promise<CalendarRow> {
  const row = await tx.db.selectFrom('calendar').selectAll().where('id', '=', id).executeTakeFirst()
  const isTheirs = row && (row.owner_id === null ? ofDesk(actor) : row.owner_id === actor.id)
  if (!row || !isTheirs) throw new Problem('missing', 'calendar-missing', 'There is no such calendar.', { detail: { id } }) // prettier-ignore
  return row
}

async function lockCalendar(tx: Tx, actor: Actor, id: Id): Promise<CalendarRow> {
  await readCalendar(tx, actor, id)
  return await tx.db.selectFrom('calendar').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
}

/** Whether its password would go elsewhere than it was given for, or be less safe on its way. */
const isRiskier = (row: Pick<CalendarRow, 'url' | 'username'>, wanted: { url: string; username: string }): boolean =>
  new URL(wanted.url).origin !== new URL(row.url).origin || wanted.username !== row.username

/** Programs call an ICS address `webcal:` too, which the form makes `https:` of. */
function calendarUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    throw new Problem('invalid', 'url-invalid', 'That is no address of the web, like https://desk.example/calendar/.')
  return url.href
}

const secretMissing = () =>
  new Problem(
    'invalid',
    'calendar-password',
    'Enter the password: it is never tried on another server or for another user.',
  )

/** What this calendar alone had, and nobody entered here, is on no timeline any more. */
export async function forgetMeetings(tx: Tx, id: Id): Promise<void> {
  await sql`with gone as (delete from calendar_meeting where calendar_id = ${id}::bigint returning activity_id),
      alone as (select distinct g.activity_id as id from gone g
        where not exists (select from calendar_meeting m where m.activity_id = g.activity_id and m.calendar_id <> ${id}::bigint)
          and not exists (select from calendar_own o where o.activity_id = g.activity_id)),
      entries as (delete from timeline t using alone where t.reference_id = alone.id)
    delete from activity a using alone where a.id = alone.id`.execute(tx.db)
  await tx.db.deleteFrom('calendar_object').where('calendar_id', '=', id).execute()
  await tx.db.updateTable('calendar_own').set({ href: null, etag: null, told_version: null, attempts: 0 }).where('calendar_id', '=', id).execute() // prettier-ignore
}

async function shownOf(tx: Tx, row: CalendarRow): Promise<api.Calendar> {
  const [told] = await tx.query<{ events: number; untold: number }>({
    name: 'calendar-counts',
    text: `select (select count(*)::int from (select from calendar_object where calendar_id = $1 limit ${MOST_COUNTED}) few) as events,
      (select count(*)::int from (select from calendar_own where calendar_id = $1 and error is not null limit ${MOST_COUNTED}) few) as untold`,
    values: [row.id],
  })
  return {
    id: row.id,
    kind: row.kind as api.CalendarKind,
    isDesks: row.owner_id === null,
    name: row.name,
    url: row.url,
    username: row.username,
    privateShown: row.private_shown as api.Calendar['privateShown'],
    isTarget: row.is_target,
    state: row.state as api.Calendar['state'],
    trouble: row.trouble as api.Calendar['trouble'],
    error: row.error,
    checkedAt: row.checked_at?.toISOString() ?? null,
    agreedAt: row.agreed_at?.toISOString() ?? null,
    isWritable: row.is_writable,
    events: told?.events ?? 0,
    untold: told?.untold ?? 0,
    createdAt: row.created_at.toISOString(),
  }
}
