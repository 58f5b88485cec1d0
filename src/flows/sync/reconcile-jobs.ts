// When mailboxes are reconciled: each once a day, and when somebody asks for it.
import type { Id } from '../../kit/id.ts'
import { enqueue } from '../../store/jobs.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { tellDone } from '../notifications/tell.ts'
import { reconcile, type Reconciling } from './reconcile.ts'

export const reconcileJob = 'mailbox.reconcile'

/** Milliseconds between two accounts, so that not all are counted at once. */
const APART = 60_000

export async function reconcileAll(tx: Tx): Promise<void> {
  const mailboxes = await tx.db
    .selectFrom('mailbox')
    .select('id')
    .where('paused_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const [at, { id }] of mailboxes.entries())
    await askToReconcile(tx, id, { isMending: false, runAt: new Date(tx.now.getTime() + at * APART) })
}

/** Asked twice before it begins it is done once; whoever asks for mending is not put off with counting. */
export async function askToReconcile(
  tx: Tx,
  mailboxId: Id,
  { isMending, runAt, askedBy = null }: { isMending: boolean; runAt?: Date; askedBy?: Id | null },
): Promise<void> {
  const payload = { mailboxId, isMending, askedBy }
  const key = isMending ? `${mailboxId} mend` : mailboxId
  await enqueue(tx, reconcileJob, payload, { key, ...(runAt && { runAt }) })
}

/** Whoever asked is told when it is done. An account that cannot be entered is told in its report; tried again the next day, not at once. */
export function reconcileHandler(means: Reconciling): OutsideHandler {
  return {
    attempts: 2,
    runOutside: async (store, job) => {
      const { mailboxId, isMending, askedBy } = job.payload as {
        mailboxId: Id
        isMending: boolean
        askedBy?: Id | null
      }
      const name = await nameOf(means, mailboxId)
      if (name === undefined) return
      await reconcile(means, mailboxId, { isMending })
      const done = { work: 'reconciliation' as const, text: name }
      if (askedBy) await store.transact({ actorId: null }, (tx) => tellDone(tx, askedBy, done))
    },
  }
}

async function nameOf({ store }: Reconciling, mailboxId: Id): Promise<string | undefined> {
  const found = await store.transact({ actorId: null, readOnly: true }, (tx) =>
    tx.db.selectFrom('mailbox').select('name').where('id', '=', mailboxId).executeTakeFirst(),
  )
  return found?.name
}
