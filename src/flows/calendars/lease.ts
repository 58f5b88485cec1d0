// Which process visits which calendar, and how that went. One that died holds its calendars for some minutes more.
import type { CalendarRow } from '../../desk/calendars/calendars.ts'
import { afterVisit, LEASE, POLL, type Ended } from '../../desk/visits.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { noteChanges } from '../../store/changes.ts'
import type { Tx } from '../../store/tx.ts'

/** Between two visits; an address that is only read is no server that tells. */
const USUAL = { caldav: POLL, ics: 900_000 }
/** How often something is tried to be put there before somebody has to look at it. */
export const TELL_ATTEMPTS = 6

/** Calendars that are due, or in which something waits to be told; taken for this process. Of somebody who may not sign in any more none is visited. */
export async function takeDue(tx: Tx, holder: string, { limit }: { limit: number }): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    name: 'calendar-take',
    text: `update calendar c set leased_until = $1, leased_by = $2 from (
        select id from calendar where paused_at is null and (leased_until is null or leased_until <= $3)
          and (run_at <= $3 or (attempts = 0 and is_writable and exists (select from calendar_own o
            where o.calendar_id = calendar.id and o.attempts = 0 and o.told_version is null)))
          and (owner_id is null or exists (select from "user" u where u.id = owner_id and u.disabled_at is null))
          order by run_at, id limit $4 for update skip locked) due
      where c.id = due.id returning c.id`,
    values: [new Date(tx.now.getTime() + LEASE), holder, tx.now, limit],
  })
  return rows.map((row) => row.id)
}

/** The calendar as it is now, held for some minutes more. A Problem where it is another process’s, paused or gone. */
export async function holdCalendar(tx: Tx, id: Id, holder: string): Promise<CalendarRow> {
  const row = await tx.db
    .updateTable('calendar')
    .set({ leased_until: new Date(tx.now.getTime() + LEASE) })
    .where('id', '=', id)
    .where('leased_by', '=', holder)
    .where('paused_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new Problem('conflict', 'calendar-lost', 'The calendar is another process’s, paused or gone.')
  return row
}

/** How it went, for the page of calendars; the lease ends. */
export async function noteVisit(tx: Tx, id: Id, holder: string, ended: Ended | null, isPoll: boolean): Promise<void> {
  const was = await tx.db.selectFrom('calendar').selectAll().where('id', '=', id).where('leased_by', '=', holder).forUpdate().executeTakeFirst() // prettier-ignore
  if (!was) return
  const { state, columns } = afterVisit(was, {
    ended,
    isPoll,
    now: tx.now,
    usual: USUAL[was.kind as keyof typeof USUAL],
  })
  await tx.db.updateTable('calendar').set(columns).where('id', '=', id).execute()
  if (was.state !== state) await noteChanges(tx, [{ name: 'calendar.stateChanged', subjectId: id, inboxId: null }])
}

export async function releaseCalendars(tx: Tx, holder: string): Promise<void> {
  await tx.db
    .updateTable('calendar')
    .set({ leased_until: null, leased_by: null })
    .where('leased_by', '=', holder)
    .execute()
}
