// Calendars that are followed, asked anew while one looks: they change by themselves.
import { queryOptions } from '@tanstack/react-query'
import { listCalendars } from '../../../src/desk/calendars/calendars.api.ts'
import { call } from '../../call.ts'

export const calendarsQuery = queryOptions({
  queryKey: ['calendar', 'list'],
  queryFn: ({ signal }) => call(listCalendars, {}, { signal }),
  refetchInterval: 5_000,
})
