// A deal has moved: rules about changes look at the conversation that it was opened from, where they can ask in which stage it is now.
import type { Id } from '../../kit/id.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Following } from '../../store/events.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import { triageJob } from '../triage/triage.ts'

/** The kind of job that brings a move here. */
export const dealMovedJob = 'deal.follow'

export function dealHandlers(): Handlers {
  return {
    [dealMovedJob]: {
      batch: 50,
      run: async (tx, jobs) => {
        for (const job of jobs) {
          const following = job.payload as Following
          const conversationId = following.data['sourceId'] as Id
          await enqueue(tx, triageJob, { ...following, subjectId: conversationId, conversationId })
        }
      },
    },
  }
}

export const hasSource = (data: Readonly<Record<string, unknown>>): boolean => typeof data['sourceId'] === 'string'
