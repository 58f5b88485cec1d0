// The business hours, as the server has them.
import { queryOptions } from '@tanstack/react-query'
import { listHours } from '../../../src/desk/hours/hours.api.ts'
import { call } from '../../call.ts'

export const hoursQuery = queryOptions({
  queryKey: ['hours', 'list'],
  queryFn: ({ signal }) => call(listHours, {}, { signal }),
  staleTime: 5 * 60_000,
})
