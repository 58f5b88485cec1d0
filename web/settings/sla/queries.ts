// The SLA policies, as the server has them.
import { queryOptions } from '@tanstack/react-query'
import { listSlaPolicies } from '../../../src/desk/sla/sla.api.ts'
import { call } from '../../call.ts'

export const policiesQuery = queryOptions({
  queryKey: ['slaPolicy', 'list'],
  queryFn: ({ signal }) => call(listSlaPolicies, {}, { signal }),
  staleTime: 5 * 60_000,
})
