// What was asked, as what it means for whoever asks: which days, which inboxes, whose figures.
import { type RawBuilder, sql } from 'kysely'
import { openZone, type Zone } from '../../desk/hours/zone.ts'
import { can, type Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import type { Tx } from '../../store/tx.ts'
import { readCourse, type Course } from './course.ts'
import { PERIODS, type Grouping, type readFigures } from './figures.api.ts'
import { daysAfter, lengthOf, previousOf, spanOf, type Period, type Span } from './period.ts'

export type Asked = Omit<InputOf<typeof readFigures>, 'groupBy' | 'compare'>
type Condition = RawBuilder<boolean>

export interface Question {
  actor: Actor
  zone: Zone
  timeZone: string
  course: Course
  isOwn: boolean
  period: Period
  previous: Period
  inboxIds: readonly Id[]
  /** On rows of `fact`, but for kind and time. */
  conditions: readonly Condition[]
  /** The one that was asked for: then groups by tag are it alone, or a number would have conversations behind it that lack it. */
  tag: string | undefined
  /** Nothing but inboxes was asked for: what is summed by day will do. */
  isPlain: boolean
}

const USUAL = 30

export async function readQuestion(tx: Tx, actor: Actor, asked: Asked): Promise<Question> {
  const course = await readCourse(tx)
  const { timeZone } = course
  const zone = openZone(timeZone)
  const until = asked.until ?? zone.at(tx.now).date
  const period = { from: asked.from ?? daysAfter(until, 1 - USUAL), until }
  const length = lengthOf(period)
  if (!(length >= 1 && length <= PERIODS.most) || period.from < PERIODS.first || until > PERIODS.last)
    throw new Problem('invalid', 'bad-period', 'A period ends on the day it begins or later, and is ten years at most.', { detail: { where: 'from' } }) // prettier-ignore
  const isOwn = !can(actor, 'report.read')
  const personId = isOwn ? (actor.id ?? '0') : asked.personId
  const inboxIds = actor.inboxIds.filter((id) => asked.inboxId === undefined || id === asked.inboxId)
  const conditions = [
    sql<boolean>`fact.inbox_id = any(${inboxIds}::bigint[])`,
    ...isOf('team_id', asked.teamId),
    ...isOf('person_id', personId),
    ...isOf('category_id', asked.categoryId),
    ...(asked.priority === undefined ? [] : [sql<boolean>`fact.priority = ${asked.priority}`]),
    ...(asked.tag === undefined ? [] : [sql<boolean>`${asked.tag} = any(fact.tags)`]),
    ...(asked.tagged === undefined ? [] : [sql<boolean>`fact.tags = '{}'`]),
  ]
  const previous = previousOf(period)
  return { actor, zone, timeZone, course, isOwn, period, previous, inboxIds, conditions, tag: asked.tag, isPlain: conditions.length === 1 } // prettier-ignore
}

function isOf(column: 'team_id' | 'person_id' | 'category_id', id: Id | undefined): Condition[] {
  if (id === undefined) return []
  if (id === 'none') return [sql`${sql.ref(`fact.${column}`)} is null`]
  return [sql`${sql.ref(`fact.${column}`)} = ${id}::bigint`]
}

/** Rows of these kinds in [start, end). Those of one kind can be walked in order along an index. */
export function rowsIn(
  { conditions }: Question,
  kinds: readonly [string, ...string[]],
  { start, end }: Span,
): Condition {
  const kind = kinds.length === 1 ? sql`fact.kind = ${kinds[0]}` : sql`fact.kind = any(${[...kinds]}::text[])`
  const time = sql<boolean>`${kind} and fact.at >= ${start} and fact.at < ${end}`
  return sql`${sql.join([time, ...conditions], sql` and `)}`
}

/** What rows are told apart by: a text, null where they have none. `beside` joins what there may be several of. */
export interface Key {
  of: RawBuilder<string | null>
  beside: RawBuilder<unknown>
}

export const noKey: Key = { of: sql`null::text`, beside: sql`` }

export function keyBy({ tag }: Question, grouping: Grouping): Key {
  if (grouping === 'tag') {
    const which = tag !== undefined ? sql`tagged.tag = ${tag}` : sql`true`
    return { of: sql`tagged.tag`, beside: sql`left join lateral unnest(fact.tags) as tagged (tag) on ${which}` }
  }
  const column = grouping === 'priority' ? 'priority' : (`${grouping}_id` as const)
  return { of: sql`${sql.ref(`fact.${column}`)}::text`, beside: sql`` }
}

/** By the part of a period in which it was: its place, beginning with 0. */
export function keyByPart(zone: Zone, parts: readonly Period[]): Key {
  const starts = parts.map((part) => spanOf(zone, part).start)
  return { of: sql`(width_bucket(fact.at, ${starts}::timestamptz[]) - 1)::text`, beside: sql`` }
}
