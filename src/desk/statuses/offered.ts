// The custom status that somebody or a rule wants a conversation to have, as far as it may.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Status } from '../conversations/status.ts'

/** Archived ones, and those of other inboxes, are offered to nobody. */
export async function offeredStatus(tx: Tx, id: Id, inboxId: Id): Promise<{ id: Id; status: Status; name: string }> {
  const row = /^\d{1,19}$/.test(id)
    ? await tx.db.selectFrom('custom_status').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row || row.archived_at !== null)
    throw new Problem('invalid', 'status-missing', 'There is no such status, or it is in use no more.', {
      detail: { where: 'statusId', id },
    })
  if (row.inbox_ids.length > 0 && !row.inbox_ids.includes(inboxId))
    throw new Problem('invalid', 'status-elsewhere', `“${row.name}” is not used in this inbox.`, {
      detail: { where: 'statusId', id },
    })
  return { id: row.id, status: row.status as Status, name: row.name }
}
