// Reading what one was told. What it is about is looked at again each time: who lost a conversation lost what tells of it.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Tx } from '../../store/tx.ts'
import { seenAmong } from '../conversations/read.ts'
import { validId } from '../conversations/views.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { seenTasks } from '../tasks/sight.ts'
import type { Reason } from '../reasons.api.ts'
import type { Actor } from '../users/permissions.ts'
import type { listNotifications, Notification, What } from './notifications.api.ts'
import { choicesOf } from './choices.ts'
import { mayDisturb } from './quiet.ts'
import { announce } from './rows.ts'

/** Whose notifications an actor reads: their own. A token for some inboxes only would tell of others by their number. */
export function ownerOf(actor: Actor): Id {
  if (actor.id !== null && !actor.isBound) return actor.id
  throw new Problem(
    'denied',
    'not-a-person',
    'Notifications are a person’s own: ask with a session or a token of theirs.',
  )
}

interface Row {
  id: Id
  what: What
  conversation_ids: Id[]
  conversations: number
  task_ids: Id[]
  tasks: number
  actor_id: Id | null
  times: number
  data: { because?: string; reason?: Reason[]; text?: string; work?: string }
  at: Date
  read_at: Date | null
}

export async function unreadOf(tx: Tx, userId: Id): Promise<number> {
  const [row] = await tx.query<{ unread: number }>({
    name: 'notification-count-read',
    text: 'select unread from notification_count where user_id = $1',
    values: [userId],
  })
  return row?.unread ?? 0
}

export async function listOwn(
  tx: Tx,
  actor: Actor,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<OutputOf<typeof listNotifications>> {
  const userId = ownerOf(actor)
  const rows = await readPage(tx, userId, cursor, limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    notifications: await shown(tx, actor, page),
    next: rows.length > limit && last ? `${last.at.getTime()}-${last.id}` : null,
    unread: await unreadOf(tx, userId),
    mayDisturb: await mayDisturb(tx, await choicesOf(tx, userId), await deskZone(tx)),
  }
}

async function readPage(tx: Tx, userId: Id, cursor: string | undefined, limit: number): Promise<Row[]> {
  const [, at, id] = /^(\d{1,15})-(\d{1,18})$/.exec(cursor ?? '') ?? []
  if (cursor !== undefined && id === undefined)
    throw new Problem('invalid', 'bad-cursor', 'This is no place in the list. Take `next` as it was answered.')
  return await tx.query<Row>({
    name: 'notification-list',
    text: `select id, what, conversation_ids::text[] as conversation_ids, conversations, task_ids::text[] as task_ids, tasks, actor_id, times,
        data, at, read_at
      from notification where user_id = $1 and is_listed and (at, id) < ($2, $3) order by at desc, id desc limit $4`,
    values: [userId, at === undefined ? 'infinity' : new Date(Number(at)), id ?? '9223372036854775807', limit],
  })
}

async function shown(tx: Tx, actor: Actor, rows: readonly Row[]): Promise<Notification[]> {
  const seen = await seenAmong(tx, actor, [...new Set(rows.flatMap((row) => row.conversation_ids))])
  const told = await named(tx, rows.flatMap((row) => (row.conversations === 1 ? row.conversation_ids : [])).filter((id) => seen.has(id))) // prettier-ignore
  const titles = await seenTasks(tx, actor, rows.flatMap((row) => row.task_ids)) // prettier-ignore
  return rows.flatMap((row) => {
    const hidden = row.conversation_ids.filter((id) => !seen.has(id)).length
    if (row.conversations > 0 && hidden === row.conversation_ids.length) return []
    const tasks = row.task_ids.filter((id) => titles.has(id))
    if (row.tasks > 0 && tasks.length === 0) return []
    const [only = ''] = row.conversations === 1 ? row.conversation_ids : []
    const [task = ''] = row.tasks === 1 ? tasks : []
    return {
      id: row.id,
      what: row.what,
      at: row.at.toISOString(),
      isRead: row.read_at !== null,
      times: row.times,
      actorId: row.actor_id,
      conversations: row.conversations - hidden,
      conversation: told.get(only) ?? null,
      tasks: row.tasks - (row.task_ids.length - tasks.length),
      task: task ? { id: task, title: titles.get(task) ?? '' } : null,
      // The last of several said so, and that may be one that is hidden.
      because: hidden === 0 ? (row.data.because ?? '') : '',
      reason: hidden === 0 ? (row.data.reason ?? []) : [],
      text: hidden === 0 ? (row.data.text ?? '') : '',
      work: row.data.work ?? '',
    }
  })
}

type Told = NonNullable<Notification['conversation']>

async function named(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Told>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<Told>({
    name: 'notification-conversations',
    text: 'select id, number, subject, from_name as "from" from conversation where id = any($1::bigint[])',
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, row]))
}

/** Without `ids`, `conversationId` and `taskId`: all. Answers how many are unread then. */
export async function markOwn(
  tx: Tx,
  actor: Actor,
  asked: { read: boolean; ids?: Id[] | undefined; conversationId?: Id | undefined; taskId?: Id | undefined },
): Promise<number> {
  const userId = ownerOf(actor)
  const { read, ids, conversationId, taskId } = asked
  const valid = (id: Id | undefined) => (id === undefined ? null : validId(id))
  // Held before the lines, as by whoever tells: two who wait for each other's would wait for ever.
  await tx.query({
    name: 'notification-hold-own',
    text: 'select from notification_count where user_id = $1 for update',
    values: [userId],
  })
  const marked = await tx.query<{ is_listed: boolean }>({
    name: 'notification-mark',
    text: `update notification set read_at = case when $2 then $3::timestamptz end, mail_at = case when $2 then null else mail_at end,
        push_at = case when $2 then null else push_at end
      where user_id = $1 and (read_at is null) = $2 and ($4::bigint[] is null or id = any($4))
        and ($5::bigint is null or conversation_ids = array[$5::bigint]) and ($6::bigint is null or task_ids = array[$6::bigint])
      returning is_listed`,
    values: [userId, read, tx.now, ids?.map(validId) ?? null, valid(conversationId), valid(taskId)],
  })
  const amount = marked.filter((one) => one.is_listed).length
  if (marked.length === 0) return await unreadOf(tx, userId)
  const [row] = await tx.query<{ unread: number }>({
    name: 'notification-count-marked',
    text: 'update notification_count set unread = greatest(0, unread + $2) where user_id = $1 returning unread',
    values: [userId, read ? -amount : amount],
  })
  await announce(tx, 'notification.read', [userId])
  return row?.unread ?? 0
}
