// Meetings that somebody enters or accepts here and wants in their calendar: what is to be put there. Putting it is flows/calendars.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'

/** The calendar that this person’s meetings are put into. */
export async function targetOf(tx: Tx, userId: Id | null): Promise<Id | null> {
  if (userId === null) return null
  const row = await tx.db
    .selectFrom('calendar')
    .select('id')
    .where('owner_id', '=', userId)
    .where('is_target', '=', true)
    .executeTakeFirst()
  return row?.id ?? null
}

/** `uid`: of an invitation, by which other programs know it. */
export async function putIntoCalendar(tx: Tx, activityId: Id, userId: Id | null, uid?: string): Promise<void> {
  const calendarId = await targetOf(tx, userId)
  if (calendarId === null)
    throw new Problem('invalid', 'calendar-none', 'None of your calendars is the one that meetings are put into. Choose one in the settings.') // prettier-ignore
  await tx.db
    .insertInto('calendar_own')
    .values({ activity_id: activityId, calendar_id: calendarId, uid: uid ?? `postroom-${activityId}` })
    .onConflict((at) => at.column('activity_id').doNothing())
    .execute()
}

/** What only a calendar says is changed there. */
export async function refuseFollowed(tx: Tx, activityId: Id): Promise<void> {
  const [row] = await tx.query({
    name: 'meeting-followed',
    text: `select from calendar_meeting m where m.activity_id = $1
      and not exists (select from calendar_own o where o.activity_id = m.activity_id) limit 1`,
    values: [activityId],
  })
  if (row) throw new Problem('conflict', 'activity-followed', 'This meeting stands in a calendar. Change it there.')
}
