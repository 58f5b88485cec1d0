// What was decided for a mailbox, and whether it has a say about a conversation at all.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export async function policyOf(tx: Tx, mailboxId: Id) {
  return await tx.db
    .selectFrom('mailbox')
    .select([
      'id',
      'inbox_id',
      'host',
      'folder',
      'on_archived',
      'on_deleted',
      'on_flagged',
      'on_labelled',
      'on_sent',
      'tell_resolved',
      'tell_deleted',
    ])
    .select(['read_by', 'tell_flagged', 'tell_tags', 'tell_seen', 'tell_sent', 'status_rule', 'flag_rule', 'agreed_at'])
    .where('id', '=', mailboxId)
    .executeTakeFirstOrThrow()
}

/** Of the folder as it is numbered now; null where the mailbox reads another, or it was numbered anew since. */
export async function readingOf(
  tx: Tx,
  { mailboxId, folder, uidValidity }: { mailboxId: Id; folder: string; uidValidity: string },
): Promise<{ inboxId: Id; through: number } | null> {
  const row = await tx.db
    .selectFrom('mailbox')
    .select(['inbox_id', 'uid'])
    .where('id', '=', mailboxId)
    .where('folder', '=', folder)
    .where('uid_validity', '=', uidValidity)
    .executeTakeFirst()
  return row ? { inboxId: row.inbox_id, through: Number(row.uid) } : null
}

export type Policy = Awaited<ReturnType<typeof policyOf>>

export interface Head {
  id: Id
  status: string
  deleted_at: Date | null
}

/**
 * The conversation, or what it reads as a part of. Null where it is no more, was moved to another inbox, or is private: an account of
 * this inbox neither changes what others have in hand, nor may what they do show in it.
 */
export async function headOf(tx: Tx, conversationId: Id, inboxId: Id): Promise<Head | null> {
  const [head] = await tx.query<Head>({
    name: 'sync-head',
    text: `select head.id, head.status, head.deleted_at from conversation one
      join conversation head on head.id = coalesce(one.merged_into, one.id)
      where one.id = $1 and head.inbox_id = $2 and head.private_at is null`,
    values: [conversationId, inboxId],
  })
  return head ?? null
}
