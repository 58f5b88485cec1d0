// Which verb answers which route of the page of jobs. The verbs are the store's.
import { countJobs, dropJob, listJobs, retryJob } from '../../store/jobs.ts'
import { record } from '../../store/events.ts'
import { answer, type Answer } from '../users/asking.ts'
import { intakeState } from './intake-state.ts'
import * as api from './jobs.api.ts'

export function jobsRoutes(): Answer[] {
  return [
    answer(api.listJobs, async ({ tx }, { state, kind, cursor, limit }) => {
      const found = await listJobs(tx, {
        limit: limit + 1,
        ...(state && { state }),
        ...(kind && { kind }),
        ...(cursor && { before: cursor }),
      })
      const jobs = found.slice(0, limit).map((job) => ({
        ...job,
        runAt: job.runAt.toISOString(),
        failedAt: job.failedAt?.toISOString() ?? null,
      }))
      return { jobs, next: found.length > limit ? (jobs.at(-1)?.id ?? null) : null }
    }),
    answer(api.countJobs, async ({ tx }) =>
      (await countJobs(tx)).map((one) => ({ ...one, oldest: one.oldest.toISOString() })),
    ),
    answer(api.retryJob, async ({ tx }, { id }) => {
      await retryJob(tx, id)
      await record(tx, 'job.retried', id, {})
      return {}
    }),
    answer(api.dropJob, async ({ tx }, { id }) => {
      await dropJob(tx, id)
      await record(tx, 'job.dropped', id, {})
      return {}
    }),
    answer(api.readIntakeState, async ({ tx }) => {
      const { oldest, ...counts } = await intakeState(tx)
      return { ...counts, oldest: oldest?.toISOString() ?? null }
    }),
  ]
}
