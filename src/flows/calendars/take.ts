// What a calendar says now, taken in: meetings with contacts come onto their timelines, move, are called off or go. Of a meeting that two
// calendars have there is one entry. What has begun is history, and stays when it vanishes there.
import type { CalendarRow } from '../../desk/calendars/calendars.ts'
import type { Link } from '../../desk/capture/decide.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Occurrence, Window } from '../../mail/calendar/occurrences.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { settle } from './settle.ts'
import { subjectsOf } from './subjects.ts'

export interface ReadObject {
  href: string
  etag: string
  occurrences: Occurrence[]
}

/** What was put there from here is followed however far ahead it is. */
export const ofOwn = (window: Window): Window => ({ ...window, until: new Date(8_640_000_000_000_000) })

/** What is known of one of a calendar's meetings. */
interface Kept {
  href: string
  recurrence: string
  activity_id: Id
  starts_at: Date
}

interface Wanted {
  href: string
  one: Occurrence
  uid: string
  activityId: Id | null
}

/** Meetings of one calendar that stand on timelines. */
const MOST = 20_000

const keyOf = (one: { href: string; recurrence: string }): string => `${one.recurrence} ${one.href}`

export async function takeObjects(tx: Tx, calendar: CalendarRow, objects: readonly ReadObject[]): Promise<void> {
  const hrefs = objects.map((one) => one.href)
  const kept = await keptOf(tx, calendar.id, hrefs)
  const owns = await ownOf(tx, calendar.id, objects.flatMap((one) => one.occurrences.map(({ uid }) => uid))) // prettier-ignore
  const tags = new Map(objects.map((one) => [one.href, one.etag]))
  // As we put it there ourselves: what was said here since is newer.
  const asTold = new Set([...owns.values()].flatMap((own) => (own.href !== null && own.etag === tags.get(own.href) ? [own.activity_id] : []))) // prettier-ignore
  const shown = objects.flatMap(({ href, occurrences }) => occurrences.map((one) => ({ href, one, uid: one.uid || `${calendar.id}${href}` }))) // prettier-ignore
  const isHidden = ({ one }: { one: Occurrence }) => one.isPrivate && calendar.private_shown === 'nothing'
  const met = shown.map(({ one }) => ({ ownerId: calendar.owner_id, title: one.summary, people: one.people, at: one.start })) // prettier-ignore
  const links = await subjectsOf(tx, met)
  const wanted: Wanted[] = []
  const linked = new Map<string, Link[]>()
  for (const [at, each] of shown.entries()) {
    const key = keyOf({ href: each.href, recurrence: each.one.recurrence })
    const isKnown = kept.has(key)
    const own = each.one.recurrence === '' ? owns.get(each.one.uid)?.activity_id : undefined
    const subjects = links[at] ?? []
    if (isHidden(each) || (subjects.length === 0 && own === undefined)) continue
    if (each.one.status === 'cancelled' && !isKnown && own === undefined) continue // of which nobody here ever heard
    wanted.push({ ...each, activityId: own ?? null })
    linked.set(key, subjects)
  }
  const ids = await activitiesOf(tx, wanted, kept)
  const touched = new Map<Id, Link[]>()
  for (const each of wanted) {
    const key = keyOf({ href: each.href, recurrence: each.one.recurrence })
    const id = ids.get(key) as Id
    touched.set(id, [...(touched.get(id) ?? []), ...(linked.get(key) ?? [])])
  }
  await write(tx, calendar, wanted, ids)
  // What one calendar had apart from the other is one with it from now on.
  for (const each of wanted) {
    const was = kept.get(keyOf({ href: each.href, recurrence: each.one.recurrence }))
    if (was && !touched.has(was.activity_id)) touched.set(was.activity_id, [])
  }
  const there = new Set(wanted.map(({ href, one }) => keyOf({ href, recurrence: one.recurrence })))
  const hidden = new Set(shown.filter(isHidden).map(({ href, one }) => keyOf({ href, recurrence: one.recurrence })))
  const over = [...kept.values()].filter(
    (one) => !there.has(keyOf(one)) && (one.starts_at > tx.now || hidden.has(keyOf(one))),
  )
  await drop(tx, calendar.id, over)
  for (const one of over) if (!touched.has(one.activity_id)) touched.set(one.activity_id, [])
  await noteObjects(tx, calendar.id, objects)
  for (const id of asTold) touched.delete(id)
  await settle(tx, calendar, touched)
  if (wanted.length > 0) await refuseTooMany(tx, calendar.id)
}

