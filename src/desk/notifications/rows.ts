// Writing down what people are told, and what is counted for them. Whoever writes for somebody holds their row of counts first, so
// that two who tell at once fold into the same lines.
import { compareIds, type Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import { noteChanges } from '../../store/changes.ts'
import type { Tx } from '../../store/tx.ts'
import { fold, type Line, type News } from './fold.ts'

const HOUR = 3_600_000
/** What is older is not folded into any more. */
const RECENT = 24 * HOUR

export interface Box {
  userId: Id
  told: number
  mailedAt: Date | null
  pushedAt: Date | null
}

/** The rows of counts, held until the transaction ends, in the order of people. */
export async function holdBoxes(tx: Tx, userIds: readonly Id[]): Promise<Map<Id, Box>> {
  const hour = new Date(Math.floor(tx.now.getTime() / HOUR) * HOUR)
  const rows = await insertRows<Box>(
    tx,
    {
      name: 'notification-hold',
      head: 'insert into notification_count (user_id, unread, hour, told) values',
      tail: `on conflict (user_id) do update set hour = excluded.hour,
        told = case when notification_count.hour = excluded.hour then notification_count.told else 0 end
        returning user_id as "userId", told, mailed_at as "mailedAt", pushed_at as "pushedAt"`,
    },
    userIds.toSorted(compareIds).map((userId) => [userId, 0, hour, 0]),
  )
  return new Map(rows.map((row) => [row.userId, row]))
}

/** To each of them what is new; `boxes` are theirs, held. */
export async function writeNews(tx: Tx, news: ReadonlyMap<Id, News[]>, boxes: ReadonlyMap<Id, Box>): Promise<void> {
  const userIds = [...news.keys()]
  const unread = Map.groupBy(await unreadLines(tx, userIds), (line) => line.userId)
  const kept: unknown[][] = []
  const gone: { userId: Id; id: Id }[] = []
  const counts: { userId: Id; unread: number; told: number }[] = []
  for (const [userId, all] of news) {
    const lines = unread.get(userId) ?? []
    const folded = fold(lines, all, boxes.get(userId)?.told ?? 0, tx.mint)
    const known = new Set(lines.map((line) => line.id))
    const listed = (some: Line[]) => some.filter((line) => line.isListed).length
    kept.push(...folded.kept.map((line) => valuesOf(userId, line)))
    gone.push(...folded.gone.map(({ id }) => ({ userId, id })))
    counts.push({
      userId,
      unread: listed(folded.kept.filter((line) => !known.has(line.id))) - listed(folded.gone),
      told: Math.max(0, folded.added),
    })
  }
  await insertRows(tx, { name: 'notification-write', head: HEAD, tail: TAIL }, kept)
  await removeLines(tx, gone)
  await tx.query({
    name: 'notification-count',
    text: `update notification_count c set unread = greatest(0, c.unread + one.unread), told = c.told + one.told
      from unnest($1::bigint[], $2::int[], $3::int[]) as one (user_id, unread, told) where c.user_id = one.user_id`,
    values: [counts.map((one) => one.userId), counts.map((one) => one.unread), counts.map((one) => one.told)],
  })
  await announce(tx, 'notification.told', userIds)
}

const HEAD = `insert into notification (user_id, id, what, conversation_ids, conversations, task_ids, tasks, actor_id, times, data, at, is_listed, mail_at, push_at) values`
const TAIL = `on conflict (user_id, id) do update set conversation_ids = excluded.conversation_ids, conversations = excluded.conversations,
  task_ids = excluded.task_ids, tasks = excluded.tasks, actor_id = excluded.actor_id, times = excluded.times, data = excluded.data, at = excluded.at, mail_at = excluded.mail_at, push_at = excluded.push_at`

function valuesOf(userId: Id, line: Line): unknown[] {
  const { id, what, conversationIds, conversations, taskIds, tasks, actorId, times, data, at, isListed, mailAt, pushAt } = line // prettier-ignore
  return [userId, id, what, conversationIds, conversations, taskIds, tasks, actorId, times, JSON.stringify(data), at, isListed, mailAt, pushAt] // prettier-ignore
}

async function unreadLines(tx: Tx, userIds: readonly Id[]): Promise<(Line & { userId: Id })[]> {
  return await tx.query<Line & { userId: Id }>({
    name: 'notification-unread',
    text: `select user_id as "userId", id, what, conversation_ids::text[] as "conversationIds", conversations,
        task_ids::text[] as "taskIds", tasks, actor_id as "actorId", times, data, at, is_listed as "isListed", mail_at as "mailAt", push_at as "pushAt"
      from notification where user_id = any($1::bigint[]) and read_at is null and at > $2 order by at desc`,
    values: [userIds, new Date(tx.now.getTime() - RECENT)],
  })
}

async function removeLines(tx: Tx, gone: readonly { userId: Id; id: Id }[]): Promise<void> {
  if (gone.length === 0) return
  await tx.query({
    name: 'notification-fold',
    text: 'delete from notification where user_id = any($1::bigint[]) and id = any($2::bigint[])',
    values: [gone.map((one) => one.userId), gone.map((one) => one.id)],
  })
}

/** Their open pages ask again; nobody else's hear of it. */
export async function announce(tx: Tx, name: string, userIds: readonly Id[]): Promise<void> {
  await noteChanges(
    tx,
    userIds.map((userId) => ({ name, subjectId: userId, inboxId: null, userId })),
  )
}
