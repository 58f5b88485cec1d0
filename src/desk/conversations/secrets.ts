// Messages that open an account to whoever reads them: their words are only in the raw mail, shown to those who may, and it is
// remembered to whom.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Means } from '../means.ts'
import type { Message } from './conversations.api.ts'
import { familyOf } from './merge.ts'

/** So long are the files of a message open to whom it was shown; milliseconds. */
const OPEN = 3_600_000

/** Reads the raw mail again, and records who asked. */
export async function showSecret(
  tx: Tx,
  means: Pick<Means, 'raw' | 'reader'>,
  conversationId: Id,
  messageId: Id,
): Promise<Pick<Message, 'subject' | 'text' | 'replyEnd' | 'html'>> {
  const row = await tx.db
    .selectFrom('message')
    .select(['conversation_id', 'inbox_id', 'raw_id', 'envelope_from'])
    .where('conversation_id', 'in', await familyOf(tx, conversationId))
    .where('id', '=', messageId)
    .where('secret', 'is not', null)
    .executeTakeFirst()
  if (!row?.raw_id)
    throw new Problem('missing', 'secret-missing', 'There is no such message, or it hides nothing.', {
      detail: { messageId },
    })
  const { subject, text, replyEnd, html } = await means.reader.read(await means.raw.get(tx, row.raw_id), {
    from: row.envelope_from,
  })
  await record(tx, 'message.secretShown', messageId, {}, { conversationId: row.conversation_id, inboxId: row.inbox_id })
  return { subject, text, replyEnd, html }
}

/** Its files say what it says: they are for whom it was shown to, for an hour. */
export async function refuseUnshown(tx: Tx, family: Id[], messageId: Id): Promise<void> {
  const shown = await tx.db
    .selectFrom('event')
    .select('id')
    .where('subject_id', 'in', family)
    .where('name', '=', 'message.secretShown')
    .where('noun_id', '=', messageId)
    .where('actor_id', tx.actorId === null ? 'is' : '=', tx.actorId)
    .where('at', '>', new Date(tx.now.getTime() - OPEN))
    .limit(1)
    .executeTakeFirst()
  if (shown) return
  throw new Problem(
    'denied',
    'secret-hidden',
    'This message opens an account. Show its words first; that is recorded.',
    {
      detail: { messageId },
    },
  )
}
