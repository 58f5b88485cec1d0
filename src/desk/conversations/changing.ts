// What somebody asks to be changed about a conversation, with what they may: for the conversation's own page, for boards, and for many
// at once.
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { type Actor, can } from '../users/permissions.ts'
import * as change from './change.ts'
import { Status, type changeConversation } from './conversations.api.ts'
import { setFields } from './own-fields.ts'
import { lockConversation } from './touch.ts'

export type Wanted = Omit<InputOf<typeof changeConversation>, 'id'>

/** Of a conversation that the actor sees and may change. What they may not do of it is refused before anything is done. */
export async function changeAs(
  tx: Tx,
  actor: Actor,
  { id, inboxId }: { id: Id; inboxId: Id },
  wanted: Wanted,
): Promise<void> {
  mustBeAllowed(actor, inboxId, wanted)
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

async function changeStatus(tx: Tx, id: Id, { status, statusId }: Pick<Wanted, 'status' | 'statusId'>): Promise<void> {
  if (typeof statusId !== 'string') {
    const wanted = status ?? (statusId === null ? (await lockConversation(tx, id)).status : undefined)
    if (wanted !== undefined) await change.setStatus(tx, id, Status.parse(wanted))
    return
  }
  await change.setCustomStatus(tx, id, statusId)
  if (status !== undefined && (await lockConversation(tx, id)).status !== status)
    throw new Problem('invalid', 'status-other', 'This custom status belongs to another of the three. Leave `status` out.', { detail: { where: 'statusId' } }) // prettier-ignore
}

export function mustBeAllowed(actor: Actor, inboxId: Id, wanted: Wanted): void {
  const isGiven = wanted.assigneeId !== undefined || wanted.teamId !== undefined
  if (isGiven && !can(actor, 'conversation.assign', inboxId))
    throw new Problem('denied', 'not-permitted', 'You may not assign conversations.', {
      detail: { needs: 'conversation.assign' },
    })
  if (wanted.inboxId !== undefined && !can(actor, 'conversation.change', wanted.inboxId))
    throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId: wanted.inboxId } })
}
