// Which verb answers which route about merging and splitting.
import { answer, type Answer, type Asking, withHeaders } from '../users/asking.ts'
import { merge } from './merge.ts'
import * as api from './parting.api.ts'
import { readConversation, visibleConversation } from './read.ts'
import { split } from './split.ts'
import { unmerge } from './unmerge.ts'
import { unsplit } from './unsplit.ts'
import { validId } from './views.ts'

async function answered(asking: Asking, id: string) {
  const conversation = await readConversation(asking.tx, asking.actor, id)
  return withHeaders(conversation, { etag: `"${conversation.version}"` })
}

export function partingRoutes(): Answer[] {
  return [
    answer(api.mergeConversation, async (asking, { id, intoId }) => {
      await visibleConversation(asking.tx, asking.actor, id, 'conversation.change')
      const into = await visibleConversation(asking.tx, asking.actor, intoId, 'conversation.change')
      await merge(asking.tx, validId(id), into.id)
      return answered(asking, into.id)
    }),
    answer(api.unmergeConversation, async (asking, { id }) => {
      await visibleConversation(asking.tx, asking.actor, id, 'conversation.change')
      await unmerge(asking.tx, validId(id))
      return answered(asking, id)
    }),
    answer(api.splitConversation, async (asking, { id: asked, messageId, andLater }) => {
      const { id } = await visibleConversation(asking.tx, asking.actor, asked, 'conversation.change')
      return answered(asking, await split(asking.tx, id, validId(messageId), { andLater }))
    }),
    answer(api.unsplitConversation, async (asking, { id }) => {
      await visibleConversation(asking.tx, asking.actor, id, 'conversation.change')
      return answered(asking, await unsplit(asking.tx, asking.actor, validId(id)))
    }),
  ]
}
