// A letter that was a draft: what is sent is the version that its writer saw, the draft goes with it, and comes back with it.
import type { Id } from '../../kit/id.ts'
import { announce, changedMeanwhile, draftMissing, standingDraft, voided } from '../../desk/drafts/drafts.ts'
import type { DraftContent, DraftKind } from '../../desk/drafts/drafts.api.ts'
import { holdAgain } from '../../desk/drafts/held-files.ts'
import { columnsOf, saysTheSame, type StoredDraft } from '../../desk/drafts/rows.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Tx } from '../../store/tx.ts'

type Content = Omit<DraftContent, 'doc' | 'withQuote' | 'attachmentIds'> & {
  withQuote?: boolean | undefined
  attachmentIds?: Id[] | undefined
}

interface Sending extends Content {
  id: Id
  /** Left out: it begins a conversation. */
  kind?: DraftKind | undefined
  messageId?: Id | undefined
  inboxId?: Id | undefined
  draft?: { id: Id; version: number } | undefined
}

/** Held until the transaction ends: who sends it at the same time waits, and finds it sent. An approval of other words is none. */
export async function takeDraft(tx: Tx, actor: Actor, sending: Sending): Promise<StoredDraft | null> {
  if (!sending.draft) return null
  const { row } = await standingDraft(tx, actor, { id: sending.id, draftId: sending.draft.id })
  if (row.kind === 'note') throw draftMissing(row.id)
  if (row.version !== sending.draft.version) throw changedMeanwhile(row)
  if (row.approval_state !== 'approved' || (isWhatItWas(row, sending) && saysTheSame(row, whole(sending)))) return row
  return { ...row, ...voided(tx, row, actor.id ?? row.author_id) }
}

/** The same answer, to the same message, from the same place: other words may stand below it otherwise. */
function isWhatItWas(row: StoredDraft, { kind = 'new', messageId, inboxId }: Sending): boolean {
  return row.kind === kind && row.message_id === (messageId ?? null) && row.inbox_id === (inboxId ?? null)
}

function whole({ to, cc, bcc, subject, text, html, withQuote = false, attachmentIds = [], uploadIds }: Content) {
  return { to, cc, bcc, subject, text, html, withQuote, attachmentIds, uploadIds }
}

/** With what went, should that be more than was saved. */
export async function keepSent(
  tx: Tx,
  row: StoredDraft,
  { messageId, inboxId, content }: { messageId: Id; inboxId: Id; content: Content },
): Promise<void> {
  const { doc: _, ...columns } = columnsOf({ ...whole(content), doc: null })
  const isAsSaved = saysTheSame(row, whole(content))
  await tx.db
    .updateTable('draft')
    .set({
      ...(isAsSaved ? {} : { ...columns, doc: null }),
      // Void where something else was sent: called back, it is not approved.
      approval_state: row.approval_state,
      approval_user_id: row.approval_user_id,
      approval_asked_by: row.approval_asked_by,
      approval_at: row.approval_at,
      sent_at: tx.now,
      sent_message_id: messageId,
      send_at: null,
      send_by: null,
      send_as: null,
    })
    .where('conversation_id', '=', row.conversation_id)
    .where('id', '=', row.id)
    .execute()
  await announce(tx, row, inboxId)
}

/** Of a letter that was called back. */
export async function bringBack(
  tx: Tx,
  messageId: Id,
  inboxId: Id,
): Promise<{ conversationId: Id; id: Id; version: number } | null> {
  const row = await tx.db
    .updateTable('draft')
    .set((is) => ({ sent_at: null, sent_message_id: null, changed_at: tx.now, version: is('version', '+', 1) }))
    .where('sent_message_id', '=', messageId)
    .returningAll()
    .executeTakeFirst()
  if (!row) return null
  const { conversation_id: conversationId, id, version } = row
  await holdAgain(tx, { conversationId, draftId: id }, row.upload_ids)
  await announce(tx, row, inboxId)
  return { conversationId, id, version }
}
