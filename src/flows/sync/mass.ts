// Where very much is thrown away at once it is not believed: a mail program gone wrong, or somebody clearing an account, must not empty
// the desk. Nothing is put in the bin then; each conversation stands in the list of conflicts, where it can be.
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { decideConflict } from './conflicts.ts'
import type { Head, Policy } from './policy.ts'

/** Conversations whose mails may be thrown away within the span, in milliseconds, before it is too many. */
const MOST = 20
const SPAN = 10 * 60_000

export async function isMass(tx: Tx, mailboxId: Id): Promise<boolean> {
  const [count] = await tx.query<{ conversations: number }>({
    name: 'sync-thrown',
    text: `select count(distinct conversation_id)::int as conversations from mailbox_message
      where mailbox_id = $1 and gone_at > $2 and gone_to = 'trash' and told_at is null`,
    values: [mailboxId, new Date(tx.now.getTime() - SPAN)],
  })
  return (count?.conversations ?? 0) > MOST
}

export async function putAsideMass(
  tx: Tx,
  policy: Policy,
  thrown: readonly { head: Head; messageId: Id | null }[],
): Promise<void> {
  for (const { head, messageId } of thrown) {
    const where = { mailboxId: policy.id, inboxId: policy.inbox_id, conversationId: head.id, messageId }
    const at = tx.now
    const sides = { desk: { value: head.status, at, actorId: null }, server: { value: 'trash', at } }
    await decideConflict(tx, where, { field: 'status', ...sides }, 'mass')
  }
  await record(tx, 'mailbox.massDeletion', policy.id, { count: thrown.length }, { inboxId: policy.inbox_id })
}
