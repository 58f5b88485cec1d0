// Which verb answers which route of the room of views.
import { answer, type Answer } from '../users/asking.ts'
import * as board from './board.ts'
import * as api from './views.api.ts'
import * as views from './views.ts'

export function viewsRoutes(): Answer[] {
  return [
    answer(api.listViews, ({ tx, actor }) => views.listViews(tx, actor)),
    answer(api.addView, ({ tx, actor }, input) => views.addView(tx, actor, input)),
    answer(api.changeView, ({ tx, actor }, { id, ...change }) => views.changeView(tx, actor, id, change)),
    answer(api.deleteView, async ({ tx, actor }, { id }) => {
      await views.deleteView(tx, actor, id)
      return {}
    }),
    answer(api.orderViews, ({ tx, actor }, { ids }) => views.orderViews(tx, actor, ids)),
    answer(api.countSavedViews, ({ tx, actor }, { ids }) => board.countSavedViews(tx, actor, ids?.split(','))),
    answer(api.readColumns, ({ tx, actor }, { id }) => board.readColumns(tx, actor, id)),
    answer(api.moveCard, ({ tx, actor }, input) => board.moveCard(tx, actor, input)),
  ]
}
