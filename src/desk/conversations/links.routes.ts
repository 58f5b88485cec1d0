// Which verb answers which route about conversations that belong together.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './links.api.ts'
import { relate } from './links.ts'
import { visibleConversation } from './read.ts'
import { relatedTo } from './related.ts'

export function linkRoutes(): Answer[] {
  return [
    answer(api.listRelated, async ({ tx, actor }, { id: asked }) => {
      const { id } = await visibleConversation(tx, actor, asked)
      return relatedTo(tx, actor, id)
    }),
    answer(api.relateConversations, async ({ tx, actor }, { id, otherId, as }) => {
      const one = await visibleConversation(tx, actor, id, 'conversation.change')
      const other = await visibleConversation(tx, actor, otherId, 'conversation.change')
      return { was: await relate(tx, one.id, other.id, as) }
    }),
  ]
}
