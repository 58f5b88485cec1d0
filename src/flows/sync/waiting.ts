// What a mail account has still to hear of, for the page of the account.
import { sql } from 'kysely'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { MailboxChange } from './conflicts.api.ts'
import { fieldOf, visible } from './conflicts.ts'

interface Row {
  id: Id
  conversation_id: Id
  number: string
  subject: string
  field: string
  wanted: string
  wanted_at: Date
  attempts: number
  failed_at: Date | null
  error: string | null
}

/** Of conversations that `actor` sees, the counts too; what failed first. */
export async function listChanges(tx: Tx, actor: Actor, mailboxId: Id, limit: number) {
  const among = sql`mailbox_change k join conversation one on one.id = k.conversation_id
      join conversation head on head.id = coalesce(one.merged_into, one.id)
    where k.mailbox_id = ${mailboxId} and ${visible(tx, actor)}`
  const { rows } = await sql<Row>`select k.*, head.id as conversation_id, head.number, head.subject from ${among}
    order by k.failed_at desc nulls last, k.id desc limit ${limit}`.execute(tx.db)
  const { rows: counts } = await sql<{ waiting: number; failed: number }>`select
    count(*) filter (where k.failed_at is null)::int as waiting, count(k.failed_at)::int as failed from ${among}`.execute(
    tx.db,
  )
  return { changes: rows.map(shown), ...must(counts[0], 'counts') }
}

function shown(row: Row): MailboxChange {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    number: row.number,
    subject: row.subject,
    ...fieldOf<MailboxChange['field']>(row.field),
    wanted: row.wanted,
    wantedAt: row.wanted_at.toISOString(),
    attempts: row.attempts,
    failedAt: row.failed_at?.toISOString() ?? null,
    error: row.error,
  }
}

export async function retryChanges(tx: Tx, mailboxId: Id): Promise<number> {
  const rows = await tx.db
    .updateTable('mailbox_change')
    .set({ failed_at: null, attempts: 0, run_at: tx.now })
    .where('mailbox_id', '=', mailboxId)
    .where('failed_at', 'is not', null)
    .returning('id')
    .execute()
  if (rows.length > 0) await record(tx, 'mailbox.changesRetried', mailboxId, { count: rows.length })
  tx.wake.add('mailbox')
  return rows.length
}
