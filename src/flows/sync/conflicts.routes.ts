// Which verb answers which route about mail accounts that follow the desk.
import { refuseUnseen } from '../../desk/mailboxes/mailboxes.routes.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import * as api from './conflicts.api.ts'
import { listConflicts, undoConflict } from './conflicts.ts'
import { listChanges, retryChanges } from './waiting.ts'

export function conflictsRoutes(): Answer[] {
  return [
    answer(api.listMailboxConflicts, async ({ tx, actor }, { id, before, limit }) => {
      await refuseUnseen(tx, actor, id)
      const rows = await listConflicts(tx, actor, id, { before, limit: limit + 1 })
      return { conflicts: rows.slice(0, limit), hasMore: rows.length > limit }
    }),
    answer(api.undoMailboxConflict, async ({ tx, actor }, { id, conflictId }) => {
      await refuseUnseen(tx, actor, id)
      return await undoConflict(tx, actor, id, conflictId)
    }),
    answer(api.listMailboxChanges, async ({ tx, actor }, { id, limit }) => {
      await refuseUnseen(tx, actor, id)
      return await listChanges(tx, actor, id, limit)
    }),
    answer(api.retryMailboxChanges, async ({ tx, actor }, { id }) => {
      await refuseUnseen(tx, actor, id)
      return { retried: await retryChanges(tx, id) }
    }),
  ]
}
