// Which verb answers which route of the reconciliation. Counting is a job's work: whoever asks reads the report when it is there.
import { refuseUnseen } from '../../desk/mailboxes/mailboxes.routes.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import * as api from './reconcile.api.ts'
import { askToReconcile } from './reconcile-jobs.ts'
import { latestRuns } from './runs.ts'

export function reconcileRoutes(): Answer[] {
  return [
    answer(api.readReconciliation, async ({ tx, actor }, { id }) => {
      await refuseUnseen(tx, actor, id)
      return await latestRuns(tx, id)
    }),
    answer(api.reconcileMailbox, async ({ tx, actor }, { id, isMending }) => {
      await refuseUnseen(tx, actor, id)
      await askToReconcile(tx, id, { isMending, askedBy: actor.id })
      return {}
    }),
  ]
}
