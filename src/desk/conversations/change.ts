// What may be done to a conversation: status, snooze, assignee, team, priority, category, tags, subject, inbox, bin.
// Each verb does nothing, and records nothing, where the conversation is as asked already.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { noteChanges } from '../../store/changes.ts'
import { enqueue } from '../../store/jobs.ts'
import { noteDecision, preselectedCategory, withdrawDecision } from '../readings/decisions.ts'
import { moveIndexed } from '../../store/search.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from './merge.ts'
import { refuseIncomplete } from '../fields/required.ts'
import { why as reasonWhy } from '../reasons.ts'
import { offeredStatus } from '../statuses/offered.ts'
import { isKeptFrom, refuseLooker } from './privacy.ts'
import { seesInbox } from './serves.ts'
import type { Status } from './status.ts'
import { lockConversation, type StoredConversation, touch } from './touch.ts'

export type Priority = 'low' | 'normal' | 'high' | 'urgent'

/** `because` is set where not a person but a rule or a clock decided. */
interface Why {
  because?: string
}

/** One of the three alone: a custom status that it had is gone. */
export async function setStatus(tx: Tx, id: Id, status: Status, why: Why = {}): Promise<void> {
  await moveTo(tx, await lockConversation(tx, id), { status, statusId: null }, why)
}

/** A custom status, and with it the one of the three that it belongs to. */
export async function setCustomStatus(tx: Tx, id: Id, statusId: Id, why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.status_id === statusId && was.snoozed_until === null) return
  const { status } = await offeredStatus(tx, statusId, was.inbox_id)
  await moveTo(tx, was, { status, statusId }, why)
}

async function moveTo(
  tx: Tx,
  was: StoredConversation,
  { status, statusId }: { status: Status; statusId: Id | null },
  why: Why,
): Promise<void> {
  if (was.status === status && was.snoozed_until === null) {
    if (was.status_id === statusId) return
    const refined = { from: was.status_id, to: statusId, status, ...why }
    await touch(tx, was.id, { status_id: statusId }, { name: 'conversation.statusRefined', data: refined })
    return
  }
  if (status === 'resolved' && was.status !== 'resolved' && why.because === undefined) await refuseIncomplete(tx, was)
  if (status === 'resolved' && was.category_id === null && why.because === undefined) {
    const categoryId = await preselectedCategory(tx, was.id)
    if (categoryId !== null) await setCategory(tx, was.id, categoryId)
  }
  const own = was.status_id === null && statusId === null ? {} : { fromStatusId: was.status_id, toStatusId: statusId }
  await touch(
    tx,
    was.id,
    { status, status_id: statusId, snoozed_until: null, ...(status === 'open' ? {} : { waiting_since: null }) },
    { name: 'conversation.statusChanged', data: { from: was.status, to: status, ...own, ...why } },
  )
}

/** Out of the way until `until`; it wakes earlier when the customer writes. */
export async function snooze(tx: Tx, id: Id, until: Date, why: Why = {}): Promise<void> {
  if (until <= tx.now)
    throw new Problem('invalid', 'snooze-in-the-past', 'Choose a time that is still to come.', { detail: { until } })
  const was = await lockConversation(tx, id)
  await touch(
    tx,
    was.id,
    { status: 'open', snoozed_until: until },
    { name: 'conversation.snoozed', data: { from: was.status, until: until.toISOString(), ...why } },
  )
  await enqueue(tx, 'conversation.wake', { conversationId: was.id, until: until.toISOString() }, { runAt: until })
}

/** Wakes a snoozed conversation; nothing happens where it was woken or snoozed anew since. */
export async function wake(tx: Tx, id: Id, options: { onlyIfDue: boolean } & Why): Promise<void> {
  const was = await lockConversation(tx, id)
  if (!was.snoozed_until || (options.onlyIfDue && was.snoozed_until > tx.now)) return
  await touch(
    tx,
    was.id,
    { snoozed_until: null },
    { name: 'conversation.woken', data: options.because ? { because: options.because } : {} },
  )
}

/** A schedule's work: what a job should have woken and did not. A conversation must not sleep for ever. */
export async function wakeOverdue(tx: Tx): Promise<void> {
  const rows = await tx.db
    .selectFrom('conversation')
    .select('id')
    .where('snoozed_until', '<', new Date(tx.now.getTime() - 60_000))
    .where('shelf', '=', 'snoozed')
    .orderBy('snoozed_until')
    .limit(200)
    .execute()
  for (const { id } of rows) await wake(tx, id, { onlyIfDue: true, because: 'its time has come' })
}

export async function assign(tx: Tx, id: Id, userId: Id | null, why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.assignee_id === userId) return
  if (userId !== null) {
    await mustServe(tx, userId, was.inbox_id)
    if (await isKeptFrom(tx, was, userId)) {
      if (why.because !== undefined) return // no rule widens who sees it
      throw new Problem('invalid', 'assignee-blind', 'This conversation is private, and not to this colleague.', {
        detail: { userId },
      })
    }
  }
  await touch(
    tx,
    was.id,
    { assignee_id: userId },
    { name: 'conversation.assigned', data: { from: was.assignee_id, to: userId, ...why } },
  )
}

