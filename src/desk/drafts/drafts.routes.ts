// Which verb answers which route about drafts.
import { PICTURE_HEAD, shownAs } from '../../kit/picture.ts'
import { Problem } from '../../kit/problem.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import * as followUps from '../conversations/follow-up.api.ts'
import { followUpIn, wishFollowUp } from '../conversations/follow-up.ts'
import { visibleConversation } from '../conversations/read.ts'
import { validId } from '../conversations/views.ts'
import type { Means } from '../means.ts'
import { answer, type Answer } from '../users/asking.ts'
import { can, mustAlso, type Actor } from '../users/permissions.ts'
import * as approvals from './approval.api.ts'
import { answerApproval, askApproval } from './approval.ts'
import * as api from './drafts.api.ts'
import { beginDraft, discardDraft, saveDraft, showOne, standingDraft } from './drafts.ts'
import { ownerOf } from './held-files.ts'
import { draftsIn, ownDrafts } from './lists.ts'
import { aboutLetter, whyToApprove } from './policy.ts'

export function draftsRoutes(means: Pick<Means, 'blobs'>): Answer[] {
  return [
    answer(api.listDrafts, async ({ tx, actor }, { id: asked }) => {
      const conversation = await visibleConversation(tx, actor, asked)
      const about = { inboxId: conversation.inboxId, headId: conversation.id }
      return {
        drafts: await draftsIn(tx, actor, conversation),
        followUp: await followUpIn(tx, conversation.id),
        needsApproval: can(actor, 'conversation.reply')
          ? await whyToApprove(tx, actor, await aboutLetter(tx, about))
          : null,
      }
    }),
    answer(api.beginDraft, async ({ tx, actor }, { id: asked, ...begun }) => {
      const conversation = await visibleConversation(tx, actor, asked, 'conversation.reply')
      return await beginDraft(tx, actor, conversation, begun)
    }),
    answer(api.beginLetter, async ({ tx, actor }, { inboxId, ...content }) => {
      if (!can(actor, 'conversation.reply', inboxId))
        throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { id: inboxId } })
      return await beginDraft(tx, actor, null, { kind: 'new', writtenAgainst: 0, ...content }, inboxId)
    }),
    answer(api.saveDraft, async ({ tx, actor }, { id, draftId, ...saved }) =>
      saveDraft(tx, actor, await standingDraft(tx, actor, { id, draftId }), saved),
    ),
    answer(api.discardDraft, async ({ tx, actor }, at) => {
      await discardDraft(tx, actor, await standingDraft(tx, actor, at))
      return {}
    }),
    answer(api.readDraft, async ({ tx, actor }, at) => {
      const { row, inboxId } = await standingDraft(tx, actor, at, { permission: 'conversation.read', isHeld: false })
      return await showOne(tx, row, inboxId)
    }),
    answer(api.listOwnDrafts, async ({ tx, actor }, { list }) => ({ drafts: await ownDrafts(tx, actor, list) })),
    answer(api.readUpload, async ({ tx, actor }, { id }) => {
      const { name, type, blobId } = await visibleUpload(tx, actor, id)
      const bytes = await means.blobs.get(tx, blobId)
      const isPicture = /^image\//i.test(type)
      const picture = isPicture ? shownAs(bytes.subarray(0, PICTURE_HEAD)) : null
      return { bytes, name, type: isPicture ? (picture ?? 'application/octet-stream') : type }
    }),
    answer(followUps.setFollowUp, async ({ tx, actor }, { id: asked, at }) => {
      const conversation = await visibleConversation(tx, actor, asked, 'conversation.reply')
      await wishFollowUp(tx, conversation.id, at === null ? null : new Date(at))
      return {}
    }),
    answer(approvals.askApproval, async ({ tx, actor }, { id, draftId, ...asked }) =>
      askApproval(tx, actor, await standingDraft(tx, actor, { id, draftId }), asked),
    ),
    answer(approvals.answerApproval, async ({ tx, actor }, { id, draftId, ...given }) =>
      answerApproval(tx, actor, await standingDraft(tx, actor, { id, draftId }), given),
    ),
  ]
}

/** One's own, or of a draft that one sees. */
async function visibleUpload(tx: Tx, actor: Actor, id: Id): Promise<{ name: string; type: string; blobId: Id }> {
  const row = await tx.db.selectFrom('upload').selectAll().where('id', '=', validId(id)).executeTakeFirst()
  const owner = ownerOf(actor)
  const missing = new Problem('missing', 'upload-missing', 'There is no such upload.', { detail: { id } })
  if (!row) throw missing
  const isOwn = row.user_id === owner.user_id && row.token_id === owner.token_id
  if (!isOwn || actor.kind === 'system') {
    if (row.draft_id === null || row.draft_conversation_id === null) throw missing
    mustAlso(actor, 'attachment.download')
    const at = { id: row.draft_conversation_id, draftId: row.draft_id }
    await standingDraft(tx, actor, at, { permission: 'conversation.read', isHeld: false }).catch((thrown: unknown) => {
      throw thrown instanceof Problem && thrown.kind === 'missing' ? missing : thrown
    })
  }
  return { name: row.name, type: row.type, blobId: row.blob_id }
}
