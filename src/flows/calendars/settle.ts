// The activity of a meeting as its calendars have it now: when, how long, what it is called, on whom it stands. One that no calendar has
// any more goes.
import type { CalendarRow } from '../../desk/calendars/calendars.ts'
import type { Link } from '../../desk/capture/decide.ts'
import { addToTimeline } from '../../desk/timeline/timeline.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import { recordAll } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'

interface Row {
  id: Id
  owner_id: Id | null
  starts_at: Date | null
  ends_at: Date | null
  first_day: string | null
  title: string | null
  /** Of the activity, where there is one. */
  at: Date | null
  minutes: number | null
  text: string | null
  is_own: boolean
  is_deleted: boolean
  calendars: number
}

const LONGEST = 14_400

/** `links`: by activity, on whom this calendar says that it stands. */
export async function settle(tx: Tx, calendar: CalendarRow, links: ReadonlyMap<Id, Link[]>): Promise<void> {
  if (links.size === 0) return
  const rows = await rowsOf(tx, [...links.keys()])
  const told: { name: string; nounId: Id; data: object }[] = []
  const note = (name: string, id: Id) => told.push({ name, nounId: id, data: { calendarId: calendar.id } })
  const fresh: Row[] = []
  for (const row of rows) {
    if (row.starts_at === null) {
      if (await leave(tx, row)) note('activity.deleted', row.id)
    } else if (row.at === null) fresh.push(row)
    else if (await follow(tx, row, row.starts_at)) note('activity.changed', row.id)
  }
  await insertRows(
    tx,
    { name: 'activity-follow-add', head: 'insert into activity (id, kind, at, minutes, text, author_id, created_at, changed_at) values' }, // prettier-ignore
    fresh.map((row) => [row.id, 'meeting', row.starts_at, minutesOf(row), row.title ?? '', row.owner_id, tx.now, tx.now]), // prettier-ignore
  )
  for (const row of fresh) note('activity.added', row.id)
  await place(tx, rows.filter((row) => row.starts_at !== null), links) // prettier-ignore
  await recordAll(tx, told)
}

/** Of several calendars the first says what it is called that does not keep it private. */
async function rowsOf(tx: Tx, ids: readonly Id[]): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'calendar-settle',
    text: `select asked.id, m.owner_id, m.starts_at, m.ends_at, m.first_day, m.title, a.at, a.minutes, a.text, a.deleted_at is not null as is_deleted,
        exists (select from calendar_own o where o.activity_id = asked.id) as is_own,
        (select count(*)::int from calendar_meeting every where every.activity_id = asked.id) as calendars
      from unnest($1::bigint[]) asked(id) left join activity a on a.id = asked.id
      left join lateral (select one.*, c.owner_id from calendar_meeting one join calendar c on c.id = one.calendar_id
        where one.activity_id = asked.id order by one.is_private, one.calendar_id limit 1) m on true`,
    values: [ids],
  })
}

function minutesOf({ starts_at: start, ends_at: end, first_day: day }: Row): number | null {
  if (day !== null || !start || !end) return null
  const minutes = Math.round((end.getTime() - start.getTime()) / 60_000)
  return minutes > 0 ? Math.min(minutes, LONGEST) : null
}

/** What was entered here can be brought back; the rest was never anybody's word. */
async function leave(tx: Tx, { id, at, is_own: isOwn, is_deleted: isDeleted }: Row): Promise<boolean> {
  if (at === null || isDeleted) return false
  if (isOwn) {
    await tx.query({
      name: 'activity-follow-away',
      text: `with gone as (update activity set deleted_at = $2, changed_at = $2, version = version + 1 where id = $1 returning id, version)
        update calendar_own o set told_version = gone.version from gone where o.activity_id = gone.id`,
      values: [id, tx.now],
    })
    return true
  }
  await tx.query({
    name: 'activity-follow-entries',
    text: 'delete from timeline where reference_id = $1',
    values: [id],
  })
  await tx.query({ name: 'activity-follow-drop', text: 'delete from activity where id = $1', values: [id] })
  return true
}

/** Of one that was entered here only what changed there is taken: its first line is its title. */
async function follow(tx: Tx, row: Row, start: Date): Promise<boolean> {
  const [first = '', ...rest] = (row.text ?? '').split('\n')
  const title = row.is_own && row.title === '' ? first : (row.title ?? '')
  const text = row.is_own ? [title, ...rest].join('\n') : title
  const minutes = row.is_own ? (minutesOf(row) ?? row.minutes) : minutesOf(row)
  const isMoved = row.at?.getTime() !== start.getTime()
  if (!isMoved && minutes === row.minutes && text === row.text) return false
  await tx.query({
    name: 'activity-follow-change',
    text: `with now as (update activity set at = $2, minutes = $3, text = $4, changed_at = $5, version = version + 1 where id = $1 returning id, version)
      update calendar_own o set told_version = now.version from now where o.activity_id = now.id`,
    values: [row.id, start, minutes, text, tx.now],
  })
  if (isMoved) await tx.query({ name: 'activity-moved', text: 'update timeline set at = $2 where reference_id = $1', values: [row.id, start] }) // prettier-ignore
  return true
}

/** Where this is the only calendar that has it, it stands on nobody else any more; what a person took away stays away. */
async function place(tx: Tx, rows: readonly Row[], links: ReadonlyMap<Id, Link[]>): Promise<void> {
  await addToTimeline(
    tx,
    rows.flatMap((row) =>
      (links.get(row.id) ?? []).map(({ noun, id, because, confidence, via }) => ({
        subject: { noun, id },
        kind: 'meeting' as const,
        referenceId: row.id,
        at: row.starts_at as Date,
        actorId: row.owner_id,
        because,
        confidence,
        detail: via === null ? null : { via },
      })),
    ),
  )
  const alone = rows.filter((row) => row.calendars === 1 && !row.is_own && (links.get(row.id)?.length ?? 0) > 0)
  const pairs = alone.flatMap((row) => (links.get(row.id) ?? []).map((link) => [row.id, link.id] as const))
  if (pairs.length === 0) return
  await tx.query({
    name: 'meeting-left',
    text: `delete from timeline t where t.reference_id = any($1::bigint[]) and t.kind = 'meeting' and t.removed_at is null
      and t.correction_id is null and not exists (select from unnest($2::bigint[], $3::bigint[]) k(activity_id, subject_id)
        where k.activity_id = t.reference_id and k.subject_id = t.subject_id)`,
    values: [alone.map((row) => row.id), pairs.map(([id]) => id), pairs.map(([, subject]) => subject)],
  })
}