/** An assignee must be able to see what is given to them. */
async function mustServe(tx: Tx, userId: Id, inboxId: Id): Promise<void> {
  const user = await tx.db.selectFrom('user').select('disabled_at').where('id', '=', userId).executeTakeFirst()
  if (!user || user.disabled_at)
    throw new Problem('invalid', 'user-missing', 'There is no such colleague, or they no longer work here.', {
      detail: { userId },
    })
  if (!(await seesInbox(tx, userId, inboxId)))
    throw new Problem('invalid', 'assignee-blind', 'This colleague does not see that inbox. Give them access first.', {
      detail: { userId, inboxId },
    })
}

export async function setTeam(tx: Tx, id: Id, teamId: Id | null, why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.team_id === teamId) return
  if (teamId !== null) await mustExist(tx, 'team', teamId)
  await touch(
    tx,
    was.id,
    { team_id: teamId },
    { name: 'conversation.teamChanged', data: { from: was.team_id, to: teamId, ...why } },
  )
}

export async function setPriority(tx: Tx, id: Id, priority: Priority, why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.priority === priority) return
  await touch(
    tx,
    was.id,
    { priority },
    { name: 'conversation.priorityChanged', data: { from: was.priority, to: priority, ...why } },
  )
  if (why.because === undefined) await noteDecision(tx, was, 'priority', priority)
}

export async function setCategory(tx: Tx, id: Id, categoryId: Id | null, why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.category_id === categoryId) return
  if (categoryId !== null) await mustExist(tx, 'category', categoryId)
  await touch(
    tx,
    was.id,
    { category_id: categoryId },
    { name: 'conversation.categoryChanged', data: { from: was.category_id, to: categoryId, ...why } },
  )
  if (why.because !== undefined) return
  if (categoryId === null) await withdrawDecision(tx, was.id, 'category')
  else await noteDecision(tx, was, 'category', categoryId)
}

async function mustExist(tx: Tx, noun: 'team' | 'category' | 'inbox', id: Id): Promise<void> {
  const row = await tx.db
    .selectFrom(noun)
    .select('id')
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new Problem('invalid', `${noun}-missing`, `There is no such ${noun}.`, { detail: { id } })
}

export async function addTags(tx: Tx, id: Id, tags: string[], why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  await replaceTags(tx, was.id, was.tags, [...was.tags, ...tags], why)
}

export async function removeTags(tx: Tx, id: Id, tags: string[], why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  await replaceTags(
    tx,
    was.id,
    was.tags,
    was.tags.filter((tag) => !tags.includes(tag)),
    why,
  )
}

export async function setTags(tx: Tx, id: Id, tags: string[], why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  await replaceTags(tx, was.id, was.tags, tags, why)
}

async function replaceTags(tx: Tx, id: Id, was: string[], wanted: string[], why: Why): Promise<void> {
  const tags = [...new Set(wanted)]
  const added = tags.filter((tag) => !was.includes(tag))
  const removed = was.filter((tag) => !tags.includes(tag))
  if (added.length === 0 && removed.length === 0) return
  if (added.length > 0)
    await tx.db
      .insertInto('tag')
      .values(added.map((name) => ({ name, created_at: tx.now })))
      .onConflict((clash) => clash.doNothing())
      .execute()
  await touch(tx, id, { tags }, { name: 'conversation.tagged', data: { added, removed, ...why } })
}

export async function setSubject(tx: Tx, id: Id, subject: string): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.subject === subject) return
  await touch(tx, was.id, { subject }, { name: 'conversation.renamed', data: { from: was.subject, to: subject } })
}

/** With everything merged into it. The assignee stays only where they see the new inbox too. */
export async function moveToInbox(tx: Tx, id: Id, inboxId: Id, why: Why = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.inbox_id === inboxId) return
  await refuseLooker(tx, was)
  await mustExist(tx, 'inbox', inboxId)
  await touch(
    tx,
    was.id,
    { inbox_id: inboxId },
    { name: 'conversation.moved', data: { from: was.inbox_id, to: inboxId, ...why } },
  )
  // Pages that show the old inbox must hear that it has left.
  await noteChanges(tx, [{ name: 'conversation.moved', subjectId: was.id, inboxId: was.inbox_id }])
  for (const one of await familyOf(tx, was.id)) {
    await tx.db.updateTable('conversation').set({ inbox_id: inboxId }).where('id', '=', one).execute()
    await moveIndexed(tx, one, inboxId)
  }
  if (was.assignee_id === null) return
  if (await seesInbox(tx, was.assignee_id, inboxId)) return
  await assign(tx, id, null, reasonWhy('inboxUnseen'))
}

/** Null lets it back into the ordinary views. */
export async function hold(tx: Tx, id: Id, reason: 'junk' | null): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.held === reason) return
  await touch(
    tx,
    was.id,
    { held: reason },
    { name: reason ? 'conversation.held' : 'conversation.released', data: { from: was.held, to: reason } },
  )
}

export async function deleteConversation(tx: Tx, id: Id): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.deleted_at) return
  await refuseLooker(tx, was)
  await touch(tx, was.id, { deleted_at: tx.now }, { name: 'conversation.deleted', data: {} })
}

export async function restoreConversation(tx: Tx, id: Id, why: Why & { from?: 'trash' } = {}): Promise<void> {
  const was = await lockConversation(tx, id)
  if (!was.deleted_at) return
  await touch(tx, was.id, { deleted_at: null }, { name: 'conversation.restored', data: { ...why } })
}
