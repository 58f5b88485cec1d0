// Drafts as they are stored, and as they are shown.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { htmlToText } from '../../mail/html/to-text.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Person } from '../conversations/conversations.api.ts'
import type { AfterSending, ApprovalState, Draft, DraftContent, DraftKind, Remark, Upload } from './drafts.api.ts'

export type StoredDraft = Selectable<Tables['draft']>

interface SendAs extends AfterSending {
  timeZone: string
}

/** `inboxIds`: of the conversations, by the id under which their drafts lie. */
export async function shown(tx: Tx, rows: readonly StoredDraft[], inboxIds: ReadonlyMap<Id, Id>): Promise<Draft[]> {
  const uploads = await uploadsOf(tx, rows)
  return rows.map((row) => {
    const { timeZone = 'UTC', then, snoozedUntil, followUpAt } = (row.send_as ?? {}) as Partial<SendAs>
    // oxlint-disable-next-line unicorn/no-thenable -- the name of the field in the promise
    const after = { then, snoozedUntil, followUpAt }
    const { approval_state: state, approval_asked_by: askedBy, approval_at: at } = row
    return {
      id: row.id,
      conversationId: row.conversation_id,
      kind: row.kind as DraftKind,
      inboxId: row.inbox_id ?? inboxIds.get(row.conversation_id) ?? '',
      messageId: row.message_id,
      authorId: row.author_id,
      authorIds: row.author_ids,
      version: row.version,
      writtenAgainst: row.written_against,
      ...(row.addressees as Record<'to' | 'cc' | 'bcc', Person[]>),
      subject: row.subject,
      text: row.text,
      html: row.html,
      reads: row.approval_state !== null && row.html !== null ? htmlToText(row.html) : null,
      doc: row.doc as Draft['doc'],
      withQuote: row.with_quote,
      attachmentIds: row.attachment_ids,
      uploads: row.upload_ids.flatMap((id) => uploads.get(id) ?? []),
      changedAt: row.changed_at.toISOString(),
      changedBy: row.changed_by,
      schedule: row.send_at && row.send_by ? { at: row.send_at.toISOString(), by: row.send_by, timeZone, after } : null,
      approval:
        state && askedBy && at
          ? {
              state: state as ApprovalState,
              askedBy,
              userId: row.approval_user_id,
              teamId: row.approval_team_id,
              at: at.toISOString(),
            }
          : null,
      remarks: row.remarks as Remark[],
    }
  })
}

async function uploadsOf(tx: Tx, rows: readonly StoredDraft[]): Promise<Map<Id, Upload>> {
  const ids = rows.flatMap((row) => row.upload_ids)
  if (ids.length === 0) return new Map()
  const found = await tx.db
    .selectFrom('upload')
    .select(['id', 'name', 'type', 'size'])
    .where('id', 'in', ids)
    .where(
      'draft_id',
      'in',
      rows.map((row) => row.id),
    ) // prettier-ignore
    .execute()
  return new Map(found.map((one) => [one.id, one]))
}

/** What of a draft's content is written as it is given; its uploads are held beside. */
export function columnsOf(content: DraftContent) {
  const { to, cc, bcc, subject, text, html, doc, withQuote, attachmentIds, uploadIds } = content
  return {
    addressees: JSON.stringify({ to, cc, bcc }),
    subject,
    text: withoutNull(text),
    html: html && withoutNull(html),
    doc: doc && withoutNull(JSON.stringify(doc)).replaceAll('\\u0000', ''),
    with_quote: withQuote,
    attachment_ids: [...new Set(attachmentIds)],
    upload_ids: [...new Set(uploadIds)],
  }
}

/** PostgreSQL has no such letter. */
const withoutNull = (text: string) => text.replaceAll('\0', '')

/** Whether somebody who read the one has read the other: all that would be sent is the same. */
export function saysTheSame(row: StoredDraft, content: Omit<DraftContent, 'doc'>): boolean {
  const { to, cc, bcc } = row.addressees as Record<'to' | 'cc' | 'bcc', Person[]>
  const were = [to.map(plain), cc.map(plain), bcc.map(plain), row.subject, row.text, row.html, row.with_quote, row.attachment_ids, row.upload_ids] // prettier-ignore
  const are = columnsOf({ ...content, doc: null })
  const now = [content.to.map(plain), content.cc.map(plain), content.bcc.map(plain), are.subject, are.text, are.html, are.with_quote, are.attachment_ids, are.upload_ids] // prettier-ignore
  return JSON.stringify(were) === JSON.stringify(now)
}

const plain = ({ name, address }: Person) => [name, address]
