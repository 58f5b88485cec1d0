// Telling those who sign audits that one is due: to the second it is, and again every week until somebody signs. The time is kept by a job
// in the same transaction as what it follows from; which job counts is kept as a setting, so that an older one comes to nothing.
import { permissionsOf, roles } from '../../desk/users/permissions.ts'
import { readSight } from '../../desk/users/sight.ts'
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { tellSigners } from '../notifications/tell.ts'

export interface DueInbox {
  inboxId: Id
  name: string
  at: Date
}

export const reminderJob = 'routingAudit.due'
export interface Reminder {
  at: string
}

const NAME = 'routing-audit-reminder'
const WEEK = 7 * 86_400_000

/** At the soonest that is due; none where nothing is planned. */
export async function keepReminder(tx: Tx, due: readonly DueInbox[]): Promise<void> {
  const at = due[0]?.at
  await setReminder(tx, at === undefined ? null : at > tx.now ? at : tx.now)
}

async function setReminder(tx: Tx, at: Date | null): Promise<void> {
  if (at === null) {
    await tx.db.deleteFrom('setting').where('name', '=', NAME).execute()
    return
  }
  const reminder: Reminder = { at: at.toISOString() }
  const value = JSON.stringify(reminder)
  await tx.db
    .insertInto('setting')
    .values({ name: NAME, value, changed_at: tx.now })
    .onConflict((clash) => clash.column('name').doUpdateSet({ value, changed_at: tx.now }))
    .execute()
  await enqueue(tx, reminderJob, reminder, { runAt: at })
}

/** The work of the job. `due`: of the plan as it is now. */
export async function remind(tx: Tx, { at }: Reminder, due: readonly DueInbox[]): Promise<void> {
  const row = await tx.db.selectFrom('setting').select('value').where('name', '=', NAME).executeTakeFirst()
  if ((row?.value as Reminder | undefined)?.at !== at) return
  // Claimed by a clock that was set back since: nobody would come again.
  if (new Date(at) > tx.now) return await enqueue(tx, reminderJob, { at }, { runAt: new Date(at) })
  const over = due.filter((one) => one.at <= tx.now)
  if (over.length > 0) {
    await record(tx, 'routingAudit.due', '0', { inboxIds: over.map((one) => one.inboxId) })
    await tellWhoSigns(tx, 'auditDue', over)
  }
  const next = due.find((one) => one.at > tx.now)?.at
  const again = over.length > 0 ? new Date(tx.now.getTime() + WEEK) : null
  await setReminder(tx, next && (again === null || next < again) ? next : again)
}

/** Each of the inboxes that they see themselves. */
export async function tellWhoSigns(
  tx: Tx,
  work: 'auditDue' | 'drift',
  inboxes: readonly { inboxId: Id; name: string }[],
): Promise<void> {
  const signing = roles.filter((role) => permissionsOf[role].includes('audit.write'))
  const sees = await readSight(tx)
  const people = await tx.db
    .selectFrom('user')
    .select(['id', 'role'])
    .where('role', 'in', signing)
    .where('disabled_at', 'is', null)
    .execute()
  const told = people.flatMap(({ id, role }) => {
    const theirs = inboxes.filter((one) => sees({ userId: id, role }, one.inboxId))
    return theirs.length === 0
      ? []
      : [
          {
            userId: id,
            text: theirs
              .map((one) => one.name)
              .join(', ')
              .slice(0, 300),
          },
        ]
  })
  await tellSigners(tx, work, told)
}

/** A schedule's work: where the plan is older than reminders are, or a job was lost, one is begun. */
export async function mendReminder(tx: Tx, due: readonly DueInbox[]): Promise<void> {
  const row = await tx.db.selectFrom('setting').select('value').where('name', '=', NAME).executeTakeFirst()
  const at = row ? new Date((row.value as Reminder).at) : null
  if (due.length > 0 && (at === null || tx.now.getTime() - at.getTime() > WEEK)) await keepReminder(tx, due)
}
