// What is about to leave the house was decided a while ago: the mail may have waited in a queue, or another server have been busy.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'

/** Throws where the conversation has been kept to some people, thrown away or held since. */
export async function mustStillBeOpen(tx: Tx, conversationId: Id): Promise<void> {
  const [row] = await tx.query<{ isOpen: boolean }>({
    name: 'triage-still-open',
    text: `select c.private_at is null and c.deleted_at is null and c.held is null as "isOpen" from conversation asked
           join conversation c on c.id = coalesce(asked.merged_into, asked.id) where asked.id = $1`,
    values: [conversationId],
  })
  if (row?.isOpen) return
  throw new Problem('invalid', 'conversation-closed', 'Since a rule said so, it has been made private, deleted or held.', { detail: { conversationId } }) // prettier-ignore
}
