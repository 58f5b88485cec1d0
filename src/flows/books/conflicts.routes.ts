// Which verb answers which route about contacts and cards of which both sides changed one thing.
import { answer, type Answer } from '../../desk/users/asking.ts'
import * as api from './conflicts.api.ts'
import { decideConflict, listConflicts, undoDecision } from './conflicts.ts'

export function bookConflictsRoutes(): Answer[] {
  return [
    answer(api.listBookConflicts, async ({ tx, actor }, { limit, ...wanted }) => {
      const rows = await listConflicts(tx, actor, { ...wanted, limit: limit + 1 })
      return { conflicts: rows.slice(0, limit), hasMore: rows.length > limit }
    }),
    answer(api.decideBookConflict, ({ tx, actor }, { id, side }) => decideConflict(tx, actor, id, side)),
    answer(api.undoBookConflict, ({ tx, actor }, { id }) => undoDecision(tx, actor, id)),
  ]
}
