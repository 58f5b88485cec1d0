// Conversations that belong to a deal, each with why. Somebody says so, or capture does with its confidence; what was said by hand is never
// unsaid by a program.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export interface Because {
  because: string
  /** From 0 to 1: somebody said so. */
  confidence: number
}

/** Whether it is new, or surer than before. Whoever calls it records it. */
export async function writeLink(tx: Tx, dealId: Id, conversationId: Id, why: Because): Promise<boolean> {
  const rows = await tx.query({
    name: 'deal-link',
    text: `insert into deal_conversation (deal_id, conversation_id, because, confidence, linked_by, linked_at) values ($1, $2, $3, $4, $5, $6)
      on conflict (deal_id, conversation_id) do update
        set because = excluded.because, confidence = excluded.confidence, linked_by = excluded.linked_by, linked_at = excluded.linked_at
        where deal_conversation.confidence < excluded.confidence returning deal_id`,
    values: [dealId, conversationId, why.because, why.confidence, tx.actorId, tx.now],
  })
  return rows.length > 0
}

/** Open deals that a conversation was opened as, or is linked with, newest first. */
export async function openDealsOf(tx: Tx, conversationId: Id): Promise<{ id: Id; stageId: Id }[]> {
  return await tx.query<{ id: Id; stageId: Id }>({
    name: 'deals-of-conversation',
    text: `select d.id, d.stage_id as "stageId" from deal_conversation l join deal d on d.id = l.deal_id
      where l.conversation_id = $1 and d.kind = 'open' and d.deleted_at is null order by d.id desc limit 20`,
    values: [conversationId],
  })
}
