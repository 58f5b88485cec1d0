// Reconciliation: everything that lies on the server of a mailbox, counted beside what is here. Every message is in a conversation,
// or there is a reason why not; what does not fit is told, and on request mended. In pages, whatever the size of the account.
import type { ImapFlow } from 'imapflow'
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import { usualBatch } from '../../mail/imap.ts'
import { walkFolders, type ReadAgain, type WalkedPage } from '../../mail/imap/walk.ts'
import { mendPage, type Mending } from './mend.ts'
import type { Misfit, Reconciliation, Verdict } from './reconcile.api.ts'
import { addMisfits, beginRun, endRun, noteRun, readRun } from './runs.ts'
import { judge, settled, unnoticed, type Judged } from './verdicts.ts'

/** Enters the account beside whoever reads it, and leaves. `reading`: the folder that is read. */
export type Visit = (mailboxId: Id, use: (client: ImapFlow, reading: string) => Promise<void>) => Promise<void>

export interface Reconciling extends Mending, Pick<Means, 'log'> {
  visit: Visit
}

interface Options {
  isMending: boolean
  /** Messages at once. */
  size?: number
}

/** Misfits that are kept by name; all are counted. */
const NAMED = 500
const us = { actorId: null }
const MISFITS: ReadonlySet<Verdict> = new Set(['missing', 'lost', 'unnoticed', 'refused'])

/** The report, also where the account could not be entered: then it says why. */
export async function reconcile(means: Reconciling, mailboxId: Id, options: Options): Promise<Reconciliation> {
  const { store } = means
  const { isMending } = options
  const id = await store.transact(us, (tx) => beginRun(tx, mailboxId, { isMending }))
  const run = { mailboxId, id }
  const counts: Partial<Record<Verdict, number>> = {}
  const named: Misfit[] = []
  let mended = 0
  const count = (verdict: Verdict, more = 1) => void (counts[verdict] = (counts[verdict] ?? 0) + more)

  async function note(fresh: Misfit[]): Promise<void> {
    const kept = fresh.slice(0, Math.max(0, NAMED - named.length))
    named.push(...kept)
    await store.transact(us, async (tx) => {
      await addMisfits(tx, run, kept)
      await noteRun(tx, run, { counts, mended })
    })
  }

  async function page(one: WalkedPage, readAgain: ReadAgain): Promise<void> {
    const judged = await store.transact(us, (tx) => judge(tx, mailboxId, one))
    for (const { verdict } of judged) count(verdict)
    const wrong = judged.filter((each) => MISFITS.has(each.verdict))
    const right = new Set(isMending && wrong.length > 0 ? await mendPage(means, mailboxId, one, wrong, readAgain) : [])
    mended += right.size
    const at = new Date(store.clock.now()).toISOString()
    await note(wrong.map((each) => misfitOf(one, each, right.has(each.uid) ? at : null)))
    await gone(one, readAgain, at)
  }

  /** Of what is remembered and no longer there, page after page where it is noted, else the count and the first of it. */
  async function gone(one: WalkedPage, readAgain: ReadAgain, at: string): Promise<void> {
    for (;;) {
      const found = await store.transact(us, (tx) => unnoticed(tx, mailboxId, one, NAMED))
      if (found.count === 0) return
      if (isMending) mended += (await mendPage(means, mailboxId, one, found.first, readAgain)).length
      count('unnoticed', isMending ? found.first.length : found.count)
      await note(found.first.map((each) => misfitOf(one, each, isMending ? at : null)))
      if (!isMending) return
    }
  }

  let error: string | null = null
  try {
    await means.visit(mailboxId, (client, reading) =>
      walkFolders(
        client,
        reading,
        {
          page,
          refused: async (folder) => {
            count('refused')
            await note([
              { folder, uidValidity: '', uid: 0, verdict: 'refused', mailId: null, size: null, mendedAt: null },
            ])
          },
        },
        { limits: usualBatch, ...(options.size && { size: options.size }) },
      ),
    )
  } catch (thrown) {
    means.log.warn({ err: thrown, mailboxId }, 'a mailbox could not be counted beside what is here')
    error = told(thrown)
  }
  return await store.transact(us, async (tx) => {
    // Whoever reads the account may have noticed meanwhile what was about to be.
    const fitting = await settled(tx, mailboxId, named)
    if (fitting.length > 0) counts.unnoticed = (counts.unnoticed ?? 0) - fitting.length
    await endRun(tx, run, { counts, mended, error, fitting })
    return await readRun(tx, run)
  })
}

function misfitOf({ folder, uidValidity }: WalkedPage, one: Judged, mendedAt: string | null): Misfit {
  return { folder, uidValidity, ...one, mendedAt }
}

function told(thrown: unknown): string {
  const { message = 'unknown', responseText } = thrown as { message?: string; responseText?: string }
  return (responseText ? `${message}: ${responseText}` : message).slice(0, 300)
}
