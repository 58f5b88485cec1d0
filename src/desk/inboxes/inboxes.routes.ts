// Which verb answers which route of the inboxes' room.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { answer, type Answer } from '../users/asking.ts'
import { type Actor, can } from '../users/permissions.ts'
import { addInbox, archiveInbox, changeInbox, listInboxes, noSuchInbox } from './inboxes.ts'
import * as api from './inboxes.api.ts'
import { signatureFor } from './signatures.ts'

export function inboxesRoutes(): Answer[] {
  return [
    answer(api.listInboxes, ({ tx, actor }) => listInboxes(tx, actor)),
    answer(api.addInbox, ({ tx, actor }, input) => {
      if (actor.isBound) throw new Problem('denied', 'token-bound', 'A token for some inboxes adds no others.')
      return addInbox(tx, input)
    }),
    answer(api.changeInbox, ({ tx, actor }, { id, ...change }) => {
      refuseUnseen(actor, id)
      return changeInbox(tx, id, change)
    }),
    answer(api.readSignature, async ({ tx, actor }, { id }) => {
      if (!can(actor, api.readSignature.may, id)) throw noSuchInbox(id)
      return { signature: await signatureFor(tx, { inboxId: id, userId: actor.id, conversationId: null }) }
    }),
    answer(api.archiveInbox, async ({ tx, actor }, { id }) => {
      refuseUnseen(actor, id)
      await archiveInbox(tx, id)
      return {}
    }),
  ]
}

function refuseUnseen(actor: Actor, id: Id): void {
  if (!can(actor, api.changeInbox.may, id)) throw noSuchInbox(id)
}
