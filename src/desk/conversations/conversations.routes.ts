// Which verb answers which route of the conversations' room.
import type { InputOf } from '../../kit/route.ts'
import type { Means } from '../means.ts'
import type { Tx } from '../../store/tx.ts'
import { answer, withHeaders, type Answer, type Asking } from '../users/asking.ts'
import { can } from '../users/permissions.ts'
import { Problem } from '../../kit/problem.ts'
import * as api from './conversations.api.ts'
import * as change from './change.ts'
import { fileRoutes } from './files.routes.ts'
import { countViews } from './counts.ts'
import { listEntries } from './entries.ts'
import { noteRoutes } from './notes.routes.ts'
import { markSeen, readConversation, visibleConversation } from './read.ts'
import { setFields } from './own-fields.ts'
import { lockConversation } from './touch.ts'
import { listRows } from './lists.ts'

async function answered(asking: Asking, id: string) {
  const conversation = await readConversation(asking.tx, asking.actor, id)
  return withHeaders(conversation, { etag: `"${conversation.version}"` })
}

export function conversationsRoutes(means: Means): Answer[] {
  return [
    answer(api.listConversations, ({ tx, actor }, input) => listRows(tx, actor, input)),
    answer(api.countConversations, ({ tx, actor }) => countViews(tx, actor)),
    answer(api.readConversation, (asking, { id }) => answered(asking, id)),
    answer(api.listEntries, async ({ tx, actor }, { id: asked, before, limit }) => {
      const { id } = await visibleConversation(tx, actor, asked)
      return listEntries(tx, actor, id, { before, limit })
    }),
    answer(api.changeConversation, async (asking, { id: asked, ...wanted }) => {
      const { tx, actor } = asking
      const { id, inboxId } = await visibleConversation(tx, actor, asked, 'conversation.change')
      if (
        (wanted.assigneeId !== undefined || wanted.teamId !== undefined) &&
        !can(actor, 'conversation.assign', inboxId)
      )
        throw new Problem('denied', 'not-permitted', 'You may not assign conversations.', {
          detail: { needs: 'conversation.assign' },
        })
      if (wanted.inboxId !== undefined && !can(actor, 'conversation.change', wanted.inboxId))
        throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', {
          detail: { inboxId: wanted.inboxId },
        })
      await refuseOtherVersion(asking, id)
      await applyChanges(asking, id, wanted)
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
  // First: what is required may be filled in as it is resolved.
  if (wanted.fields !== undefined) await setFields(tx, id, wanted.fields)
  await changeStatus(tx, id, wanted)
  if (wanted.snoozedUntil === null) await change.wake(tx, id, { onlyIfDue: false })
  else if (wanted.snoozedUntil !== undefined) await change.snooze(tx, id, new Date(wanted.snoozedUntil))
}

async function changeStatus(
  tx: Tx,
  id: string,
  { status, statusId }: Pick<InputOf<typeof api.changeConversation>, 'status' | 'statusId'>,
): Promise<void> {
  if (typeof statusId !== 'string') {
    const wanted = status ?? (statusId === null ? (await lockConversation(tx, id)).status : undefined)
    if (wanted !== undefined) await change.setStatus(tx, id, api.Status.parse(wanted))
    return
  }
  await change.setCustomStatus(tx, id, statusId)
  if (status !== undefined && (await lockConversation(tx, id)).status !== status)
    throw new Problem('invalid', 'status-other', 'This custom status belongs to another of the three. Leave `status` out.', { detail: { where: 'statusId' } }) // prettier-ignore
}
