// Notifications by mail: once a minute, for whoever's time has come, what they have not read by then in one letter. Line and letter
// are one transaction with the job, so that nothing is mailed twice.
import type { Means } from '../../desk/means.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { choicesFrom } from '../../desk/notifications/choices.ts'
import { actorOf } from '../../desk/users/actors.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { queueLetter } from './letter.ts'
import { linesFor, TOLD, type ToldRow } from './lines.ts'

export type MailMeans = Pick<Means, 'raw' | 'hostname' | 'publicUrl' | 'hasWayOut'>

/** People in one round; the others' turn comes with the next. */
const AT_ONCE = 200

/** Answers how many letters there are. */
export async function mailNotifications(tx: Tx, means: MailMeans): Promise<number> {
  const due = await tx.query<{ userId: Id }>({
    name: 'notification-mail-due',
    text: `select user_id as "userId" from notification where mail_at <= $1 group by user_id order by min(mail_at) limit ${AT_ONCE}`,
    values: [tx.now],
  })
  let letters = 0
  // In the order in which whoever tells holds them.
  for (const { userId } of due.toSorted((a, b) => compareIds(a.userId, b.userId)))
    if (await mailOne(tx, means, userId)) letters++
  return letters
}

async function mailOne(tx: Tx, means: MailMeans, userId: Id): Promise<boolean> {
  await tx.query({
    name: 'notification-hold-own',
    text: 'select from notification_count where user_id = $1 for update',
    values: [userId],
  })
  const rows = await tx.query<ToldRow>({
    name: 'notification-mail-take',
    text: `update notification set mail_at = null where user_id = $1 and mail_at <= $2 returning ${TOLD}`,
    values: [userId, tx.now],
  })
  const actor = await actorOf(tx, userId)
  const user = await tx.db.selectFrom('user').select(['name', 'email', 'locale', 'notices']).where('id', '=', userId).executeTakeFirst() // prettier-ignore
  if (!actor || !user || !means.hasWayOut) return false
  const lines = await linesFor(tx, actor, rows)
  if (lines.length === 0) return false
  const { timeZone, namesSubjects } = choicesFrom(user.notices)
  const reader = { userId, ...user, namesSubjects, timeZone: timeZone ?? (await deskZone(tx)) }
  const isQueued = await queueLetter(tx, means, reader, lines)
  await tx.db.updateTable('notification_count').set({ mailed_at: tx.now }).where('user_id', '=', userId).execute()
  return isQueued
}
