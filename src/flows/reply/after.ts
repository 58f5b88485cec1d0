// What becomes of a conversation after a letter has gone: it sleeps, or comes back where nobody answers. Times that are still to come.
import { Problem } from '../../kit/problem.ts'
import type { Id } from '../../kit/id.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'

/** Further ahead nobody plans, and a typing error is likelier. */
const LONGEST = 2 * 366 * 24 * 3_600_000

export function refusePast(tx: Pick<Tx, 'now'>, ...instants: (string | undefined)[]): void {
  for (const at of instants) {
    if (at === undefined) continue
    const ahead = Date.parse(at) - tx.now.getTime()
    if (ahead > 0 && ahead < LONGEST) continue
    throw new Problem('invalid', 'bad-time', 'Choose a time that is still to come, within two years.', {
      detail: { at },
    })
  }
}

export async function wakeAt(tx: Tx, conversationId: Id, until: Date): Promise<void> {
  await enqueue(tx, 'conversation.wake', { conversationId, until: until.toISOString() }, { runAt: until })
}
