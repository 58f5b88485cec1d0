// Which verb answers which route of the inboxes' room.
import { answer, type Answer } from '../users/asking.ts'
import { addInbox, archiveInbox, changeInbox, listInboxes } from './inboxes.ts'
import * as api from './inboxes.api.ts'

export function inboxesRoutes(): Answer[] {
  return [
    answer(api.listInboxes, ({ tx, actor }) => listInboxes(tx, actor)),
    answer(api.addInbox, ({ tx }, input) => addInbox(tx, input)),
    answer(api.changeInbox, ({ tx }, { id, ...change }) => changeInbox(tx, id, change)),
    answer(api.archiveInbox, async ({ tx }, { id }) => {
      await archiveInbox(tx, id)
      return {}
    }),
  ]
}