/** What would bury every timeline is not followed. */
async function refuseTooMany(tx: Tx, id: Id): Promise<void> {
  const [row] = await tx.query<{ count: number }>({
    name: 'calendar-meetings-count',
    text: `select count(*)::int as count from (select from calendar_meeting where calendar_id = $1 limit ${MOST + 1}) few`,
    values: [id],
  })
  if ((row?.count ?? 0) > MOST) throw new Problem('invalid', 'dav-many', `A calendar of more than ${MOST} meetings with contacts is not followed.`) // prettier-ignore
}

/** Objects that are not there any more. */
export async function takeGone(tx: Tx, calendar: CalendarRow, hrefs: readonly string[]): Promise<void> {
  const kept = await keptOf(tx, calendar.id, hrefs)
  const over = [...kept.values()].filter((one) => one.starts_at > tx.now)
  await drop(tx, calendar.id, over)
  await tx.db.deleteFrom('calendar_object').where('calendar_id', '=', calendar.id).where('href', 'in', [...hrefs]).execute() // prettier-ignore
  // One that was entered here is not put there again: who deleted it did not want it.
  const own = await tx.query<{ id: Id; at: Date }>({
    name: 'calendar-own-gone',
    text: `update calendar_own o set etag = null, told_version = a.version from activity a
      where o.calendar_id = $1 and o.href = any($2::text[]) and a.id = o.activity_id and o.etag is not null returning a.id, a.at`,
    values: [calendar.id, hrefs],
  })
  const ahead = own.filter((one) => one.at > tx.now).map((one) => one.id)
  await settle(tx, calendar, new Map([...over.map((one) => one.activity_id), ...ahead].map((id) => [id, []])))
}

async function keptOf(tx: Tx, calendarId: Id, hrefs: readonly string[]): Promise<Map<string, Kept>> {
  const rows = await tx.query<Kept>({
    name: 'calendar-meetings-of',
    text: `select href, recurrence, activity_id, starts_at from calendar_meeting where calendar_id = $1 and href = any($2::text[])`,
    values: [calendarId, hrefs],
  })
  return new Map(rows.map((row) => [keyOf(row), row]))
}

interface Own {
  uid: string
  activity_id: Id
  href: string | null
  etag: string | null
}

async function ownOf(tx: Tx, calendarId: Id, uids: readonly string[]): Promise<Map<string, Own>> {
  const rows = await tx.query<Own>({
    name: 'calendar-own-of',
    text: 'select uid, activity_id, href, etag from calendar_own where calendar_id = $1 and uid = any($2::text[])',
    values: [calendarId, [...new Set(uids)]],
  })
  return new Map(rows.map((row) => [row.uid, row]))
}

