// What waits for its time while somebody answers, as the worker calls it: letters that go later, and what overtakes them.
import type { Means } from '../../desk/means.ts'
import type { Following } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import { heed, sendDue, sendLaterJob } from './later.ts'

/** Follows what may have overtaken a letter that waits for its time. */
export const heedJob = 'reply.heed'

export function answeringHandlers(means: Means): Handlers {
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
      run: (tx, jobs) => heed(tx, jobs.flatMap((job) => (job.payload as Following).conversationId ?? [])), // prettier-ignore
    },
  }
}
