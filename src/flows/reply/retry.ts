// Sending once more what failed, or what nobody knows the fate of, because somebody asked for it.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Person } from '../../desk/conversations/conversations.api.ts'
import { lockConversation, touch } from '../../desk/conversations/touch.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'

/**
 * To those whom it did not reach, or may not have, and to nobody else. With the same Message-ID: whoever has it already sees that
 * it is the same.
 */
export async function retrySend(tx: Tx, id: Id): Promise<void> {
  const row = await tx.db.selectFrom('outbox').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  const isAtRest = row && isOfConversation(row) && ['accepted', 'deferred', 'rejected', 'uncertain'].includes(row.state)
  const deliveries = isAtRest
    ? await tx.db
        .updateTable('delivery')
        .set({ state: 'queued', changed_at: tx.now })
        .where('conversation_id', '=', row.conversation_id)
        .where('message_id', '=', row.message_id)
        .where('state', 'in', ['failed', 'uncertain'])
        .returning('recipient')
        .execute()
    : []
  if (!row || !isOfConversation(row) || deliveries.length === 0)
    throw new Problem(
      'conflict',
      'not-failed',
      'Only a message that failed, or whose fate is unknown, can be sent again.',
      { detail: { id } },
    )
  const again = new Set(deliveries.map((one) => one.recipient))
  const others = row.state === 'deferred' ? row.recipients.filter((one) => !again.has(normalizeAddress(one))) : []
  await tx.db
    .updateTable('outbox')
    .set({
      state: 'deferred',
      recipients: [...others, ...(await addressesOf(tx, row, again))],
      run_at: tx.now,
      queued_at: tx.now, // a person's patience begins anew
      attempts: 0,
      ended_at: null,
      leased_until: null,
    })
    .where('id', '=', id)
    .execute()
  const head = await lockConversation(tx, row.conversation_id)
  await touch(tx, head.id, {}, { name: 'message.retried', data: {}, nounId: row.message_id })
  tx.wake.add('outbox')
}

function isOfConversation<T extends { conversation_id: Id | null; message_id: Id | null }>(
  row: T,
): row is T & { conversation_id: Id; message_id: Id } {
  return row.conversation_id !== null
}

/** As they were written: the delivery knows them normalised only. */
async function addressesOf(
  tx: Tx,
  row: { conversation_id: Id; message_id: Id },
  wanted: ReadonlySet<string>,
): Promise<string[]> {
  const { addressees } = await tx.db
    .selectFrom('message')
    .select('addressees')
    .where('conversation_id', '=', row.conversation_id)
    .where('id', '=', row.message_id)
    .executeTakeFirstOrThrow()
  const { to, cc, bcc } = addressees as Record<'to' | 'cc' | 'bcc', Person[]>
  const written = new Map([...to, ...cc, ...bcc].map((one) => [normalizeAddress(one.address), one.address]))
  return [...wanted].map((recipient) => written.get(recipient) ?? recipient)
}
