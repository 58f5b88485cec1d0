// What the page of the system asks, again and again while one looks.
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { countJobs, listJobs, readIntakeState, type Job } from '../../../src/desk/jobs/jobs.api.ts'
import { readOutboxState } from '../../../src/flows/reply/reply.api.ts'
import { call, Refusal } from '../../call.ts'

const EVERY = 5_000

export const intakeQuery = queryOptions({
  queryKey: ['job', 'intake'],
  queryFn: ({ signal }) => call(readIntakeState, {}, { signal }),
  refetchInterval: EVERY,
})
export const outboxQuery = queryOptions({
  queryKey: ['job', 'outbox'],
  queryFn: ({ signal }) => call(readOutboxState, {}, { signal }),
  refetchInterval: EVERY,
})
export const countsQuery = queryOptions({
  queryKey: ['job', 'counts'],
  queryFn: ({ signal }) => call(countJobs, {}, { signal }),
  refetchInterval: EVERY,
})
export const jobsQuery = (state: Job['state'], cursor: string | null) =>
  queryOptions({
    queryKey: ['job', 'list', state, cursor ?? ''],
    queryFn: ({ signal }) => call(listJobs, { state, limit: 50, ...(cursor && { cursor }) }, { signal }),
    refetchInterval: EVERY,
    placeholderData: (before) => before,
  })

const Ready = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.boolean()) })

/** No route of the API: what load balancers ask. 503 is an answer too. */
export const readyQuery = queryOptions({
  queryKey: ['system', 'ready'],
  queryFn: async ({ signal }) => {
    const answer = await fetch('/readyz', { signal }).catch(() => null)
    if (!answer) throw new Refusal(0, 'unreachable', '')
    return Ready.parse(await answer.json())
  },
  refetchInterval: 15_000,
})
