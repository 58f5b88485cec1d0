// The bytes behind a conversation: attachments (cut from the raw mail when asked for, or a blob of their own) and raw mail.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Original } from '../../kit/streamed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Means } from '../means.ts'
import type { Bytes } from '../users/asking.ts'
import type { readAttachedMail } from './conversations.api.ts'
import { familyOf } from './merge.ts'
import { refuseUnshown, type Looker } from './secrets.ts'

/** `looker`: null where it is sent on. */
export async function attachmentFile(
  tx: Tx,
  means: Means,
  looker: Looker | null,
  conversationId: Id,
  messageId: Id,
  id: Id,
): Promise<Bytes & { bytes: Original }> {
  const family = await familyOf(tx, conversationId)
  const row = await tx.db
    .selectFrom('attachment')
    .innerJoin('message', (join) =>
      join
        .onRef('message.conversation_id', '=', 'attachment.conversation_id')
        .onRef('message.id', '=', 'attachment.message_id'),
    )
    .select([
      'attachment.part',
      'attachment.blob_id',
      'attachment.name',
      'attachment.type',
      'message.raw_id',
      'message.secret',
    ])
    .where('attachment.conversation_id', 'in', family)
    .where('attachment.message_id', '=', messageId)
    .where('attachment.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Problem('missing', 'attachment-missing', 'There is no such attachment.', { detail: { id } })
  if (row.secret !== null) await refuseUnshown(tx, looker, family, messageId)
  if (row.blob_id !== null) return { bytes: await means.blobs.open(tx, row.blob_id), type: row.type, name: row.name }
  if (row.raw_id === null || row.part === null)
    throw new Problem('missing', 'attachment-gone', 'The attachment is no longer kept.', { detail: { id } })
  const found = await means.reader.attachment(await means.raw.open(tx, row.raw_id), row.part)
  // What it is called is not kept either, where its mail opens an account.
  const { type, name } = row.secret === null ? row : found
  return { bytes: found.bytes, type, name }
}

/** Read anew each time: nothing of it is kept beside the raw mail. What opens an account is not shown here. */
export async function attachedMail(
  tx: Tx,
  means: Means,
  looker: Looker,
  conversationId: Id,
  messageId: Id,
  id: Id,
): Promise<OutputOf<typeof readAttachedMail>> {
  const file = await attachmentFile(tx, means, looker, conversationId, messageId, id)
  if (file.type !== 'message/rfc822')
    throw new Problem('invalid', 'attachment-no-mail', 'This attachment is no mail.', { detail: { id } })
  const mail = await means.reader.read(file.bytes, { from: null })
  if (mail.secret !== null)
    throw new Problem('denied', 'secret-hidden', 'The attached mail opens an account. It can only be saved.', {
      detail: { id },
    })
  const { from, to, cc, subject, date, text, html } = mail
  const attachments = mail.attachments.map(({ name, type, size }) => ({ name, type, size }))
  return { from, to, cc, subject, at: date?.toISOString() ?? null, text, html, attachments }
}

export async function rawFile(tx: Tx, means: Means, looker: Looker, conversationId: Id, messageId: Id): Promise<Bytes> {
  const family = await familyOf(tx, conversationId)
  const row = await tx.db
    .selectFrom('message')
    .select(['raw_id', 'secret'])
    .where('conversation_id', 'in', family)
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (!row?.raw_id)
    throw new Problem('missing', 'raw-missing', 'There is no raw mail to this message.', { detail: { messageId } })
  if (row.secret !== null) await refuseUnshown(tx, looker, family, messageId)
  return { bytes: await means.raw.open(tx, row.raw_id), type: 'message/rfc822', name: `${messageId}.eml` }
}
