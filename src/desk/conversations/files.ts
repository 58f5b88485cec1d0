// The bytes behind a conversation: attachments (cut from the raw mail when asked for, or a blob of their own) and raw mail.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Original } from '../../kit/streamed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Means } from '../means.ts'
import type { Bytes } from '../users/asking.ts'
import type { readAttachedMail } from './conversations.api.ts'
import { familyOf } from './merge.ts'
import { refuseUnshown, type Looker } from './secrets.ts'

/** What an attachment is cut from; it can be read when the transaction is over. */
export interface FoundAttachment {
  id: Id
  original: Original
  /** Null where the bytes are the attachment's own. */
  part: number | null
  /** Null where its mail opens an account: what it is called is not kept either. */
  label: { name: string; type: string } | null
}

/** `looker`: null where it is sent on. */
export async function findAttachment(
  tx: Tx,
  means: Pick<Means, 'raw' | 'blobs'>,
  looker: Looker | null,
  conversationId: Id,
  messageId: Id,
  id: Id,
): Promise<FoundAttachment> {
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
  const label = { name: row.name, type: row.type }
  if (row.blob_id !== null) return { id, original: await means.blobs.open(tx, row.blob_id), part: null, label }
  if (row.raw_id === null || row.part === null)
    throw new Problem('missing', 'attachment-gone', 'The attachment is no longer kept.', { detail: { id } })
  return {
    id,
    original: await means.raw.open(tx, row.raw_id),
    part: row.part,
    label: row.secret === null ? label : null,
  }
}

/** Takes as long as the mail is large, and waits for others' mail: never inside a transaction that somebody else waits for. */
export async function cutAttachment(
  { reader }: Pick<Means, 'reader'>,
  { original, part, label }: FoundAttachment,
): Promise<Bytes & { bytes: Original }> {
  if (part === null && label) return { bytes: original, ...label }
  const found = await reader.attachment(original, must(part, 'the part of its mail'))
  return { bytes: found.bytes, ...(label ?? { name: found.name, type: found.type }) }
}

/** Read anew each time: nothing of it is kept beside the raw mail. What opens an account is not shown here. */
export async function attachedMail(
  means: Pick<Means, 'reader'>,
  found: FoundAttachment,
): Promise<OutputOf<typeof readAttachedMail>> {
  const { id } = found
  const file = await cutAttachment(means, found)
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

export async function rawFile(
  tx: Tx,
  means: Pick<Means, 'raw'>,
  looker: Looker,
  conversationId: Id,
  messageId: Id,
): Promise<Bytes> {
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
