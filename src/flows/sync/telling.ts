// Telling a server what the desk did: the next change that waits, as steps, and what became of them. What the server did is written
// into what is remembered of it at once, so that it is not taken for somebody else's deed when it comes back. Where we died in
// between, the server is found to be as wanted the next time.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { Log } from '../../kit/log.ts'
import type { Folders, Outcome, Task } from '../../mail/imap/tell.ts'
import { record } from '../../store/events.ts'
import type { RawMail } from '../../store/raw.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { takeDifferences } from './ledger.ts'
import { lyingOf } from './lying.ts'
import { flagAgain } from './meaning.ts'
import { headOf, policyOf } from './policy.ts'
import { appendOf } from './sent-here.ts'
import { planOf, type Planned } from './steps.ts'
import { noteDone, noteGone } from './told.ts'

type Change = Selectable<Tables['mailbox_change']>

export interface ChangeTask extends Task {
  change: Change
  steps: Planned[]
}

/** Tries before it is given up, for somebody to look at. */
const MOST = 6
/** What is done on the way to the next task. */
const AT_ONCE = 200
/** Where a message was there a moment ago, the next look tells where it went. */
const SOON = 3_000

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
 * What the server has already, or what it is no longer to be told of, is done on the way; where that is much, the rest of it comes with
 * the next look, so that no transaction grows with what somebody did at a stroke.
 */
export async function nextTask(
  tx: Tx,
  means: { raw: Pick<RawMail, 'get'>; log: Log },
  mailboxId: Id,
  folders: Folders,
): Promise<ChangeTask | null> {
  for (let passed = 0; passed < AT_ONCE; passed++) {
    const found = await taskAmong(tx, means, mailboxId, folders)
    if (found !== 'passed') return found
  }
  return null
}

/** `passed`: the first that waits is done already, or put off. */
async function taskAmong(
  tx: Tx,
  means: { raw: Pick<RawMail, 'get'> },
  mailboxId: Id,
  folders: Folders,
): Promise<ChangeTask | null | 'passed'> {
  const [change] = await tx.query<Change>({
    name: 'telling-next',
    // marks before moves, which give a message another place
    text: `select * from mailbox_change where mailbox_id = $1 and failed_at is null and run_at <= $2
      order by field in ('status', 'deleted'), id limit 1 for update`,
    values: [mailboxId, tx.now],
  })
  if (!change) return null
  const { attempts } = change
  if (change.field === 'sent') {
    const append = await appendOf(tx, means.raw, change, folders)
    if (append !== null && !('missing' in append)) return { change, steps: [], append, attempts }
    await (append === null ? finish(tx, change) : postpone(tx, change, append.missing))
  } else {
    const steps = await stepsOf(tx, change, folders)
    if (Array.isArray(steps) && steps.length > 0) return { change, steps, append: null, attempts }
    await (Array.isArray(steps) ? finish(tx, change) : postpone(tx, change, steps.missing))
  }
  return 'passed'
}

async function stepsOf(
  tx: Tx,
  { mailbox_id: mailboxId, conversation_id: conversationId, field, wanted }: Change,
  folders: Folders,
) {
  const policy = await policyOf(tx, mailboxId)
  const head = await headOf(tx, conversationId, policy.inbox_id)
  if (head === null || (field !== 'deleted' && head.deleted_at !== null)) return []
  const mails = await lyingOf(tx, mailboxId, policy.folder, head.id)
  return planOf(
    field as Parameters<typeof planOf>[0],
    wanted,
    mails,
    {
      tellResolved: policy.tell_resolved,
      tellDeleted: policy.tell_deleted,
      tellFlagged: policy.tell_flagged,
      tellSeen: policy.tell_seen,
      reading: policy.folder,
      isResolved: head.status === 'resolved',
    },
    folders,
  )
}

/** Something newer may have been said meanwhile: it has another id, and stays. */
async function finish(tx: Tx, { mailbox_id: mailboxId, id }: Change): Promise<void> {
  await tx.db.deleteFrom('mailbox_change').where('mailbox_id', '=', mailboxId).where('id', '=', id).execute()
}

export async function taskEnded(
  tx: Tx,
  { change, steps, append }: ChangeTask,
  outcomes: readonly Outcome[],
): Promise<void> {
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
  if (isOpen) return await postpone(tx, change, null)
  await finish(tx, change)
  if (steps.some((step) => step.deed.kind === 'move' && step.to === null))
    await flagAgain(tx, mailboxId, [conversationId])
  if (field === 'seen') return // nobody reads in a history who has read
  const policy = await policyOf(tx, mailboxId)
  const data = { mailboxId, field, wanted, mails: outcomes.length }
  await record(tx, 'conversation.told', conversationId, data, { conversationId, inboxId: policy.inbox_id })
}

/** `because`: null where somebody else was faster, and it has to be looked at anew. */
async function postpone(tx: Tx, change: Change, because: string | null): Promise<void> {
  const { mailbox_id: mailboxId, id, conversation_id: conversationId, field } = change
  const attempts = change.attempts + 1
  const isLast = attempts >= MOST
  const wait = because === null ? SOON : 30_000 * 4 ** change.attempts
  const error = because ?? 'Somebody changes it in the account all the time.'
  const row = await tx.db
    .updateTable('mailbox_change')
    .set({ attempts, error, ...(isLast ? { failed_at: tx.now } : { run_at: new Date(tx.now.getTime() + wait) }) })
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  if (!row || !isLast) return
  const { inbox_id: inboxId } = await policyOf(tx, mailboxId)
  await record(tx, 'mailbox.tellingFailed', mailboxId, { conversationId, field, error }, { inboxId })
}
