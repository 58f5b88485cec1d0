// One visit to a calendar: what changed there is taken in, then meetings that were entered here are told. Once a day everything is read
// again, since what comes again is known some weeks ahead only, and somebody may have become a contact since.
import { setImmediate } from 'node:timers/promises'
import { type Collection, openCollection, type Send } from '../../dav/client.ts'
import { openFeed } from '../../dav/feed.ts'
import { events } from '../../dav/manners.ts'
import { troubleOf } from '../../dav/refusal.ts'
import { accessOf, type CalendarAccess, type CalendarRow } from '../../desk/calendars/calendars.ts'
import type { testCalendar } from '../../desk/calendars/calendars.api.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import type { Id } from '../../kit/id.ts'
import type { Log } from '../../kit/log.ts'
import { toProblem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import { occurrencesIn, type Window } from '../../mail/calendar/occurrences.ts'
import type { Keys } from '../../store/keys.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { endedBy, type Ended } from '../../desk/visits.ts'
import { holdCalendar, noteVisit } from './lease.ts'
import type { Step } from './step.ts'
import { ofOwn, type ReadObject, takeGone, takeObjects } from './take.ts'
import { tellOwn } from './tell.ts'

export interface Visiting {
  store: Store
  keys: Keys
  /** The product's one guarded client (`doors/outbound`). */
  send: Send
  log: Log
}

const us = { actorId: null }
const DAY = 86_400_000
/** Meetings of so long ago, and so far ahead; of those that come again only the next weeks, or they would bury the rest. */
const DAYS = { back: 366, ahead: 184, again: 35 }
const BATCH = 50

/** Of a calendar that `holder` has taken. Never throws: how it went stands on its page. */
export async function visitCalendar(means: Visiting, id: Id, holder: string): Promise<void> {
  const { store, keys, log } = means
  const step: Step = (verb) => store.transact(us, async (tx) => await verb(tx, await holdCalendar(tx, id, holder)))
  let isPoll = false
  let ended: Ended | null = null
  try {
    const { row, window } = await step(async (tx, held) => ({ row: held, window: await windowOf(tx, held) }))
    isPoll = row.run_at <= store.clock.now() || row.agreed_at === null
    const there = open(means.send, accessOf(keys, row), window)
    if (row.is_writable === null) await noteRights(step, there)
    if (isPoll) await pull(step, there, window, store.clock.now())
    if (row.kind === 'caldav') await tellOwn(step, there, window)
  } catch (thrown) {
    const problem = toProblem(thrown)
    if (problem.code === 'calendar-lost') return
    if (problem.kind === 'broken') log.error({ err: problem.cause ?? problem, calendarId: id }, 'a calendar could not be visited') // prettier-ignore
    ended = endedBy(problem, troubleOf(problem))
  }
  await store.transact(us, (tx) => noteVisit(tx, id, holder, ended, isPoll))
}

const open = (send: Send, access: CalendarAccess, { from, until }: Pick<Window, 'from' | 'until'>): Collection =>
  access.kind === 'ics' ? openFeed(send, access.url) : openCollection(send, access, events(from, until))

async function windowOf(tx: Tx, { owner_id: ownerId }: CalendarRow): Promise<Window> {
  const owner = ownerId === null ? null : await tx.db.selectFrom('user').select('notices').where('id', '=', ownerId).executeTakeFirst() // prettier-ignore
  const { timeZone = null } = (owner?.notices ?? {}) as { timeZone?: string | null }
  const at = (days: number) => new Date(tx.now.getTime() + days * DAY)
  return { from: at(-DAYS.back), until: at(DAYS.ahead), againUntil: at(DAYS.again), zone: timeZone ?? (await deskZone(tx)) } // prettier-ignore
}

async function noteRights(step: Step, there: Collection): Promise<void> {
  const { isWritable } = await there.look()
  await step(async (tx, { id }) => {
    await tx.db.updateTable('calendar').set({ is_writable: isWritable }).where('id', '=', id).execute()
  })
}

/** Whatever is cut off goes on from the same place: the calendar has been read only when all of it was taken. */
async function pull(step: Step, there: Collection, window: Window, now: Date): Promise<void> {
  const row = await step(async (_tx, held) => held)
  const isAnew = row.read_at === null || now.getTime() - row.read_at.getTime() > DAY
  const changes = await there.changes(isAnew ? null : row.sync_token)
  const isAll = changes.isWhole && isAnew
  const { known, own, unlisted } = await step((tx) => etagsOf(tx, row.id, window))
  const wanted = changes.changed.filter((one) => isAll || known.get(one.href) !== one.etag).map((one) => one.href)
  const listed = new Set(changes.changed.map((one) => one.href))
  const isGone = (href: string) => !listed.has(href) && !unlisted.has(href)
  const gone = new Set(changes.isWhole ? [...known.keys(), ...own].filter(isGone) : changes.gone)
  for (let from = 0; from < wanted.length; from += BATCH) {
    const hrefs = wanted.slice(from, from + BATCH)
    const objects = await there.read(hrefs)
    for (const href of hrefs) if (!objects.some((one) => one.href === href)) gone.add(href) // between the list and the look
    const read = await readObjects(objects, (href) => (own.has(href) ? ofOwn(window) : window))
    await step((tx, held) => takeObjects(tx, held, read))
  }
  const left = [...gone]
  for (let from = 0; from < left.length; from += BATCH)
    await step((tx, held) => takeGone(tx, held, left.slice(from, from + BATCH)))
  await step(async (tx, { id }) => {
    const read = isAll ? { read_at: now } : {}
    await tx.db
      .updateTable('calendar')
      .set({ sync_token: changes.token, ...read })
      .where('id', '=', id)
      .execute()
  })
}

interface Etags {
  known: Map<string, string>
  own: Set<string>
  /** Of one’s own what takes place before or after what is asked for: that no list has it says nothing. */
  unlisted: Set<string>
}

/** One after the other, with room between them for whoever waits: what a calendar says may take its time to be reckoned. */
async function readObjects(
  objects: Awaited<ReturnType<Collection['read']>>,
  windowFor: (href: string) => Window,
): Promise<ReadObject[]> {
  const read: ReadObject[] = []
  for (const { href, etag, text } of objects) {
    read.push({ href, etag, occurrences: occurrencesIn(text, windowFor(href)) })
    await setImmediate()
  }
  return read
}

/** As they were read last; and what was put there from here, which may not have been read yet. */
async function etagsOf(tx: Tx, id: Id, { from, until }: Pick<Window, 'from' | 'until'>): Promise<Etags> {
  const rows = await tx.db
    .selectFrom('calendar_object')
    .select(['href', 'etag'])
    .where('calendar_id', '=', id)
    .execute()
  const own = await tx.query<{ href: string; at: Date }>({
    name: 'calendar-own-there',
    text: `select o.href, a.at from calendar_own o join activity a on a.id = o.activity_id
      where o.calendar_id = $1 and o.href is not null and o.etag is not null`,
    values: [id],
  })
  // A day on each side: a server may go by another clock.
  const isListed = ({ at }: { at: Date }) => at.getTime() > from.getTime() + DAY && at.getTime() < until.getTime() - DAY
  return {
    known: new Map(rows.map(({ href, etag }) => [href, etag])),
    own: new Set(own.map((one) => one.href)),
    unlisted: new Set(own.filter((one) => !isListed(one)).map((one) => one.href)),
  }
}

/** Enters the calendar without keeping anything, and says in a word what is wrong. */
export async function tryCalendar(send: Send, access: CalendarAccess): Promise<OutputOf<typeof testCalendar>> {
  const there = open(send, access, { from: new Date(0), until: new Date(0) })
  try {
    const { name, isWritable, token } = await there.look()
    return { isOk: true, trouble: null, error: null, calendar: { name, isWritable, tellsChanges: token !== null }, found: [] } // prettier-ignore
  } catch (thrown) {
    const problem = toProblem(thrown)
    const trouble = told(troubleOf(problem))
    const isElsewhere = ['no-calendar', 'not-found', 'not-dav'].includes(trouble)
    const found = isElsewhere ? await there.find().catch(() => []) : []
    // Servers repeat what they were told; whoever tries a calendar need not know its password.
    const error = access.password === '' ? problem.message : problem.message.replaceAll(access.password, '…')
    return { isOk: false, trouble: found.length > 0 ? 'no-calendar' : trouble, error, calendar: null, found }
  }
}

type Trouble = NonNullable<OutputOf<typeof testCalendar>['trouble']>

/** What only address books have. */
const told = (trouble: ReturnType<typeof troubleOf>): Trouble =>
  trouble === 'no-book' || trouble === 'grant-missing' || trouble === 'grant-revoked' ? 'told' : trouble
