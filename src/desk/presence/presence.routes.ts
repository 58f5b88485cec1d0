// Which verb answers the route about presence.
import { visibleConversation } from '../conversations/read.ts'
import type { Means } from '../means.ts'
import { answer, type Answer } from '../users/asking.ts'
import { writerOf } from '../drafts/drafts.ts'
import * as api from './presence.api.ts'

export function presenceRoutes(means: Pick<Means, 'presence'>): Answer[] {
  return [
    answer(api.tellPresence, async ({ tx, actor }, { id: asked, doing }) => {
      const { id, inboxId } = await visibleConversation(tx, actor, asked)
      const userId = writerOf(actor)
      means.presence.tell({ conversationId: id, userId, inboxId, doing })
      const others = means.presence.there(id).filter((one) => one.userId !== userId)
      return { others: others.map(({ conversationId, userId: who, doing: what }) => ({ conversationId, userId: who, doing: what })) } // prettier-ignore
    }),
  ]
}
