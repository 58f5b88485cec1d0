// Triage as the worker calls it: a batch of mail is one transaction, and counts people and rules once; a rule that has waited is asked
// alone.
import type { Means } from '../../desk/means.ts'
import type { Following } from '../../store/events.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import { followConversations } from '../deadlines/deadlines.ts'
import { conversationOf } from '../deadlines/handlers.ts'
import type { Calendars } from '../deadlines/terms.ts'
import { createLearner, type Learner } from '../learning/learner.ts'
import { queueAutomatic } from '../reply/automatic.ts'
import { queueForward, type Forwarding } from '../reply/forwarding.ts'
import { createRuleKeeper } from '../../desk/rules/kept.ts'
import { dueJob, type Due } from './courses.ts'
import { askAgain } from './due.ts'
import { forwardJob } from './forward.ts'
import { mustStillBeOpen } from './still-open.ts'
import { triageJob, triageJobs, type TriageMeans } from './triage.ts'
import { webhookHandler, webhookJob, type Post } from './webhook.ts'

/** What outlives a batch of mail. Without `post` nobody outside is told anything. */
export interface Triaging {
  calendars: Calendars
  post?: Post | undefined
  /** One for each process: what learned may be megabytes. */
  learner?: Learner | undefined
}

/** Keeps compiled rules for as long as they live: one for each process. */
export function triageHandlers(means: Means, { calendars, post, learner = createLearner() }: Triaging): Handlers {
  const own: TriageMeans = {
    raw: means.raw,
    proof: means.proof,
    queueAutomatic: (tx, automatic) => queueAutomatic(tx, means, automatic),
    keeper: createRuleKeeper(),
    learner,
  }
  return {
    [triageJob]: {
      batch: 100,
      run: async (tx, jobs) => {
        await triageJobs(tx, jobs, own)
        // By the priority and the category that rules have just set.
        const ids = jobs.map(({ payload }) => conversationOf(payload as Following))
        await followConversations(tx, ids, calendars)
      },
    },
    [dueJob]: {
      run: async (tx, jobs) => {
        const all = jobs.map(({ payload }) => payload as Due)
        for (const due of all) await askAgain(tx, due, own)
        await followConversations(tx, all.map((due) => due.conversationId), calendars) // prettier-ignore
      },
    },
    [forwardJob]: {
      run: async (tx, jobs) => {
        for (const { payload } of jobs) {
          const forwarding = payload as Forwarding
          await mustStillBeOpen(tx, forwarding.conversationId)
          await queueForward(tx, means, forwarding)
        }
      },
    },
    ...(post && { [webhookJob]: webhookHandler(means.keys, post) }),
  }
}
