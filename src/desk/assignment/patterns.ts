// Work patterns: when people are there, what they can, how much they are given at once; and their time off.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseImpossible } from '../hours/hours.ts'
import type { Skill, TimeOff, WorkPattern } from './assignment.api.ts'

export type Wanted = Omit<WorkPattern, 'userId' | 'timeOff' | 'version'>

/** Of those nobody has said anything about. */
export const USUAL: Wanted & { version: number } = { slots: 3, hours: null, languages: [], categories: [], version: 0 }

/** Everybody who can be given work: viewers only read. Time off that is over is left out. */
export async function listPatterns(tx: Tx): Promise<WorkPattern[]> {
  const rows = await tx.query<Partial<Omit<WorkPattern, 'userId' | 'timeOff'>> & { userId: Id; timeOff: TimeOff[] }>({
    name: 'work-patterns',
    text: `select u.id as "userId", p.slots, p.hours, p.languages, p.categories, p.version,
        coalesce((select jsonb_agg(jsonb_build_object('id', t.id::text, 'firstDay', t.first_day, 'lastDay', t.last_day, 'note', t.note) order by t.first_day, t.id)
          from time_off t where t.user_id = u.id and t.last_day >= $1), '[]') as "timeOff"
      from "user" u left join work_pattern p on p.user_id = u.id
      where u.disabled_at is null and u.role <> 'viewer' order by lower(u.name), u.id`,
    values: [yesterday(tx.now)],
  })
  return rows.map(({ userId, timeOff, slots, hours, languages, categories, version }) => ({
    userId,
    slots: slots ?? USUAL.slots,
    hours: hours ?? null,
    languages: languages ?? [],
    categories: categories ?? [],
    version: version ?? 0,
    timeOff,
  }))
}

export async function patternOf(tx: Tx, userId: Id): Promise<WorkPattern> {
  const found = (await listPatterns(tx)).find((one) => one.userId === userId)
  if (!found)
    throw new Problem('missing', 'user-missing', 'There is no such colleague, or they are given no work.', {
      detail: { userId },
    })
  return found
}

/** `version`: the one that was looked at, 0 where there was none. */
export async function changePattern(tx: Tx, userId: Id, version: number, wanted: Wanted): Promise<WorkPattern> {
  await tx.query({ name: 'pattern-lock', text: 'select from "user" where id = $1 for no key update', values: [userId] })
  const was = await patternOf(tx, userId)
  if (was.version !== version)
    throw new Problem('conflict', 'work-pattern-changed', 'Somebody else changed this meanwhile. Look again, then repeat.') // prettier-ignore
  if (wanted.hours) refuseImpossible(wanted.hours)
  refuseTwice(wanted.languages, 'languages')
  refuseTwice(wanted.categories, 'categories')
  await refuseUnknownCategories(tx, wanted.categories, was.categories)
  const { slots, hours, languages, categories } = wanted
  await tx.query({
    name: 'pattern-write',
    text: `insert into work_pattern (user_id, slots, hours, languages, categories, version, changed_at) values ($1, $2, $3, $4, $5, 1, $6)
      on conflict (user_id) do update set slots = excluded.slots, hours = excluded.hours, languages = excluded.languages,
        categories = excluded.categories, version = work_pattern.version + 1, changed_at = excluded.changed_at`,
    values: [userId, slots, hours && JSON.stringify(hours), JSON.stringify(languages), JSON.stringify(categories), tx.now], // prettier-ignore
  })
  await record(tx, 'workPattern.changed', userId, { before: { slots: was.slots, hours: was.hours, languages: was.languages, categories: was.categories }, now: wanted }) // prettier-ignore
  return await patternOf(tx, userId)
}

export async function addTimeOff(tx: Tx, userId: Id, off: Omit<TimeOff, 'id'>): Promise<WorkPattern> {
  const { timeOff } = await patternOf(tx, userId)
  if (off.lastDay < off.firstDay)
    throw new Problem('invalid', 'time-off-backwards', `It ends on ${off.lastDay}, before it begins on ${off.firstDay}. Swap the two days.`, { detail: { where: 'lastDay', suggestion: off.firstDay } }) // prettier-ignore
  const other = timeOff.find((one) => one.firstDay <= off.lastDay && off.firstDay <= one.lastDay)
  if (other)
    throw new Problem('conflict', 'time-off-twice', `${other.firstDay} to ${other.lastDay} is entered already, and overlaps. Take that back first, or enter the days beside it.`, { detail: { where: 'firstDay', timeOffId: other.id } }) // prettier-ignore
  const id = tx.mint()
  await tx.db
    .insertInto('time_off')
    .values({ id, user_id: userId, first_day: off.firstDay, last_day: off.lastDay, note: off.note })
    .execute()
  await record(tx, 'timeOff.added', userId, { firstDay: off.firstDay, lastDay: off.lastDay })
  return await patternOf(tx, userId)
}

export async function deleteTimeOff(tx: Tx, userId: Id, id: Id): Promise<void> {
  const row = await tx.db
    .deleteFrom('time_off')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning(['first_day', 'last_day'])
    .executeTakeFirst()
  if (!row) throw new Problem('missing', 'time-off-missing', 'There is no such time off.')
  await record(tx, 'timeOff.deleted', userId, { firstDay: row.first_day, lastDay: row.last_day })
}

function refuseTwice(skills: readonly Skill[], where: string): void {
  const at = skills.findIndex((one, place) => skills.findIndex((other) => other.id === one.id) < place)
  if (at >= 0)
    throw new Problem('invalid', 'skill-twice', 'One skill is listed twice. Keep the level that is right.', {
      detail: { where: `${where}.${at}` },
    })
}

/** What was archived since may stay, and is asked for no more. */
async function refuseUnknownCategories(tx: Tx, skills: readonly Skill[], was: readonly Skill[]): Promise<void> {
  const rows = await tx.db.selectFrom('category').select('id').where('archived_at', 'is', null).execute()
  const known = new Set([...rows.map((row) => row.id), ...was.map((one) => one.id)])
  const at = skills.findIndex((one) => !known.has(one.id))
  if (at >= 0)
    throw new Problem('invalid', 'category-missing', 'There is no such category. Choose one of the list.', {
      detail: { where: `categories.${at}` },
    })
}

/** Somewhere it is still that day. */
const yesterday = (now: Date) => new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10)
