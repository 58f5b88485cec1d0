// Webhooks as the worker calls them: what happened is followed every few seconds, each call is a job of its own.
import { deliverJob } from '../../desk/webhooks/webhooks.ts'
import type { Means } from '../../desk/means.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Post } from '../triage/webhook.ts'
import { deliverHandler } from './deliver.ts'
import { type Further, followWebhooks, followWebhooksJob, sweepWebhooks, sweepWebhooksJob } from './follow.ts'

/** Rounds of one following; while a burst of mail comes in it waits. */
const ROUNDS = 10

/** Without `post` nobody outside is told anything. */
export function webhookHandlers({ keys, fresh }: Pick<Means, 'keys' | 'fresh'>, post: Post | undefined): Handlers {
  return {
    [followWebhooksJob]: {
      runOutside: async (store) => {
        let further: Further | undefined
        for (let round = 0; round < ROUNDS && !fresh.burst.isOn(); round++) {
          const behind = further
          further = await store.transact({ actorId: null, isRedone: true }, (tx) => followWebhooks(tx, behind))
          if (further.size === 0) return
        }
      },
    },
    [sweepWebhooksJob]: { run: sweepWebhooks },
    ...(post && { [deliverJob]: deliverHandler(keys, post) }),
  }
}
