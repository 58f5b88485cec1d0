// What somebody was told and has not read, as it leaves the desk: by mail, and to browsers. As it is now: who lost a conversation since is
// told nothing of it.
import { seenAmong } from '../../desk/conversations/read.ts'
import type { What } from '../../desk/notifications/notifications.api.ts'
import { seenTasks } from '../../desk/tasks/sight.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { MailLine } from './letter.ts'

export interface ToldRow {
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
  read_at: Date | null
}
/** The columns of one. */
export const TOLD = `id, what, conversation_ids::text[] as conversation_ids, conversations, task_ids::text[] as task_ids, tasks,
  actor_id, times, data, at, read_at`

/** Newest first. */
export async function linesFor(tx: Tx, actor: Actor, rows: readonly ToldRow[]): Promise<(MailLine & { id: Id })[]> {
  const unread = rows.filter((row) => row.read_at === null).toSorted((a, b) => b.at.getTime() - a.at.getTime())
  if (unread.length === 0) return []
  const seen = await seenAmong(tx, actor, [...new Set(unread.flatMap((row) => row.conversation_ids))])
  const tasks = await seenTasks(tx, actor, unread.flatMap((row) => row.task_ids)) // prettier-ignore
  const names = { ...(await namesOf(tx, unread, seen)), tasks }
  return unread.flatMap((row) => {
    const line = lineOf(row, seen, names)
    return line ? { ...line, id: row.id } : []
  })
}

interface Names {
  people: Map<Id, string>
  conversations: Map<Id, NonNullable<MailLine['conversation']>>
  tasks: ReadonlyMap<Id, string>
}

async function namesOf(tx: Tx, rows: readonly ToldRow[], seen: ReadonlySet<Id>): Promise<Omit<Names, 'tasks'>> {
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

function lineOf(row: ToldRow, seen: ReadonlySet<Id>, names: Names): MailLine | null {
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
