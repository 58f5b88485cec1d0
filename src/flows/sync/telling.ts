// Telling a server what the desk did: the next changes that wait, as steps, and what became of them. What the server did is written
// into what is remembered of it at once, so that it is not taken for somebody else's deed when it comes back. Where we died in
// between, the server is found to be as wanted the next time.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { Log } from '../../kit/log.ts'
import type { Ended, Task } from '../../mail/imap/deeds.ts'
import type { Folders } from '../../mail/imap/tell.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { fieldOf } from './conflicts.ts'
import { takeDifferences } from './differences.ts'
import { lyingOf } from './lying.ts'
import { flagAgain } from './meaning.ts'
import { headOf, policyOf } from './policy.ts'
import { appendOf, type Keeping } from './sent-here.ts'
import { planOf, type Planned } from './steps.ts'
import { noteDone, noteGone } from './told.ts'

type Change = Selectable<Tables['mailbox_change']>

export interface ChangeTask extends Task {
  change: Change
  steps: Planned[]
}

/** Tries before it is given up, for somebody to look at. */
const MOST = 6
/** Changes, and messages, that are told together. */
const TOGETHER = { changes: 100, steps: 1_000 }
/** Times that nothing of what is due takes a step: it is done on the way to what does. */
const PASSES = 2
/** Where a message was there a moment ago, the next look tells where it went. */
const SOON = 3_000
/** The longest that is waited for a look at all folders, where one of them refuses. */
const LATER = 10 * 60_000

export async function isTellingDue(tx: Tx, mailboxId: Id): Promise<boolean> {
  return (await dueAmong(tx, [mailboxId])).length > 0
}

/** Which of these have something to be told. */
export async function dueAmong(tx: Tx, mailboxIds: readonly Id[]): Promise<Id[]> {
  const rows = await tx.query<{ mailbox_id: Id }>({
    name: 'telling-due',
    text: `select distinct mailbox_id from mailbox_change where mailbox_id = any($1::bigint[]) and failed_at is null and run_at <= $2`,
    values: [mailboxIds, tx.now],
  })
  return rows.map((row) => row.mailbox_id)
}

/**
 * Changes of one kind, so that one command serves many and no message is marked twice in it. What the server has already, or what it is
 * no longer to be told of, is done on the way; where that is much, the rest of it comes with the next look, so that no transaction grows
 * with what somebody did at a stroke.
 */
export async function nextTasks(
  tx: Tx,
  means: Keeping & { log: Log },
  mailboxId: Id,
  folders: Folders,
): Promise<ChangeTask[]> {
  for (let pass = 0; pass < PASSES; pass++) {
    const tasks: ChangeTask[] = []
    let steps = 0
    for (const change of await dueOf(tx, mailboxId)) {
      const task = await (change.field === 'sent'
        ? appending(tx, means, change, folders)
        : changing(tx, change, folders))
      if (task) tasks.push(task)
      steps += task?.steps.length ?? 0
      if (steps >= TOGETHER.steps || task?.append) break // of sent mail one at a time
    }
    if (tasks.length > 0) return tasks
  }
  return []
}

/** Marks before moves, which give a message another place. */
async function dueOf(tx: Tx, mailboxId: Id): Promise<Change[]> {
  return await tx.query<Change>({
    name: 'telling-next',
    text: `select * from mailbox_change where mailbox_id = $1 and failed_at is null and run_at <= $2
        and field = (select field from mailbox_change where mailbox_id = $1 and failed_at is null and run_at <= $2
          order by field in ('status', 'deleted'), id limit 1)
      order by id limit $3 for update`,
    values: [mailboxId, tx.now, TOGETHER.changes],
  })
}

/** Null: it is done already, or put off. */
async function appending(tx: Tx, means: Keeping, change: Change, folders: Folders): Promise<ChangeTask | null> {
  const append = await appendOf(tx, means, change, folders)
  if (append !== null && !('missing' in append)) return { change, steps: [], append, attempts: change.attempts }
  await (append === null ? finish(tx, change) : postpone(tx, change, append.missing))
  return null
}

/**
 * Null likewise. A change is done when it is known of each mail that it lies as wanted, or nowhere any more. That its place is not known
 * is no such knowledge: then it waits for the next look at all folders, longer where that does not come.
 */
async function changing(tx: Tx, change: Change, folders: Folders): Promise<ChangeTask | null> {
  const plan = await planFor(tx, change, folders)
  if (plan === 'unsure') await waitForLook(tx, change)
  else if (!Array.isArray(plan)) await postpone(tx, change, plan.missing)
  else if (plan.length === 0) await finish(tx, change)
  else if (change.attempts >= MOST) await giveUp(tx, change, 'Somebody changes it in the account all the time.')
  else return { change, steps: plan, append: null, attempts: change.attempts }
  return null
}

