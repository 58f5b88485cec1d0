// Which verb answers which route of the conversations' room.
import type { InputOf } from '../../kit/route.ts'
import type { Means } from '../means.ts'
import { answer, withHeaders, type Answer, type Asking } from '../users/asking.ts'
import { can } from '../users/permissions.ts'
import { Problem } from '../../kit/problem.ts'
import * as api from './conversations.api.ts'
import * as change from './change.ts'
import { attachmentFile, rawFile } from './files.ts'
import { countViews } from './counts.ts'
import { listEntries } from './entries.ts'
import { merge, unmerge } from './merge.ts'
import { addNote, changeNote, deleteNote } from './notes.ts'
import { markSeen, readConversation, visibleConversation } from './read.ts'
import { listRows } from './views.ts'

async function answered(asking: Asking, id: string) {
  const conversation = await readConversation(asking.tx, asking.actor, id)
  return withHeaders(conversation, { etag: `"${conversation.version}"` })
}

export function conversationsRoutes(means: Means): Answer[] {
  return [
    answer(api.listConversations, ({ tx, actor }, input) => listRows(tx, actor, input)),
    answer(api.countConversations, ({ tx, actor }) => countViews(tx, actor)),
    answer(api.readConversation, (asking, { id }) => answered(asking, id)),
    answer(api.listEntries, async ({ tx, actor }, { id, before, limit }) => {
      await visibleConversation(tx, actor, id)
      return listEntries(tx, id, { before, limit })
    }),
    answer(api.changeConversation, async (asking, { id, ...wanted }) => {
      const { tx, actor } = asking
      const was = await visibleConversation(tx, actor, id, 'conversation.change')
      if (asking.ifMatch !== null && asking.ifMatch !== String(was.version))
        throw new Problem(
          'conflict',
          'conversation-changed',
          'The conversation has changed since you looked. Look again, then repeat.',
          { detail: { version: was.version } },
        )
      if (wanted.inboxId !== undefined && !can(actor, 'conversation.change', wanted.inboxId))
        throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', {
          detail: { inboxId: wanted.inboxId },
        })
      await applyChanges(asking, id, wanted)
      // Whoever moves a conversation to where they can see it still reads the outcome; the check above made sure of it.
      return answered(asking, id)
    }),
    answer(api.markSeen, async ({ tx, actor }, { id, seen }) => {
      await visibleConversation(tx, actor, id)
      await markSeen(tx, actor, id, seen)
      return {}
    }),
    answer(api.deleteConversation, async ({ tx, actor }, { id }) => {
      await visibleConversation(tx, actor, id, 'conversation.delete')
      await change.deleteConversation(tx, id)
      return {}
    }),
    answer(api.restoreConversation, async (asking, { id }) => {
      await visibleConversation(asking.tx, asking.actor, id, 'conversation.delete')
      await change.restoreConversation(asking.tx, id)
      return answered(asking, id)
    }),
    answer(api.mergeConversation, async (asking, { id, intoId }) => {
      await visibleConversation(asking.tx, asking.actor, id, 'conversation.change')
      await visibleConversation(asking.tx, asking.actor, intoId, 'conversation.change')
      await merge(asking.tx, id, intoId)
      return answered(asking, intoId)
    }),
    answer(api.unmergeConversation, async (asking, { id }) => {
      await visibleConversation(asking.tx, asking.actor, id, 'conversation.change')
      await unmerge(asking.tx, id)
      return answered(asking, id)
    }),
    answer(api.addNote, async ({ tx, actor }, { id, text }) => {
      await visibleConversation(tx, actor, id, 'note.write')
      return addNote(tx, id, text)
    }),
    answer(api.changeNote, async ({ tx, actor }, { id, noteId, text }) => {
      await visibleConversation(tx, actor, id, 'note.write')
      return changeNote(tx, id, noteId, text)
    }),
    answer(api.deleteNote, async ({ tx, actor }, { id, noteId }) => {
      await visibleConversation(tx, actor, id, 'note.write')
      await deleteNote(tx, id, noteId)
      return {}
    }),
    answer(api.downloadAttachment, async ({ tx, actor }, { id, messageId, attachmentId }) => {
      await visibleConversation(tx, actor, id, 'attachment.download')
      return attachmentFile(tx, means, id, messageId, attachmentId)
    }),
    answer(api.downloadRaw, async ({ tx, actor }, { id, messageId }) => {
      await visibleConversation(tx, actor, id, 'attachment.download')
      return rawFile(tx, means, id, messageId)
    }),
  ]
}

async function applyChanges(
  { tx }: Asking,
  id: string,
  wanted: Omit<InputOf<typeof api.changeConversation>, 'id'>,
): Promise<void> {
  if (wanted.subject !== undefined) await change.setSubject(tx, id, wanted.subject)
  if (wanted.inboxId !== undefined) await change.moveToInbox(tx, id, wanted.inboxId)
  if (wanted.teamId !== undefined) await change.setTeam(tx, id, wanted.teamId)
  if (wanted.assigneeId !== undefined) await change.assign(tx, id, wanted.assigneeId)
  if (wanted.priority !== undefined) await change.setPriority(tx, id, wanted.priority)
  if (wanted.categoryId !== undefined) await change.setCategory(tx, id, wanted.categoryId)
  if (wanted.tags !== undefined) await change.setTags(tx, id, wanted.tags)
  if (wanted.held !== undefined) await change.hold(tx, id, wanted.held)
  if (wanted.status !== undefined) await change.setStatus(tx, id, wanted.status)
  if (wanted.snoozedUntil === null) await change.wake(tx, id, { onlyIfDue: false })
  else if (wanted.snoozedUntil !== undefined) await change.snooze(tx, id, new Date(wanted.snoozedUntil))
}
