// Which verb answers which route of the room of custom statuses.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './statuses.api.ts'
import * as statuses from './statuses.ts'

export function statusesRoutes(): Answer[] {
  return [
    answer(api.listStatuses, ({ tx, actor }) => statuses.statusesFor(tx, actor)),
    answer(api.addStatus, ({ tx, actor }, wanted) => statuses.addStatus(tx, actor, wanted)),
    answer(api.changeStatus, ({ tx, actor }, asked) => statuses.changeStatus(tx, actor, asked)),
    answer(api.archiveStatus, async ({ tx, actor }, { id }) => {
      await statuses.archiveStatus(tx, actor, id)
      return {}
    }),
    answer(api.restoreStatus, ({ tx, actor }, { id }) => statuses.restoreStatus(tx, actor, id)),
    answer(api.orderStatuses, ({ tx, actor }, { ids }) => statuses.orderStatuses(tx, actor, ids)),
  ]
}
