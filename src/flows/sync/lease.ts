// Which process reads which mailbox: whoever holds its lease. One that died holds it for half a minute more.
import type { Id } from '../../kit/id.ts'
import { noteChanges } from '../../store/changes.ts'
import type { Tx } from '../../store/tx.ts'
import type { LeasedMailbox } from './pulled.ts'

export const LEASE = 30_000

/** Takes what is free and renews what is held; what is not answered is somebody else's, paused or gone. */
export async function leaseMailboxes(tx: Tx, holder: string): Promise<LeasedMailbox[]> {
  return await tx.query<LeasedMailbox>({
    name: 'mailbox-lease',
    // in one order, or two processes may wait for each other
    text: `update mailbox m set leased_until = $1, leased_by = $2 from (
             select m.id from mailbox m join inbox i on i.id = m.inbox_id
               where i.archived_at is null and m.paused_at is null
                 and (m.leased_until is null or m.leased_until <= $3 or m.leased_by = $2)
               order by m.id for update of m) free
           where m.id = free.id
           returning m.*, (select g.granted_at from mailbox_grant g where g.mailbox_id = m.id) as granted_at`,
    values: [new Date(tx.now.getTime() + LEASE), holder, tx.now],
  })
}

export async function releaseMailboxes(tx: Tx, holder: string): Promise<void> {
  await tx.db
    .updateTable('mailbox')
    .set({ leased_until: null, leased_by: null })
    .where('leased_by', '=', holder)
    .execute()
}

/** How it goes, for the page of mailboxes; open pages hear of it, the history does not. */
export async function noteState(
  tx: Tx,
  mailboxId: Id,
  holder: string,
  told: { state: 'connected' | 'waiting' | 'failed'; error: string | null },
): Promise<void> {
  const row = await tx.db
    .updateTable('mailbox')
    .set({ state: told.state, error: told.error?.slice(0, 300) ?? null, checked_at: tx.now })
    .where('id', '=', mailboxId)
    .where('leased_by', '=', holder)
    .where('paused_at', 'is', null)
    .returning('inbox_id')
    .executeTakeFirst()
  if (row) await noteChanges(tx, [{ name: 'mailbox.stateChanged', subjectId: mailboxId, inboxId: row.inbox_id }])
}
