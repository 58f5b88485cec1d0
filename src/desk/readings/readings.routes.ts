// Which verb answers which route of the room of readings. What needs a model is answered by the flow of learning.
import { familyOf } from '../conversations/merge.ts'
import { visibleConversation } from '../conversations/read.ts'
import { answer, type Answer } from '../users/asking.ts'
import { decideCategory, undecideCategory } from './decide.ts'
import * as api from './readings.api.ts'
import { readingsOf } from './shown.ts'

export function readingsRoutes(): Answer[] {
  return [
    answer(api.listReadings, async ({ tx, actor }, { id: asked }) => {
      const { id } = await visibleConversation(tx, actor, asked)
      return await readingsOf(tx, actor, await familyOf(tx, id))
    }),
    answer(api.decideCategory, async ({ tx, actor }, { id: asked, categoryId, isDecided }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'conversation.change')
      if (isDecided) await decideCategory(tx, id, categoryId)
      else await undecideCategory(tx, id)
      return { categoryId: isDecided ? categoryId : null }
    }),
  ]
}
