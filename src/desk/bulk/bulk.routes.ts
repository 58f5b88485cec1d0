// Which verb answers which route about changes of many conversations. A person's own: a program changes them one by one.
import { answer, type Answer } from '../users/asking.ts'
import { personOf } from '../users/users.routes.ts'
import * as api from './bulk.api.ts'
import { beginBulk, ownBulks, previewBulk, stopBulk, undoBulk } from './bulk.ts'

export function bulkRoutes(): Answer[] {
  return [
    answer(api.previewBulkChange, ({ tx, actor }, filters) => previewBulk(tx, actor, filters)),
    answer(api.beginBulkChange, (asking, asked) => beginBulk(asking.tx, asking.actor, personOf(asking), asked)),
    answer(api.listBulkChanges, (asking) => ownBulks(asking.tx, personOf(asking))),
    answer(api.stopBulkChange, (asking, { id }) => stopBulk(asking.tx, personOf(asking), id)),
    answer(api.undoBulkChange, (asking, { id }) => undoBulk(asking.tx, personOf(asking), id)),
  ]
}
