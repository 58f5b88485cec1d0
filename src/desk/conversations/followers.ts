// Followers: colleagues who want to hear how a conversation goes on. Following shows nobody anything: who does not see the
// conversation, or no longer, hears nothing of it.
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { pairKey, seersAmong } from './serves.ts'

/** Those of `userIds` who see it, and follow it not yet. The conversation is a head. `because` is set where not they themselves decided. */
export async function follow(
  tx: Tx,
  conversation: { id: Id; inboxId: Id },
  userIds: readonly Id[],
  why: { because?: string } = {},
): Promise<void> {
  const seers = await seersAmong(tx, userIds.map((userId) => ({ userId, conversationId: conversation.id }))) // prettier-ignore
  const rows = [...new Set(userIds)]
    .filter((userId) => seers.has(pairKey({ userId, conversationId: conversation.id })))
    .map((userId) => ({ conversation_id: conversation.id, user_id: userId, since: tx.now }))
  if (rows.length === 0) return
  const added = await tx.db
    .insertInto('follower')
    .values(rows)
    .onConflict((clash) => clash.doNothing())
    .returning('user_id')
    .execute()
  if (added.length === 0) return
  const data = { userIds: added.map((row) => row.user_id), ...why }
  await record(tx, 'conversation.followed', conversation.id, data, about(conversation))
}

export async function unfollow(tx: Tx, conversation: { id: Id; inboxId: Id }, userId: Id): Promise<void> {
  const gone = await tx.db
    .deleteFrom('follower')
    .where('conversation_id', '=', conversation.id)
    .where('user_id', '=', userId)
    .returning('user_id')
    .executeTakeFirst()
  if (gone) await record(tx, 'conversation.unfollowed', conversation.id, { userIds: [userId] }, about(conversation))
}

const about = ({ id, inboxId }: { id: Id; inboxId: Id }) => ({ conversationId: id, inboxId })

/** Those who see it, in the order they began to follow. */
export async function followersOf(tx: Tx, conversationId: Id): Promise<Id[]> {
  const rows = await tx.query<{ userId: Id }>({
    name: 'followers',
    text: 'select user_id as "userId" from follower where conversation_id = $1 order by since, user_id',
    values: [conversationId],
  })
  const seers = await seersAmong(tx, rows.map(({ userId }) => ({ userId, conversationId }))) // prettier-ignore
  return rows.map((row) => row.userId).filter((userId) => seers.has(pairKey({ userId, conversationId })))
}

/** Who followed what now reads as part of another conversation follows that one. */
export async function followInto(tx: Tx, from: Id, into: Id): Promise<void> {
  const rows = await tx.db
    .selectFrom('follower')
    .select(['user_id', 'since'])
    .where('conversation_id', '=', from)
    .execute()
  if (rows.length === 0) return
  await tx.db
    .insertInto('follower')
    .values(rows.map((row) => ({ ...row, conversation_id: into })))
    .onConflict((clash) => clash.doNothing())
    .execute()
}

/** Whoever follows each of these, whether they still see it or not. */
export async function followersAmong(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Id[]>> {
  const rows = await tx.query<{ id: Id; userIds: Id[] }>({
    name: 'followers-among',
    text: `select conversation_id as id, array_agg(user_id::text) as "userIds" from follower
      where conversation_id = any($1::bigint[]) group by conversation_id`,
    values: [[...new Set(ids)]],
  })
  return new Map(rows.map((row) => [row.id, row.userIds]))
}
