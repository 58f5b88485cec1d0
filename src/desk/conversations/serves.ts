// Who may be given the conversations of an inbox, or be let into one that is private: the people who see that inbox.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { userSeesInbox } from '../users/sight.ts'

/** Whether a colleague who works here sees what lies in this inbox, private conversations aside. */
export async function seesInbox(tx: Tx, userId: Id, inboxId: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'user-serves-inbox',
    text: `select 1 from "user" u, inbox i where u.id = $1 and i.id = $2 and u.disabled_at is null
           and ${userSeesInbox}`,
    values: [userId, inboxId],
  })
  return rows.length > 0
}

export interface Pair {
  userId: Id
  conversationId: Id
}
export const pairKey = ({ userId, conversationId }: Pair) => `${userId} ${conversationId}`

/**
 * Of these pairs, as `pairKey` writes them, those in which the colleague works here and sees the conversation: its inbox, and it where
 * it is private. Who only looks in for an hour is none of them; nothing in the bin is seen.
 */
export async function seersAmong(tx: Tx, pairs: readonly Pair[]): Promise<ReadonlySet<string>> {
  if (pairs.length === 0) return new Set()
  const rows = await tx.query<Pair>({
    name: 'conversation-seers',
    text: `select distinct u.id as "userId", c.id as "conversationId"
      from unnest($1::bigint[], $2::bigint[]) as asked (user_id, conversation_id)
      join conversation c on c.id = asked.conversation_id join inbox i on i.id = c.inbox_id
      join "user" u on u.id = asked.user_id
      where c.deleted_at is null and u.disabled_at is null
        and ${userSeesInbox}
        and (c.private_at is null or exists (
          select 1 from conversation_member kept where kept.conversation_id = c.id and kept.user_id = u.id and kept.until is null))`,
    values: [pairs.map((one) => one.userId), pairs.map((one) => one.conversationId)],
  })
  return new Set(rows.map(pairKey))
}
