// Which verb answers which route of the room of categories and tags.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './categories.api.ts'
import { addCategory, archiveCategory, changeCategory, listCategories } from './categories.ts'
import { listTags } from './tags.ts'

export function categoriesRoutes(): Answer[] {
  return [
    answer(api.listCategories, ({ tx }) => listCategories(tx)),
    answer(api.addCategory, ({ tx }, input) => addCategory(tx, input)),
    answer(api.changeCategory, ({ tx }, { id, ...change }) => changeCategory(tx, id, change)),
    answer(api.archiveCategory, async ({ tx }, { id }) => {
      await archiveCategory(tx, id)
      return {}
    }),
    answer(api.listTags, ({ tx, actor }) => listTags(tx, actor)),
  ]
}
