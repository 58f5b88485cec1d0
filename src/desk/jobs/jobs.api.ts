// What the page of jobs promises: the machine's work that waits, runs or has failed for good, and mail that waits to be filed.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const JobState = z.enum(['waiting', 'running', 'failed'])

export const Job = z.object({
  id: z.string(),
  kind: z.string(),
  /** Ids and plain names, never mail text or an address; null where it is about a conversation that you do not see. */
  payload: z.unknown(),
  state: JobState,
  attempts: z.number().int(),
  runAt: z.iso.datetime(),
  failedAt: z.iso.datetime().nullable(),
  error: z.string().nullable(),
})
export type Job = z.infer<typeof Job>

export const listJobs = route({
  name: 'listJobs',
  summary: 'Unfinished and failed jobs, newest first. Finished ones are only in the history.',
  method: 'GET',
  path: '/jobs',
  may: 'job.read',
  input: z.strictObject({
    state: JobState.optional(),
    kind: z.string().max(100).optional(),
    /** `next` of the page before. */
    cursor: z
      .string()
      .regex(/^\d{1,19}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({ jobs: z.array(Job), next: z.string().nullable() }),
})
export const countJobs = route({
  name: 'countJobs',
  summary: 'How many jobs of each kind wait, run or have failed, and since when.',
  method: 'GET',
  path: '/jobs/counts',
  may: 'job.read',
  input: z.strictObject({}),
  output: z.array(z.object({ kind: z.string(), state: JobState, count: z.number().int(), oldest: z.iso.datetime() })),
})
export const retryJob = route({
  name: 'retryJob',
  summary: 'Give a failed job all its attempts again, now.',
  method: 'POST',
  path: '/jobs/:id/retry',
  may: 'job.retry',
  input: z.strictObject({ id: z.string().regex(/^\d{1,19}$/) }),
  output: z.object({}),
})
export const dropJob = route({
  name: 'dropJob',
  summary: 'Forget a failed job.',
  method: 'DELETE',
  path: '/jobs/:id',
  may: 'job.retry',
  input: z.strictObject({ id: z.string().regex(/^\d{1,19}$/) }),
  output: z.object({}),
})
export const readIntakeState = route({
  name: 'readIntakeState',
  summary: 'Mail that was accepted and is not filed yet. In a healthy desk it is a moment old.',
  method: 'GET',
  path: '/intake-state',
  may: 'job.read',
  input: z.strictObject({}),
  output: z.object({
    waiting: z.number().int(),
    /** When the oldest of them was accepted; null: none waits. */
    oldest: z.iso.datetime().nullable(),
    /** Of those that wait: could not be filed at the first attempt. They are tried again and never dropped. */
    failed: z.number().int(),
  }),
})
