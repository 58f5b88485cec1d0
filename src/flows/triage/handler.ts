// Triage as the worker calls it: a batch is one transaction, and counts people and rules once.
import type { Means } from '../../desk/means.ts'
import type { Following } from '../../store/events.ts'
import type { InsideHandler } from '../../store/jobs/worker.ts'
import { followConversations } from '../deadlines/deadlines.ts'
import { conversationOf } from '../deadlines/handlers.ts'
import type { Calendars } from '../deadlines/terms.ts'
import { createLearner } from '../learning/learner.ts'
import { queueAutomatic } from '../reply/automatic.ts'
import { triageJobs, type TriageMeans } from './triage.ts'

/** Keeps compiled rules and models for as long as it lives: one for each process. For jobs of the kind `triageJob`. */
export function triageHandler(
  means: Pick<Means, 'keys' | 'raw' | 'hostname' | 'proof'>,
  calendars: Calendars,
): InsideHandler {
  const own: TriageMeans = {
    raw: means.raw,
    proof: means.proof,
    queueAutomatic: (tx, automatic) => queueAutomatic(tx, means, automatic),
    cache: new Map(),
    learner: createLearner(),
  }
  return {
    batch: 100,
    run: async (tx, jobs) => {
      await triageJobs(tx, jobs, own)
      // By the priority and the category that rules have just set.
      await followConversations(
        tx,
        jobs.map(({ payload }) => conversationOf(payload as Following)),
        calendars,
      )
    },
  }
}
