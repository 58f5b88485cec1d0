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
  for (const one of held) {
    await tx.db
      .updateTable('delivery')
      .set({ state: 'uncertain', response: RESPONSE, changed_at: tx.now })
      .where('conversation_id', '=', one.conversation_id)
      .where('message_id', '=', one.message_id)
      .where('state', 'in', ['queued', 'sending', 'delayed'])
      .execute()
    const { inbox_id: inboxId } = await tx.db
      .selectFrom('conversation')
      .select('inbox_id')
      .where('id', '=', one.conversation_id)
      .executeTakeFirstOrThrow()
    const where = { conversationId: one.conversation_id, inboxId }
    await record(tx, 'message.uncertain', one.message_id, { attempts: one.attempts }, where)
  }
  return held.length
}
