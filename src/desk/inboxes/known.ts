// Inboxes that something is limited to: fields, statuses. Empty means all of them.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'

/** One that the actor does not see is none. */
export async function refuseUnknownInboxes(tx: Tx, actor: Actor, inboxIds: readonly Id[]): Promise<void> {
  if (inboxIds.length === 0) return
  const rows = await tx.db.selectFrom('inbox').select('id').where('id', 'in', inboxIds).execute()
  const known = new Set(rows.map((row) => row.id))
  const at = inboxIds.findIndex((id) => !known.has(id) || !(actor.seesAll || actor.inboxIds.includes(id)))
  if (at >= 0)
    throw new Problem('invalid', 'inbox-missing', 'There is no such inbox.', { detail: { where: `inboxIds.${at}` } })
}
