// What a bounce says about a message of ours: the delivery to that recipient failed, is late, or ended in a complaint.
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { readOwnMessageId } from '../../mail/token.ts'
import type { Placed } from './decide.ts'

const states = { failed: 'failed', delayed: 'delayed', complaint: 'failed', delivered: 'delivered' } as const

export async function noteBounces(tx: Tx, placed: Placed[], secret: Buffer): Promise<void> {
  for (const mail of placed) {
    const bounce = mail.read.bounce
    const own = bounce?.original?.messageId ? readOwnMessageId(bounce.original.messageId, secret) : null
    if (!bounce || !own) continue
    for (const recipient of bounce.recipients) {
      const changed = await tx.db
        .updateTable('delivery')
        .set({
          state: states[bounce.kind],
          response: recipient.diagnostic.slice(0, 500) || recipient.reason,
          changed_at: tx.now,
        })
        .where('conversation_id', '=', own.conversationId)
        .where('message_id', '=', own.messageId)
        .where('recipient', '=', normalizeAddress(recipient.address))
        .where('state', '<>', 'failed')
        .returning('recipient')
        .executeTakeFirst()
      if (!changed || bounce.kind === 'delivered') continue
      const data = {
        recipient: recipient.address,
        reason: recipient.reason,
        status: recipient.status,
        isHard: recipient.hard,
      }
      await record(tx, bounce.kind === 'delayed' ? 'delivery.delayed' : 'delivery.failed', own.messageId, data, {
        conversationId: own.conversationId,
        inboxId: mail.homeId,
      })
    }
  }
}
