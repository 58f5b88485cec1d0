// Calling a message back before it has left, and sending once more what nobody knows the fate of.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Person } from '../../desk/conversations/conversations.api.ts'
import { touch, lockConversation } from '../../desk/conversations/touch.ts'
import type { Tx } from '../../store/tx.ts'
import type { undoSend as undoRoute } from './reply.api.ts'

/** The conversation is as it was before; the words go back to the writer. Too late once it is on its way. */
export async function undoSend(tx: Tx, id: Id): Promise<OutputOf<typeof undoRoute>> {
  const row = await tx.db
    .updateTable('outbox')
    .set({ state: 'cancelled', ended_at: tx.now })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .returning(['conversation_id', 'message_id'])
    .executeTakeFirst()
  if (!row) throw new Problem('conflict', 'too-late', 'It is on its way already.', { detail: { id } })
  const message = await tx.db
    .selectFrom('message')
    .selectAll()
    .where('conversation_id', '=', row.conversation_id)
    .where('id', '=', row.message_id)
    .executeTakeFirstOrThrow()
  for (const table of [
    'delivery',
    'attachment',
    'thread_key',
    'message_key',
    'search_pending',
    'message_search',
  ] as const)
    await tx.db
      .deleteFrom(table)
      .where('message_id', '=', row.message_id)
      .where('conversation_id', '=', row.conversation_id)
      .execute()
  await tx.db
    .deleteFrom('message')
    .where('conversation_id', '=', row.conversation_id)
    .where('id', '=', row.message_id)
    .execute()
  await restore(tx, row.conversation_id, row.message_id)
  const { to, cc, bcc } = message.addressees as Record<'to' | 'cc' | 'bcc', Person[]>
  return {
    conversationId: row.conversation_id,
    to,
    cc,
    bcc,
    subject: message.subject,
    text: message.text,
    html: message.html,
  }
}

/** What the conversation was when the message was queued (see `send.ts`). */
interface Before {
  status?: string
  waitingSince?: string | null
  assigneeId?: string | null
  isFirst?: boolean
}

async function restore(tx: Tx, conversationId: Id, messageId: Id): Promise<void> {
  const was = await lockConversation(tx, conversationId)
  const queued = await tx.db
    .selectFrom('event')
    .select('data')
    .where('subject_id', '=', conversationId)
    .where('noun_id', '=', messageId)
    .where('name', '=', 'message.queued')
    .executeTakeFirst()
  const { before = {} } = (queued?.data ?? {}) as { before?: Before }
  const last = await tx.db
    .selectFrom('message')
    .select(['received_at', 'text', 'reply_end'])
    .where('conversation_id', '=', conversationId)
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  await touch(
    tx,
    conversationId,
    {
      message_count: Math.max(0, was.message_count - 1),
      ...(before.status
        ? {
            status: before.status,
            waiting_since: before.waitingSince ? new Date(before.waitingSince) : null,
            assignee_id: before.assigneeId ?? null,
          }
        : {}),
      ...(last
        ? {
            last_message_at: last.received_at,
            snippet: last.text.slice(0, last.reply_end).replace(/\s+/g, ' ').trim().slice(0, 160),
          }
        : {}),
      ...(before.isFirst && !last ? { deleted_at: tx.now } : {}),
    },
    { name: 'message.cancelled', data: {}, nounId: messageId },
  )
}

/** With the same Message-ID: whoever has it already sees that it is the same. */
export async function retrySend(tx: Tx, id: Id): Promise<void> {
  const row = await tx.db
    .updateTable('outbox')
    .set({ state: 'deferred', run_at: tx.now, attempts: 0, ended_at: null, leased_until: null })
    .where('id', '=', id)
    .where('state', 'in', ['uncertain', 'rejected'])
    .returning(['conversation_id', 'message_id'])
    .executeTakeFirst()
  if (!row)
    throw new Problem(
      'conflict',
      'not-failed',
      'Only a message that failed, or whose fate is unknown, can be sent again.',
      { detail: { id } },
    )
  await tx.db
    .updateTable('delivery')
    .set({ state: 'queued', changed_at: tx.now })
    .where('conversation_id', '=', row.conversation_id)
    .where('message_id', '=', row.message_id)
    .where('state', 'in', ['failed', 'uncertain'])
    .execute()
  await touch(tx, row.conversation_id, {}, { name: 'message.retried', data: {}, nounId: row.message_id })
  tx.wake.add('outbox')
}
