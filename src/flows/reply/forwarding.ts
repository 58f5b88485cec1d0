// A mail that a rule passes on: with its text, its files where they fit, and marked so that no machine answers it or passes it on again.
// Whether it may go at all is decided before (triage's guards).
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Message } from '../../desk/conversations/conversations.api.ts'
import type { Means } from '../../desk/means.ts'
import { forwardSubject } from '../../mail/subject.ts'
import type { Tx } from '../../store/tx.ts'
import { countMessage } from './automatic.ts'
import { cutAlong, type OutgoingFile } from './files.ts'
import { queueOutgoing } from './outgoing.ts'
import { quoteForForward } from './quote.ts'
import { answeredMessage } from './start.ts'

export interface Forwarding {
  conversationId: Id
  inboxId: Id
  messageId: Id
  to: string
  /** Before the mail; may be empty. */
  text: string
}

/** The field by which a forwarded mail is known when it comes back. */
export const forwardedBy = 'X-Postroom-Forwarded'

export async function queueForward(
  tx: Tx,
  means: Means,
  { conversationId, inboxId, messageId, to, text }: Forwarding,
): Promise<void> {
  const message = await answeredMessage(tx, conversationId, messageId)
  const files = await filesOf(tx, means, conversationId, message)
  const quoted = quoteForForward({ ...message, at: new Date(message.at) })
  const missing = files ? '' : 'Its files are too large to go along.\n\n'
  await queueOutgoing(tx, means, {
    conversationId,
    inboxId,
    to: [{ name: '', address: to }],
    cc: [],
    bcc: [],
    subject: forwardSubject(message.subject || '(no subject)'),
    text: `${text && `${text}\n\n`}${missing}${quoted.text}`,
    html: null,
    files: files ?? [],
    calendar: null,
    answers: null,
    authorId: null,
    kind: 'auto-reply', // the empty return path: what cannot be delivered must not come back as mail (RFC 3834 §3.3)
    delay: 0,
    headers: [
      ['Auto-Submitted', 'auto-generated'],
      ['X-Auto-Response-Suppress', 'All'],
      [forwardedBy, means.hostname],
    ],
    before: {},
  })
  await countMessage(tx, conversationId)
}

/** Null: there are more than a mail can carry. */
async function filesOf(tx: Tx, means: Means, conversationId: Id, message: Message): Promise<OutgoingFile[] | null> {
  const ids = message.attachments.filter((one) => !one.isInline).map((one) => one.id)
  const room = means.messageBytes - Buffer.byteLength(message.text)
  try {
    const cut = await cutAlong(
      (look) => look(tx),
      means,
      async () => ({ conversationId, message, ids, room }),
    )
    const files: OutgoingFile[] = []
    for (const { id: _, ...file } of cut)
      files.push({ ...file, blobId: await means.blobs.put(tx, file.bytes), uploadId: null, contentId: null })
    return files
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'message-too-large') return null
    throw thrown
  }
}
