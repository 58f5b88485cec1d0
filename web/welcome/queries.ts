// How far the desk is on the way to its first answered mail.
import { queryOptions } from '@tanstack/react-query'
import { readFirstSteps } from '../../src/flows/welcome/first-steps.api.ts'
import { call } from '../call.ts'

/** What happens elsewhere (a mail is filed, somebody accepts) ticks a step soon after. */
const LOOK_MS = 5_000

export const firstStepsQuery = queryOptions({
  queryKey: ['firstSteps'],
  queryFn: ({ signal }) => call(readFirstSteps, {}, { signal }),
  refetchInterval: LOOK_MS,
})