/** One for each meeting, whoever's calendar had it first; new ones where nobody's has it. */
async function activitiesOf(
  tx: Tx,
  wanted: readonly Wanted[],
  kept: ReadonlyMap<string, Kept>,
): Promise<Map<string, Id>> {
  // prettier-ignore
  const rows = await tx.query<{ uid: string; recurrence: string; id: Id }>({
    name: 'calendar-same-meetings',
    text: `select m.uid, m.recurrence, min(m.activity_id) as id from calendar_meeting m
      join unnest($1::text[], $2::text[]) asked(uid, recurrence) on asked.uid = m.uid and asked.recurrence = m.recurrence group by 1, 2`,
    values: [wanted.map((one) => one.uid), wanted.map(({ one }) => one.recurrence)],
  })
  const same = new Map(rows.map((row) => [`${row.recurrence} ${row.uid}`, row.id]))
  const found = new Map<string, Id>()
  for (const { href, one, uid, activityId } of wanted) {
    const key = keyOf({ href, recurrence: one.recurrence })
    const id = activityId ?? same.get(`${one.recurrence} ${uid}`) ?? kept.get(key)?.activity_id ?? tx.mint()
    same.set(`${one.recurrence} ${uid}`, id)
    found.set(key, id)
  }
  return found
}

async function write(
  tx: Tx,
  calendar: CalendarRow,
  wanted: readonly Wanted[],
  ids: ReadonlyMap<string, Id>,
): Promise<void> {
  // prettier-ignore
  const head = `insert into calendar_meeting (calendar_id, href, recurrence, activity_id, uid, starts_at, ends_at, first_day, last_day, zone,
    title, place, is_private, status, people) values`
  const tail = `on conflict (calendar_id, href, recurrence) do update set activity_id = excluded.activity_id, uid = excluded.uid,
    starts_at = excluded.starts_at, ends_at = excluded.ends_at, first_day = excluded.first_day, last_day = excluded.last_day,
    zone = excluded.zone, title = excluded.title, place = excluded.place, is_private = excluded.is_private, status = excluded.status,
    people = excluded.people`
  const each = new Map(wanted.map((one) => [keyOf({ href: one.href, recurrence: one.one.recurrence }), one]))
  await insertRows(
    tx,
    { name: 'calendar-meeting-write', head, tail },
    [...each].map(([key, { href, one, uid }]) => [
      calendar.id,
      href,
      one.recurrence,
      ids.get(key),
      uid,
      one.start,
      one.end,
      one.days?.first ?? null,
      one.days?.last ?? null,
      one.zone,
      // What is private there is written down nowhere here.
      one.isPrivate ? '' : one.summary,
      one.isPrivate ? '' : withoutSecrets(one.location),
      one.isPrivate,
      one.status,
      JSON.stringify(one.isPrivate ? [] : one.people.map(({ name, address, answer }) => ({ name, address, answer }))),
    ]),
  )
}

/** Addresses of meetings on the web bring the way in along. */
const withoutSecrets = (place: string): string => place.replace(/(https?:\/\/[^\s?#]{1,300})[?#][^\s]*/g, '$1')

async function drop(tx: Tx, calendarId: Id, over: readonly Kept[]): Promise<void> {
  if (over.length === 0) return
  await tx.query({
    name: 'calendar-meetings-drop',
    text: `delete from calendar_meeting m using unnest($2::text[], $3::text[]) t(href, recurrence)
      where m.calendar_id = $1 and m.href = t.href and m.recurrence = t.recurrence`,
    values: [calendarId, over.map((one) => one.href), over.map((one) => one.recurrence)],
  })
}

async function noteObjects(tx: Tx, calendarId: Id, objects: readonly ReadObject[]): Promise<void> {
  const insert = {
    name: 'calendar-object-keep',
    head: 'insert into calendar_object (calendar_id, href, etag) values',
    tail: 'on conflict (calendar_id, href) do update set etag = excluded.etag',
  }
  await insertRows(
    tx,
    insert,
    objects.map(({ href, etag }) => [calendarId, href, etag]),
  )
  await tx.query({
    name: 'calendar-own-seen',
    text: `update calendar_own o set etag = t.etag, href = t.href from unnest($2::text[], $3::text[]) t(href, etag)
      where o.calendar_id = $1 and o.href = t.href`,
    values: [calendarId, objects.map((one) => one.href), objects.map((one) => one.etag)],
  })
}
