// Automatic messages: marked as such for every other machine (RFC 3834), with the empty return path, so that none answers them.
// Whether one may be sent at all is decided before (triage's governor).
import type { Id } from '../../kit/id.ts'
import type { Means } from '../../desk/means.ts'
import type { Person } from '../../desk/conversations/conversations.api.ts'
import { replySubject } from '../../mail/subject.ts'
import type { Tx } from '../../store/tx.ts'
import { queueOutgoing } from './outgoing.ts'

export interface Automatic {
  conversationId: Id
  inboxId: Id
  /** The message it answers. */
  messageId: Id
  to: Person
  /** Empty: the subject of the message answered. */
  subject: string
  text: string
}

export async function queueAutomatic(
  tx: Tx,
  means: Pick<Means, 'keys' | 'raw' | 'hostname'>,
  automatic: Automatic,
): Promise<void> {
  const answered = await tx.db
    .selectFrom('message')
    .select(['mail_id', 'refs', 'subject'])
    .where('conversation_id', '=', automatic.conversationId)
    .where('id', '=', automatic.messageId)
    .executeTakeFirstOrThrow()
  await queueOutgoing(tx, means, {
    conversationId: automatic.conversationId,
    inboxId: automatic.inboxId,
    to: [automatic.to],
    cc: [],
    bcc: [],
    subject: automatic.subject || replySubject(answered.subject || '(no subject)'),
    text: automatic.text,
    html: null,
    files: [],
    calendar: null,
    answers: { mailId: answered.mail_id, refs: answered.refs },
    authorId: null,
    kind: 'auto-reply',
    delay: 0,
    headers: [
      ['Auto-Submitted', 'auto-replied'],
      ['X-Auto-Response-Suppress', 'All'],
      ['Precedence', 'auto_reply'],
    ],
    before: {},
  })
  await countMessage(tx, automatic.conversationId)
}

/** It may have been merged since it was to be answered: then the whole has a message more too. */
export async function countMessage(tx: Tx, conversationId: Id): Promise<void> {
  await tx.db
    .updateTable('conversation')
    .set((is) => ({ message_count: is('message_count', '+', 1) }))
    .where((is) =>
      is.or([
        is('id', '=', conversationId),
        is(
          'id',
          '=',
          is.selectFrom('conversation as part').select('part.merged_into').where('part.id', '=', conversationId),
        ),
      ]),
    )
    .execute()
}
