// Which verb answers which route of answering.
import { visibleConversation } from '../../desk/conversations/read.ts'
import type { Means } from '../../desk/means.ts'
import { answer, answerAfter, type Answer, type Asking } from '../../desk/users/asking.ts'
import { can, isOperator } from '../../desk/users/permissions.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import { spend } from '../../store/spent.ts'
import { outboxState } from './outbox-state.ts'
import * as api from './reply.api.ts'
import { filesAlong, sendReply, startConversation } from './send.ts'
import { startReply } from './start.ts'
import { retrySend } from './retry.ts'
import { undoSend } from './undo.ts'
import { ownerOf } from '../../desk/drafts/held-files.ts'
import { keepUpload } from './uploads.ts'

export function replyRoutes(means: Means): Answer[] {
  return [
    answer(api.prepareReply, async ({ tx, actor }, { id, kind, messageId }) => {
      const conversation = await visibleConversation(tx, actor, id, 'conversation.reply')
      const start = await startReply(tx, conversation, kind, messageId)
      return means.hasWayOut ? start : { ...start, cautions: [...start.cautions, 'no-way-out'] }
    }),
    answerAfter(
      api.sendReply,
      ({ transact, actor }, input) =>
        filesAlong(transact, means, (tx) => visibleConversation(tx, actor, input.id, 'conversation.reply'), input),
      async ({ tx, actor }, input, along) => {
        const { id } = await visibleConversation(tx, actor, input.id, 'conversation.reply')
        return sendReply(tx, means, actor, { ...input, id }, along)
      },
    ),
    answer(api.startConversation, async ({ tx, actor }, input) => {
      if (!can(actor, 'conversation.reply', input.inboxId))
        throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { id: input.inboxId } })
      return startConversation(tx, means, actor, input)
    }),
    answer(api.undoSend, async (asking, { id }) => {
      await visibleOutbox(asking, id)
      return undoSend(asking.tx, means, id, ownerOf(asking.actor))
    }),
    answer(api.retrySend, async (asking, { id }) => {
      await visibleOutbox(asking, id)
      await retrySend(asking.tx, id)
      return {}
    }),
    answer(api.readOutboxState, async ({ tx, actor }) => {
      const { waiting, oldest, lastError, lastSent } = await outboxState(tx, actor)
      return {
        hasWayOut: means.hasWayOut,
        waiting,
        oldest: oldest?.toISOString() ?? null,
        lastError,
        lastSent: lastSent?.toISOString() ?? null,
      }
    }),
    answer(api.uploadFile, async ({ tx, actor, bytes: read }, { name, type }) => {
      means.space.demandRoom()
      const bytes = await read()
      // As with requests: whoever may everything everywhere is not bounded in what their programs do.
      if (actor.kind !== 'token' || !isOperator(actor)) await spend(tx, actor.id, 'upload', bytes.length, limits.upload)
      return keepUpload(tx, means, { name, type, bytes }, ownerOf(actor))
    }),
  ]
}

/** What lies in a conversation that the actor does not see is answered like what does not exist, without the conversation's id. */
async function visibleOutbox({ tx, actor }: Asking, id: string): Promise<void> {
  const missing = new Problem('missing', 'outbox-missing', 'There is no such message on its way.', { detail: { id } })
  const row = /^\d{1,19}$/.test(id)
    ? await tx.db.selectFrom('outbox').select('conversation_id').where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row?.conversation_id) throw missing
  await visibleConversation(tx, actor, row.conversation_id, 'conversation.reply').catch((thrown: unknown) => {
    throw thrown instanceof Problem && thrown.kind === 'missing' ? missing : thrown
  })
}
