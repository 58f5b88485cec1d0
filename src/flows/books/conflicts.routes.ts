// Which verb answers which route about contacts and cards of which both sides changed one thing.
import { answer, type Answer } from '../../desk/users/asking.ts'
import * as api from './conflicts.api.ts'
import { decideConflict, listConflicts, undoDecision } from './conflicts.ts'

export function bookConflictsRoutes(): Answer[] {
  return [
    answer(api.listBookConflicts, async ({ tx, actor }, wanted) => {
      const { conflicts, next } = await listConflicts(tx, actor, wanted)
      return { conflicts, next, hasMore: next !== null }
    }),
    answer(api.decideBookConflict, ({ tx, actor }, { id, side }) => decideConflict(tx, actor, id, side)),
    answer(api.undoBookConflict, ({ tx, actor }, { id }) => undoDecision(tx, actor, id)),
  ]
}
