// Which verb answers which route about addresses that nothing is sent to.
import { answer, type Answer } from '../users/asking.ts'
import { mustSeeContact } from './sight.ts'
import * as api from './suppressions.api.ts'
import { liftSuppression, suppressionsOf } from './suppressions.ts'

export function suppressionsRoutes(): Answer[] {
  return [
    answer(api.listSuppressions, async ({ tx, actor }, { id }) => {
      await mustSeeContact(tx, actor, id)
      return suppressionsOf(tx, id)
    }),
    answer(api.liftSuppression, async ({ tx, actor }, { id, address }) => {
      await mustSeeContact(tx, actor, id)
      await liftSuppression(tx, id, address)
      return {}
    }),
  ]
}
