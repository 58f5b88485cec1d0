// Notifications by mail: once a minute, for whoever's time has come, what they have not read by then in one letter. Line and letter
// are one transaction with the job, so that nothing is mailed twice.
import { seenAmong } from '../../desk/conversations/read.ts'
import type { Means } from '../../desk/means.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { choicesFrom } from '../../desk/notifications/choices.ts'
import type { What } from '../../desk/notifications/notifications.api.ts'
import { seenTasks } from '../../desk/tasks/sight.ts'
import { actorOf } from '../../desk/users/actors.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { queueLetter, type MailLine } from './letter.ts'

export type MailMeans = Pick<Means, 'raw' | 'hostname' | 'publicUrl' | 'hasWayOut'>

/** People in one round; the others' turn comes with the next. */
const AT_ONCE = 200

interface Row {
  id: Id
  what: What
  conversation_ids: Id[]
  conversations: number
  task_ids: Id[]
  tasks: number
  actor_id: Id | null
  times: number
  data: { text?: string; work?: string }
  at: Date
}

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
  const rows = await tx.query<Row & { read_at: Date | null }>({
    name: 'notification-mail-take',
    text: `update notification set mail_at = null where user_id = $1 and mail_at <= $2
      returning id, what, conversation_ids::text[] as conversation_ids, conversations, task_ids::text[] as task_ids, tasks,
        actor_id, times, data, at, read_at`,
    values: [userId, tx.now],
  })
  const actor = await actorOf(tx, userId)
  const user = await tx.db.selectFrom('user').select(['name', 'email', 'locale', 'notices']).where('id', '=', userId).executeTakeFirst() // prettier-ignore
  const unread = rows.filter((row) => row.read_at === null).toSorted((a, b) => b.at.getTime() - a.at.getTime())
  if (!actor || !user || !means.hasWayOut || unread.length === 0) return false
  // As it is now: who lost a conversation since is told nothing of it.
  const seen = await seenAmong(tx, actor, [...new Set(unread.flatMap((row) => row.conversation_ids))])
  const tasks = await seenTasks(tx, actor, unread.flatMap((row) => row.task_ids)) // prettier-ignore
  const names = { ...(await namesOf(tx, unread, seen)), tasks }
  const lines = unread.flatMap((row) => lineOf(row, seen, names) ?? [])
  if (lines.length === 0) return false
  const { timeZone, namesSubjects } = choicesFrom(user.notices)
  const reader = { userId, ...user, namesSubjects, timeZone: timeZone ?? (await deskZone(tx)) }
  const isQueued = await queueLetter(tx, means, reader, lines)
  await tx.db.updateTable('notification_count').set({ mailed_at: tx.now }).where('user_id', '=', userId).execute()
  return isQueued
}

interface Names {
  people: Map<Id, string>
  conversations: Map<Id, NonNullable<MailLine['conversation']>>
  tasks: ReadonlyMap<Id, string>
}

async function namesOf(tx: Tx, rows: readonly Row[], seen: ReadonlySet<Id>): Promise<Omit<Names, 'tasks'>> {
  const people = await tx.query<{ id: Id; name: string }>({
    name: 'notification-names',
    text: 'select id, name from "user" where id = any($1::bigint[])',
    values: [rows.flatMap((row) => row.actor_id ?? [])],
  })
  const singles = rows.flatMap((row) => (row.conversations === 1 ? row.conversation_ids : []))
  const conversations = await tx.query<{ id: Id; number: string; subject: string }>({
    name: 'notification-mail-conversations',
    text: 'select id, number, subject from conversation where id = any($1::bigint[])',
    values: [singles.filter((id) => seen.has(id))],
  })
  return {
    people: new Map(people.map((one) => [one.id, one.name])),
    conversations: new Map(conversations.map((one) => [one.id, one])),
  }
}

function lineOf(row: Row, seen: ReadonlySet<Id>, names: Names): MailLine | null {
  const hidden = row.conversation_ids.filter((id) => !seen.has(id)).length
  if (row.conversations > 0 && hidden === row.conversation_ids.length) return null
  const tasks = row.task_ids.filter((id) => names.tasks.has(id))
  if (row.tasks > 0 && tasks.length === 0) return null
  const [only = ''] = row.conversations === 1 ? row.conversation_ids : []
  const [task = ''] = row.tasks === 1 ? tasks : []
  const { what, at, times, data, actor_id: actorId } = row
  return {
    what,
    at,
    times,
    conversations: row.conversations - hidden,
    conversation: names.conversations.get(only) ?? null,
    tasks: row.tasks - (row.task_ids.length - tasks.length),
    task: task ? { id: task, title: names.tasks.get(task) ?? '' } : null,
    by: actorId === null ? null : (names.people.get(actorId) ?? null),
    text: data.text ?? '',
    work: data.work ?? '',
  }
}
