// Meetings that were entered or accepted here, told to the calendar they are put into: each only if nobody changed it there meanwhile;
// whoever did has the last word. Nobody is invited by it: who it is with stands in its description, for mail leaves by the outbox alone.
import type { Collection } from '../../dav/client.ts'
import type { CalendarRow } from '../../desk/calendars/calendars.ts'
import type { Id } from '../../kit/id.ts'
import { type Problem, toProblem, translations } from '../../kit/problem.ts'
import { occurrencesIn, type Window } from '../../mail/calendar/occurrences.ts'
import type { Tx } from '../../store/tx.ts'
import { changedEvent, newEvent, type Said } from './event-text.ts'
import { TELL_ATTEMPTS } from './lease.ts'
import type { Step } from './step.ts'
import { ofOwn, takeObjects } from './take.ts'

interface Waiting {
  activity_id: Id
  uid: string
  href: string
  etag: string | null
  version: number
  at: Date
  minutes: number | null
  text: string
  is_deleted: boolean
  people: string[]
}

const BATCH = 20
/** What a meeting takes of which nobody said how long. */
const USUAL = 30

export async function tellOwn(step: Step, there: Collection, window: Window): Promise<void> {
  const tried = new Set<Id>()
  for (;;) {
    const waiting = await step((tx, held) => nextWaiting(tx, held, [...tried], (name) => there.hrefOf(name)))
    if (waiting.length === 0) return
    for (const one of waiting) {
      tried.add(one.activity_id)
      await tell(step, there, window, one)
    }
  }
}

/** Their place there is written down first: whoever dies between putting and noting finds it again. */
async function nextWaiting(
  tx: Tx,
  { id, is_writable: isWritable }: CalendarRow,
  tried: readonly Id[],
  hrefOf: (name: string) => string,
): Promise<Waiting[]> {
  // prettier-ignore
  if (isWritable === false) return []
  const rows = await tx.query<Omit<Waiting, 'href'> & { href: string | null }>({
    name: 'calendar-untold',
    text: `select o.activity_id, o.uid, o.href, o.etag, a.version, a.at, a.minutes, a.text, a.deleted_at is not null as is_deleted,
        array(select c.name || coalesce(' <' || (select d.address from contact_address d where d.contact_id = c.id order by d.position, d.address limit 1) || '>', '')
          from timeline t join contact c on c.id = t.subject_id where t.reference_id = a.id and t.noun = 'contact' and t.removed_at is null
          order by c.id limit 20) as people
      from calendar_own o join activity a on a.id = o.activity_id
      where o.calendar_id = $1 and o.told_version is null and o.attempts < ${TELL_ATTEMPTS} and o.activity_id <> all($2::bigint[]) order by o.activity_id limit ${BATCH}`,
    values: [id, tried],
  })
  const placed = rows.map((row) => ({ ...row, href: row.href ?? hrefOf(`postroom-${row.activity_id}.ics`) }))
  await tx.query({
    name: 'calendar-own-place',
    text: `update calendar_own o set href = t.href from unnest($1::bigint[], $2::text[]) t(id, href) where o.activity_id = t.id and o.href is null`,
    values: [placed.map((one) => one.activity_id), placed.map((one) => one.href)],
  })
  return placed
}

async function tell(step: Step, there: Collection, window: Window, one: Waiting): Promise<void> {
  try {
    if (one.is_deleted) {
      if (one.etag !== null) await there.remove(one.href, one.etag)
      return await step((tx) => note(tx, one, null))
    }
    const [was] = await there.read([one.href])
    if (was && was.etag !== one.etag) return await takeThere(step, there, window, one)
    const said = saidOf(one)
    const text = was ? changedEvent(was.text, said, window, new Date()) : newEvent(said, new Date())
    const { etag } = text === was?.text ? was : await there.put(one.href, text, was?.etag ?? null)
    await step((tx) => note(tx, one, etag ?? ''))
  } catch (thrown) {
    const problem = toProblem(thrown)
    if (problem.code === 'card-changed') return await takeThere(step, there, window, one)
    await step((tx) => noteFailure(tx, one, problem))
    if (translations[problem.kind].retry || problem.code === 'dav-password') throw problem
  }
}

const saidOf = ({ uid, at, minutes, text, people }: Waiting): Said => ({
  uid,
  start: at,
  end: new Date(at.getTime() + (minutes ?? USUAL) * 60_000),
  title: text.split('\n')[0] ?? '',
  people,
})

/** As it is there now, whoever wrote it; where nothing lies at its place another event has its UID. */
async function takeThere(step: Step, there: Collection, window: Window, one: Waiting): Promise<void> {
  const objects = await there.read([one.href])
  const read = objects.map(({ href, etag, text }) => ({ href, etag, occurrences: occurrencesIn(text, ofOwn(window)) }))
  await step(async (tx, held) => {
    if (read.length > 0) await takeObjects(tx, held, read)
    await tx.query({
      name: 'calendar-own-taken',
      text: 'update calendar_own o set told_version = a.version, error = $2 from activity a where o.activity_id = $1 and a.id = $1',
      values: [one.activity_id, read.length > 0 ? null : 'The calendar has another event of this UID.'],
    })
  })
}

/** Whoever changed it meanwhile is heard next. */
async function note(tx: Tx, { activity_id: id, version }: Waiting, etag: string | null): Promise<void> {
  const now = await tx.db.selectFrom('activity').select('version').where('id', '=', id).forUpdate().executeTakeFirst()
  const told = { etag, told_version: now?.version === version ? version : null, attempts: 0, error: null }
  await tx.db.updateTable('calendar_own').set(told).where('activity_id', '=', id).execute()
}

async function noteFailure(tx: Tx, { activity_id: id }: Waiting, problem: Problem): Promise<void> {
  await tx.db
    .updateTable('calendar_own')
    .set((is) => ({ attempts: is('attempts', '+', 1), error: problem.message.slice(0, 300) }))
    .where('activity_id', '=', id)
    .execute()
}
