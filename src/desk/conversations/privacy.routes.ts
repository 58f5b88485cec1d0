// Which verb answers which route about the privacy of conversations.
import { answer, withHeaders, type Answer } from '../users/asking.ts'
import { personOf } from '../users/users.routes.ts'
import * as api from './privacy.api.ts'
import { breakGlass, setPrivacy } from './privacy.ts'
import { readConversation, visibleConversation } from './read.ts'

export function privacyRoutes(): Answer[] {
  return [
    answer(api.setPrivacy, async (asking, { id: asked, userIds }) => {
      personOf(asking) // a program could shut everybody out, itself too
      const { id } = await visibleConversation(asking.tx, asking.actor, asked, 'conversation.restrict')
      await setPrivacy(asking.tx, id, userIds)
      const conversation = await readConversation(asking.tx, asking.actor, id)
      return withHeaders(conversation, { etag: `"${conversation.version}"` })
    }),
    answer(api.breakGlass, async (asking, { number, reason }) => {
      personOf(asking)
      const { id, until } = await breakGlass(asking.tx, asking.actor, number.replace('#', ''), reason)
      return { id, until: until.toISOString() }
    }),
  ]
}
