// What waits for its time while somebody answers, as the worker calls it: letters that go later, and what overtakes them.
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { heed, sendDue, sendLaterJob } from './later.ts'

/** Follows what may have overtaken a letter that waits for its time. */
export const heedJob = 'reply.heed'

/** `alsoHeed`: what else may have been overtaken by mail in these conversations. */
export function answeringHandlers(
  means: Means,
  alsoHeed: (tx: Tx, conversationIds: readonly Id[]) => Promise<void>,
): Handlers {
  return {
    [sendLaterJob]: {
      runOutside: async (store, job) => {
        const due = job.payload as { conversationId: string; draftId: string; at?: string }
        const later = await sendDue(store, means, due)
        // Claimed by a clock that was set back since: nobody else would come. For another time there is another job.
        if (later && later.toISOString() === due.at)
          await store.transact({ actorId: null }, (tx) => enqueue(tx, job.kind, due, { runAt: later }))
      },
    },
    [heedJob]: {
      batch: 200,
      run: async (tx, jobs) => {
        const ids = jobs.flatMap((job) => (job.payload as Following).conversationId ?? [])
        await heed(tx, ids)
        await alsoHeed(tx, ids)
      },
    },
  }
}
