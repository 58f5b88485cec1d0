// Which verb answers which route about saved lists of contacts and companies.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './saved-lists.api.ts'
import { addSavedList, deleteSavedList, savedLists } from './saved-lists.ts'

export function savedListsRoutes(): Answer[] {
  return [
    answer(api.listSavedLists, ({ tx, actor }) => savedLists(tx, actor)),
    answer(api.addSavedList, ({ tx, actor }, wanted) => addSavedList(tx, actor, wanted)),
    answer(api.deleteSavedList, async ({ tx, actor }, { id }) => {
      await deleteSavedList(tx, actor, id)
      return {}
    }),
  ]
}
