// The outbox of a desk that came back from a backup: what was on its way then has most likely left since, from the desk that was lost.
// Sending it again by itself would be the worst that a restore can do, so a person decides.
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'

const RESPONSE = 'The desk was restored from a backup; this may have been sent before.'

/** Marks what waits or was being sent as uncertain, without a second attempt of its own. Returns how many. */
export async function holdOutbox(tx: Tx): Promise<number> {
  const held = await tx.db
    .updateTable('outbox')
    .set({ state: 'uncertain', response: RESPONSE, leased_until: null, leased_by: null, ended_at: tx.now })
    .where('state', 'in', ['queued', 'deferred', 'sending'])
    .returning(['id', 'conversation_id', 'message_id', 'attempts'])
    .execute()
  for (const { conversation_id: conversationId, message_id: messageId, attempts } of held) {
    if (conversationId === null || messageId === null) continue // a letter to a colleague
    await tx.db
      .updateTable('delivery')
      .set({ state: 'uncertain', response: RESPONSE, changed_at: tx.now })
      .where('conversation_id', '=', conversationId)
      .where('message_id', '=', messageId)
      .where('state', 'in', ['queued', 'sending', 'delayed'])
      .execute()
    const { inbox_id: inboxId } = await tx.db
      .selectFrom('conversation')
      .select('inbox_id')
      .where('id', '=', conversationId)
      .executeTakeFirstOrThrow()
    await record(tx, 'message.uncertain', messageId, { attempts }, { conversationId, inboxId })
  }
  return held.length
}
