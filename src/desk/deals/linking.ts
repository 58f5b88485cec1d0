// Saying that a conversation belongs to a deal, or does not. Called by people here, and by capture for what it finds.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from '../conversations/merge.ts'
import { lockDeal, writeDeal } from './deals.ts'
import { writeLink, type Because } from './links.ts'
import type { DealRow } from './rows.ts'

/** Where it is linked already, as surely, nothing happens. */
export async function linkConversation(tx: Tx, dealId: Id, conversationId: Id, why: Because): Promise<DealRow> {
  const was = await lockDeal(tx, dealId)
  if (!(await writeLink(tx, dealId, conversationId, why))) return was
  return await writeDeal(tx, was, {}, { name: 'deal.linked', data: { conversationId, ...why } })
}

/** With all that was merged into it. What the deal was opened from goes on saying who sees it. */
export async function unlinkConversation(tx: Tx, dealId: Id, conversationId: Id): Promise<DealRow> {
  const was = await lockDeal(tx, dealId)
  const gone = await tx.db
    .deleteFrom('deal_conversation')
    .where('deal_id', '=', dealId)
    .where('conversation_id', 'in', await familyOf(tx, conversationId))
    .returning('conversation_id')
    .execute()
  if (gone.length === 0) return was
  return await writeDeal(tx, was, {}, { name: 'deal.unlinked', data: { conversationId } })
}
