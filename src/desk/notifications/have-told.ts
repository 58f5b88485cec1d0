// A rule or an escalation has people told. Who they are is found out when they are told, from the conversation as it is then.
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { lockConversation } from '../conversations/touch.ts'
import type { Notify } from './notifications.api.ts'

export async function haveTold(
  tx: Tx,
  conversationId: Id,
  { to, userIds, text }: Omit<Notify, 'do'>,
  why: { because?: string },
): Promise<void> {
  const { id, inbox_id: inboxId } = await lockConversation(tx, conversationId)
  await record(tx, 'conversation.pointedOut', id, { to, userIds, text, ...why }, { conversationId: id, inboxId })
}
