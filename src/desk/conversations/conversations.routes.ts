// Which verb answers which route of the conversations' room.
import type { Means } from '../means.ts'
import { answer, withHeaders, type Answer, type Asking } from '../users/asking.ts'
import { Problem } from '../../kit/problem.ts'
import * as api from './conversations.api.ts'
import * as change from './change.ts'
import { changeAs, mustBeAllowed } from './changing.ts'
import { fileRoutes } from './files.routes.ts'
import { countViews } from './counts.ts'
import { readDay as readDayRoute } from './day.api.ts'
import { readDay } from './day.ts'
import { countFacets } from './facets.ts'
import { listEntries } from './entries.ts'
import { noteRoutes } from './notes.routes.ts'
import { markSeen, readConversation, visibleConversation } from './read.ts'
import { lockConversation } from './touch.ts'
import * as lists from './lists.api.ts'
import { listRows } from './lists.ts'

async function answered(asking: Asking, id: string) {
  const conversation = await readConversation(asking.tx, asking.actor, id)
  return withHeaders(conversation, { etag: `"${conversation.version}"` })
}

export function conversationsRoutes(means: Means): Answer[] {
  return [
    answer(lists.listConversations, ({ tx, actor }, input) => listRows(tx, actor, input)),
    answer(api.countConversations, ({ tx, actor }) => countViews(tx, actor)),
    answer(readDayRoute, ({ tx, actor }) => readDay(tx, actor)),
    answer(lists.countFacets, ({ tx, actor }, input) => countFacets(tx, actor, input)),
    answer(api.readConversation, (asking, { id }) => answered(asking, id)),
    answer(api.listEntries, async ({ tx, actor }, { id: asked, before, limit }) => {
      const { id } = await visibleConversation(tx, actor, asked)
      return listEntries(tx, actor, id, { before, limit })
    }),
    answer(api.changeConversation, async (asking, { id: asked, ...wanted }) => {
      const { tx, actor } = asking
      const { id, inboxId } = await visibleConversation(tx, actor, asked, 'conversation.change')
      mustBeAllowed(actor, inboxId, wanted)
      await refuseOtherVersion(asking, id)
      await changeAs(tx, actor, { id, inboxId }, wanted)
      return answered(asking, id)
    }),
    answer(api.markSeen, async ({ tx, actor }, { id: asked, seen }) => {
      const { id } = await visibleConversation(tx, actor, asked)
      await markSeen(tx, actor, id, seen)
      return {}
    }),
    answer(api.deleteConversation, async ({ tx, actor }, { id: asked }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'conversation.delete')
      await change.deleteConversation(tx, id)
      return {}
    }),
    answer(api.restoreConversation, async (asking, { id: asked }) => {
      const { id } = await visibleConversation(asking.tx, asking.actor, asked, 'conversation.delete')
      await change.restoreConversation(asking.tx, id)
      return answered(asking, id)
    }),
    ...noteRoutes(),
    ...fileRoutes(means),
  ]
}

/** Under the lock: of two who looked at the same version only one changes it. */
async function refuseOtherVersion({ tx, ifMatch }: Asking, id: string): Promise<void> {
  const { version } = await lockConversation(tx, id)
  if (ifMatch !== null && ifMatch !== String(version))
    throw new Problem(
      'conflict',
      'conversation-changed',
      'The conversation has changed since you looked. Look again, then repeat.',
      { detail: { version } },
    )
}
