// How far the facts have followed: the change feed says which conversations something happened in, and each of them is measured anew
// as a whole. When the definitions change, or the feed was swept before it was read, everything is measured again, a page at a time.
import type { Calendar } from '../../desk/hours/calendar.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { VERSION } from './facts.ts'
import { keepFacts } from './keep.ts'
import { readStories } from './stories.ts'
import { recountDays } from './days.ts'

export interface Course {
  version: number
  seq: string
  builtTo: Id | null
  timeZone: string
  followedAt: Date | null
}

export type Calendars = Map<string, Calendar>

const CHANGES = 1_000
const PAGE = 200
/** Of a 64-bit integer. */
const MOST_ID = '9223372036854775807'

/** One step; `isMore`: there is more to do at once. Whoever else moves on waits, and then finds this done. */
export async function followFigures(tx: Tx, calendars: Calendars): Promise<{ isMore: boolean }> {
  const course = await holdCourse(tx)
  const timeZone = await deskZone(tx)
  if (course.version !== VERSION || (course.builtTo === null && (await hasMissedSome(tx, course)))) {
    await beginAnew(tx, timeZone)
    return { isMore: true }
  }
  if (course.timeZone !== timeZone) await recountDays(tx, timeZone)
  if (course.builtTo !== null) return await buildOn(tx, { ...course, timeZone }, calendars)
  const changes = await tx.query<{ seq: string; subjectId: Id }>({
    name: 'figures-changes',
    text: `select seq, subject_id as "subjectId" from change where seq > $1 order by seq limit ${CHANGES}`,
    values: [course.seq],
  })
  const ids = [...new Set(changes.map((one) => one.subjectId))]
  for (let at = 0; at < ids.length; at += PAGE)
    await keepFacts(tx, await readStories(tx, ids.slice(at, at + PAGE), calendars), timeZone)
  const isMore = changes.length === CHANGES
  await tx.query({
    name: 'figures-followed',
    text: 'update fact_course set seq = $1, followed_at = case when $2 then followed_at else $3 end',
    values: [changes.at(-1)?.seq ?? course.seq, isMore, tx.now],
  })
  return { isMore }
}

/** These conversations at once, where nobody can wait until the feed comes to them. */
export async function measure(tx: Tx, ids: readonly Id[], calendars: Calendars): Promise<void> {
  const { timeZone: kept } = await holdCourse(tx)
  const timeZone = await deskZone(tx)
  if (timeZone !== kept) await recountDays(tx, timeZone)
  await keepFacts(tx, await readStories(tx, ids, calendars), timeZone)
}

/** Where facts went with the conversations they were of. */
export async function recount(tx: Tx): Promise<void> {
  await holdCourse(tx)
  await recountDays(tx, await deskZone(tx))
}

export async function readCourse(tx: Tx): Promise<Course> {
  return await courseRow(tx, '')
}

/** Nobody else writes facts before this transaction has ended. */
export async function holdCourse(tx: Tx): Promise<Course> {
  return await courseRow(tx, ' for update')
}

async function courseRow(tx: Tx, hold: '' | ' for update'): Promise<Course> {
  const [row] = await tx.query<Course>({
    name: hold ? 'figures-hold' : 'figures-course',
    text: `select version, seq, built_to as "builtTo", time_zone as "timeZone", followed_at as "followedAt" from fact_course${hold}`,
    values: [],
  })
  return must(row, 'the course of the figures')
}

/** The feed is kept for two days. */
async function hasMissedSome(tx: Tx, { seq }: Course): Promise<boolean> {
  const [range] = await tx.query<{ isMissed: boolean }>({
    name: 'figures-missed',
    text: `select coalesce((select min(seq) from change where seq is not null), c.seq + 1) > $1::bigint + 1 or c.seq < $1::bigint as "isMissed" from change_counter c`,
    values: [seq],
  })
  return range?.isMissed ?? false
}

/** What happens from here on is in the feed after `seq`, so that nothing is missed while the pages are built. */
export async function beginAnew(tx: Tx, timeZone: string): Promise<void> {
  await tx.query({
    name: 'figures-anew',
    text: 'update fact_course set version = $1, seq = (select seq from change_counter), built_to = 0, time_zone = $2',
    values: [VERSION, timeZone],
  })
  await recountDays(tx, timeZone)
}

async function buildOn(tx: Tx, { builtTo, timeZone }: Course, calendars: Calendars): Promise<{ isMore: boolean }> {
  const rows = await tx.query<{ id: Id }>({
    name: 'figures-page',
    text: `select id from conversation where id > $1 order by id limit ${PAGE}`,
    values: [builtTo],
  })
  const ids = rows.map((row) => row.id)
  const last = ids.length < PAGE ? null : must(ids.at(-1), 'the last of a page')
  // Facts of conversations between them that were removed for good.
  const gone = await tx.query<{ id: Id }>({
    name: 'figures-removed',
    text: `select distinct conversation_id as id from fact where conversation_id > $1 and conversation_id <= coalesce($2::bigint, ${MOST_ID}) and conversation_id <> all($3::bigint[])`,
    values: [builtTo, last, ids],
  })
  await keepFacts(tx, await readStories(tx, [...ids, ...gone.map((row) => row.id)], calendars), timeZone)
  await tx.query({ name: 'figures-built', text: 'update fact_course set built_to = $1', values: [last] })
  return { isMore: true }
}
