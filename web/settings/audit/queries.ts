// Audits of routing and its health, as the server has them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listRoutingAudits, readRoutingAudit } from '../../../src/flows/audit/audits.api.ts'
import { readRoutingHealth } from '../../../src/flows/audit/health.api.ts'
import { call } from '../../call.ts'

export const auditsQuery = infiniteQueryOptions({
  queryKey: ['routingAudit', 'list'],
  queryFn: ({ signal, pageParam }) =>
    call(listRoutingAudits, { limit: 50, ...(pageParam && { before: pageParam }) }, { signal }),
  initialPageParam: '',
  getNextPageParam: ({ audits, hasMore }) => (hasMore ? (audits.at(-1)?.id ?? null) : null),
})

export const auditQuery = (id: string) =>
  queryOptions({
    queryKey: ['routingAudit', 'one', id],
    queryFn: ({ signal }) => call(readRoutingAudit, { id }, { signal }),
  })

export const healthQuery = (days: number) =>
  queryOptions({
    queryKey: ['routingAudit', 'health', days],
    queryFn: ({ signal }) => call(readRoutingHealth, { days }, { signal }),
    staleTime: 60_000,
  })
