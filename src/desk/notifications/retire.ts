// What people were told and may not see any more counts as read, so that no bell rings for what nobody can open. And what was read
// long ago goes.
import { pairKey, seersAmong } from '../conversations/serves.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { announce, holdBoxes } from './rows.ts'

const PAGE = 2_000
const DAY = 24 * 3_600_000
/** Days after which a line goes that was read, and one that was not. */
export const kept = { read: 90, unread: 365 }

interface Row {
  userId: Id
  id: Id
  conversationIds: Id[]
}

/**
 * A job's work, after somebody may have lost access. `among`: only lines that name one of these conversations; left out, all of them,
 * which is a walk through what everybody has not read. Answers how many lines were put away.
 */
export async function retireLost(tx: Tx, among?: readonly Id[]): Promise<number> {
  let retired = 0
  let after = { userId: '0', id: '0' }
  for (;;) {
    const page = await pageOf(tx, after, among)
    const seers = await seersAmong(tx, page.flatMap(({ userId, conversationIds }) => conversationIds.map((conversationId) => ({ userId, conversationId })))) // prettier-ignore
    const lost = page.filter(
      ({ userId, conversationIds }) => !conversationIds.some((conversationId) => seers.has(pairKey({ userId, conversationId }))), // prettier-ignore
    )
    if (lost.length > 0) await putAway(tx, lost)
    retired += lost.length
    const last = page.at(-1)
    if (page.length < PAGE || !last) return retired
    after = last
  }
}

/** What was told of a task before it was done, went away or became somebody else's. */
export async function retireTasks(tx: Tx, settled: readonly { taskId: Id; at: Date }[]): Promise<void> {
  const rows = await tx.query<Row & { at: Date; taskIds: Id[] }>({
    name: 'notification-retire-tasks',
    text: `select user_id as "userId", id, conversation_ids::text[] as "conversationIds", task_ids::text[] as "taskIds", at from notification
      where read_at is null and tasks > 0 and task_ids && $1::bigint[]`,
    values: [settled.map((one) => one.taskId)],
  })
  const past = rows.filter(({ taskIds, at }) => taskIds.every((id) => settled.some((one) => one.taskId === id && one.at > at))) // prettier-ignore
  if (past.length > 0) await putAway(tx, past)
}

async function pageOf(tx: Tx, after: { userId: Id; id: Id }, among: readonly Id[] | undefined): Promise<Row[]> {
  const isAmong = among === undefined ? '' : ' and conversation_ids && $3::bigint[]'
  return await tx.query<Row>({
    name: among === undefined ? 'notification-retire-page' : 'notification-retire-among',
    text: `select user_id as "userId", id, conversation_ids::text[] as "conversationIds" from notification
      where read_at is null and conversations > 0 and (user_id, id) > ($1, $2)${isAmong} order by user_id, id limit ${PAGE}`,
    values: [after.userId, after.id, ...(among === undefined ? [] : [among])],
  })
}

async function putAway(tx: Tx, lost: readonly Row[]): Promise<void> {
  const userIds = [...new Set(lost.map((row) => row.userId))]
  await holdBoxes(tx, userIds)
  const rows = await tx.query<{ userId: Id; isListed: boolean }>({
    name: 'notification-retire',
    text: `update notification set read_at = $3, mail_at = null, push_at = null
      where user_id = any($1::bigint[]) and id = any($2::bigint[]) and read_at is null returning user_id as "userId", is_listed as "isListed"`,
    values: [userIds, lost.map((row) => row.id), tx.now],
  })
  const listed = rows.filter((row) => row.isListed).map((row) => row.userId)
  await tx.query({
    name: 'notification-retire-count',
    text: `update notification_count c set unread = greatest(0, c.unread - one.lost)
      from (select user_id, count(*)::int as lost from unnest($1::bigint[]) as lost (user_id) group by user_id) one where c.user_id = one.user_id`,
    values: [listed],
  })
  await announce(tx, 'notification.read', userIds)
}

async function forgetOld(tx: Tx): Promise<void> {
  const before = (days: number) => new Date(tx.now.getTime() - days * DAY)
  await tx.query({
    name: 'notification-sweep-read',
    text: 'delete from notification where read_at < $1',
    values: [before(kept.read)],
  })
  await tx.query({
    name: 'notification-sweep-unread',
    text: 'delete from notification where read_at is null and at < $1',
    values: [before(kept.unread)],
  })
}

/** Counts are kept by adding: whatever is left out once would be wrong for ever. */
async function recount(tx: Tx): Promise<void> {
  const boxes = await tx.query<{ userId: Id }>({
    name: 'notification-sweep-hold',
    text: 'select user_id as "userId" from notification_count order by user_id for update',
    values: [],
  })
  await tx.query({
    name: 'notification-recount',
    text: `update notification_count c set unread = counted.unread
      from (select asked.user_id, (select count(*)::int from notification n where n.user_id = asked.user_id and n.read_at is null and n.is_listed) as unread
        from unnest($1::bigint[]) as asked (user_id)) counted
      where c.user_id = counted.user_id and c.unread <> counted.unread`,
    values: [boxes.map((row) => row.userId)],
  })
}

/**
 * A schedule's work, in this order and each in a transaction of its own: people's counts are held in one order by all, and nobody waits
 * for them while every unread line is walked through.
 */
export const sweeps: readonly ((tx: Tx) => Promise<unknown>)[] = [forgetOld, (tx) => retireLost(tx), recount]
