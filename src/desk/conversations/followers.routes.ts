// Which verb answers which route about followers. One follows for oneself: whom else it concerns, a mention or a rule says.
import { Problem } from '../../kit/problem.ts'
import { answer, type Answer } from '../users/asking.ts'
import * as api from './followers.api.ts'
import { follow, followersOf, unfollow } from './followers.ts'
import { visibleConversation } from './read.ts'

export function followersRoutes(): Answer[] {
  return [
    answer(api.followConversation, async ({ tx, actor }, { id: asked, following }) => {
      const conversation = await visibleConversation(tx, actor, asked)
      if (actor.id === null)
        throw new Problem('denied', 'not-a-person', 'Only a person follows: ask with a session or a token of theirs.')
      if (following) await follow(tx, conversation, [actor.id])
      else await unfollow(tx, conversation, actor.id)
      return { followerIds: await followersOf(tx, conversation.id) }
    }),
  ]
}
