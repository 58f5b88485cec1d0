// Old drafts go: those that were sent a day later, when nobody can call the letter back any more, the others after half a year without a
// change. What waits for its time stays.
import { limits } from '../../kit/limits.ts'
import type { Tx } from '../../store/tx.ts'

const DAY = 24 * 3_600_000

/** A schedule's work. Their uploads have a day more, like any that nobody holds. */
export async function forgetDrafts(tx: Tx): Promise<void> {
  const ids = await tx.query<{ conversationId: string; id: string }>({
    name: 'draft-sweep',
    text: `delete from draft where changed_at < $1 and sent_at < $1 or changed_at < $2 and sent_at is null and send_at is null
      returning conversation_id as "conversationId", id`,
    values: [new Date(tx.now.getTime() - DAY), new Date(tx.now.getTime() - limits.drafts.days * DAY)],
  })
  if (ids.length === 0) return
  await tx.query({
    name: 'draft-sweep-uploads',
    text: `update upload set draft_id = null, draft_conversation_id = null, created_at = $3
      where draft_conversation_id = any($1::bigint[]) and draft_id = any($2::bigint[])`,
    values: [ids.map((one) => one.conversationId), ids.map((one) => one.id), tx.now],
  })
}