async function planFor(
  tx: Tx,
  { mailbox_id: mailboxId, conversation_id: conversationId, field, wanted }: Change,
  folders: Folders,
) {
  const policy = await policyOf(tx, mailboxId)
  const head = await headOf(tx, conversationId, policy.inbox_id)
  if (head === null || (field !== 'deleted' && head.deleted_at !== null)) return []
  // The customer wrote before the account heard that it was resolved: it is open again, and so is what they wrote.
  if (field === 'status' && wanted === 'resolved' && head.status !== 'resolved') return []
  const { mails, isSure } = await lyingOf(tx, mailboxId, policy.folder, head.id)
  return planOf(
    field as Parameters<typeof planOf>[0],
    wanted,
    mails,
    {
      tellResolved: policy.tell_resolved,
      tellDeleted: policy.tell_deleted,
      tellFlagged: policy.tell_flagged,
      tellTags: policy.tell_tags,
      tellSeen: policy.tell_seen,
      reading: policy.folder,
      isResolved: head.status === 'resolved',
      isSure,
    },
    folders,
  )
}

async function waitForLook(tx: Tx, { mailbox_id: mailboxId, id, wanted_at: since }: Change): Promise<void> {
  const wait = Math.min(LATER, Math.max(SOON, (tx.now.getTime() - since.getTime()) / 2))
  await tx.db
    .updateTable('mailbox_change')
    .set({ run_at: new Date(tx.now.getTime() + wait) })
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .execute()
}

/** Something newer may have been said meanwhile: it has another id, and stays. */
async function finish(tx: Tx, { mailbox_id: mailboxId, id }: Change): Promise<void> {
  await tx.db.deleteFrom('mailbox_change').where('mailbox_id', '=', mailboxId).where('id', '=', id).execute()
}

export async function taskEnded(tx: Tx, { task, outcomes }: Ended<ChangeTask>): Promise<void> {
  const { change, steps, append } = task
  const { mailbox_id: mailboxId, conversation_id: conversationId, field, wanted } = change
  let refused: string | null = null
  let isOpen = false
  for (const [at, step] of steps.entries()) {
    const outcome = outcomes[at]
    if (!outcome) isOpen = true
    else if (outcome.kind === 'done') await noteDone(tx, mailboxId, step, outcome)
    else if (outcome.kind === 'refused') refused = outcome.because
    else if (outcome.kind === 'overtaken') {
      isOpen = true
      const place = { mailboxId, folder: step.folder, uidValidity: step.uidValidity, uid: step.uid }
      await takeDifferences(tx, place, { changed: [outcome.now], gone: [], unknown: [] })
    } else {
      isOpen = true
      await noteGone(tx, mailboxId, step)
    }
  }
  const appended = append ? outcomes.at(-1) : undefined
  if (appended?.kind === 'refused') refused = appended.because
  if (refused !== null) return await postpone(tx, change, refused)
  if (isOpen) return await lookAgain(tx, change)
  await finish(tx, change)
  if (steps.some((step) => step.deed.kind === 'move' && step.to === null))
    await flagAgain(tx, mailboxId, [conversationId])
  if (field === 'seen') return // nobody reads in a history who has read
  const policy = await policyOf(tx, mailboxId)
  const data = { mailboxId, ...fieldOf(field), wanted, mails: outcomes.length }
  await record(tx, 'conversation.told', conversationId, data, { conversationId, inboxId: policy.inbox_id })
}

async function postpone(tx: Tx, change: Change, because: string): Promise<void> {
  if (change.attempts + 1 >= MOST) return await giveUp(tx, change, because)
  const runAt = new Date(tx.now.getTime() + 30_000 * 4 ** change.attempts)
  await put(tx, change, { error: because, run_at: runAt })
}

/** Somebody else was faster. It may be as wanted by now: whether anything is left to do is seen at the next look, also after the last try. */
async function lookAgain(tx: Tx, change: Change): Promise<void> {
  await put(tx, change, { error: null, run_at: new Date(tx.now.getTime() + SOON) })
}

async function giveUp(tx: Tx, change: Change, error: string): Promise<void> {
  const { mailbox_id: mailboxId, conversation_id: conversationId, field } = change
  if (!(await put(tx, change, { error, failed_at: tx.now }))) return
  const { inbox_id: inboxId } = await policyOf(tx, mailboxId)
  await record(tx, 'mailbox.tellingFailed', mailboxId, { conversationId, field, error }, { inboxId })
}

/** One try more; false where something newer was said meanwhile. */
async function put(
  tx: Tx,
  { mailbox_id: mailboxId, id, attempts }: Change,
  what: { error: string | null; run_at?: Date; failed_at?: Date },
): Promise<boolean> {
  const row = await tx.db
    .updateTable('mailbox_change')
    .set({ attempts: attempts + 1, ...what })
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
