// Which verb answers which route of the page of jobs. The verbs are the store's.
import type { Id } from '../../kit/id.ts'
import { countJobs, dropJob, type ListedJob, listJobs, retryJob } from '../../store/jobs.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { visibleConversations } from '../conversations/views.ts'
import { answer, type Answer } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import { intakeState } from './intake-state.ts'
import * as api from './jobs.api.ts'

export function jobsRoutes(): Answer[] {
  return [
    answer(api.listJobs, async ({ tx, actor }, { state, kind, cursor, limit }) => {
      const found = await listJobs(tx, {
        limit: limit + 1,
        ...(state && { state }),
        ...(kind && { kind }),
        ...(cursor && { before: cursor }),
      })
      const hidden = await hiddenAmong(tx, actor, found)
      const jobs = found.slice(0, limit).map((job) => ({
        ...job,
        payload: plainPart(job.payload),
        ...(hidden.has(job.id) && { payload: null, error: job.error && 'not for you' }),
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

/** Ids, names of kinds, numbers. Whatever else a job carries (what a webhook says, and the key in its address) is for the worker. */
function plainPart(payload: unknown): Record<string, unknown> {
  if (typeof payload !== 'object' || payload === null) return {}
  return Object.fromEntries(
    Object.entries(payload).filter(([, value]) => PLAIN.test(String(value)) && typeof value !== 'object'),
  )
}

const PLAIN = /^[\w.:+-]{1,60}$/

/** Those about a conversation that the actor does not see: what is in them says what it is about. */
async function hiddenAmong(tx: Tx, actor: Actor, jobs: ListedJob[]): Promise<Set<Id>> {
  const asked = new Map(jobs.flatMap((job) => conversationOf(job.payload).map((id) => [job.id, id] as const)))
  if (asked.size === 0) return new Set()
  const rows = await visibleConversations(tx, actor)
    .select('conversation.id')
    .where('conversation.id', 'in', [...new Set(asked.values())])
    .execute()
  const seen = new Set(rows.map((row) => row.id))
  return new Set([...asked].filter(([, id]) => !seen.has(id)).map(([jobId]) => jobId))
}

function conversationOf(payload: unknown): Id[] {
  const id = (payload as { conversationId?: unknown } | null)?.conversationId
  return typeof id === 'string' && /^\d{1,19}$/.test(id) ? [id] : []
}
