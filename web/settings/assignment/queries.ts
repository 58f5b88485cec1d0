// What is asked about assignment.
import { queryOptions } from '@tanstack/react-query'
import { listAssignmentPolicies, listWorkPatterns } from '../../../src/desk/assignment/assignment.api.ts'
import { readBoard, simulateAssignment } from '../../../src/flows/assignment/assigning.api.ts'
import type { AskedOf } from '../../../src/kit/route.ts'
import { call } from '../../call.ts'

export const patternsQuery = queryOptions({
  queryKey: ['workPattern', 'list'],
  queryFn: ({ signal }) => call(listWorkPatterns, {}, { signal }),
})
export const assignmentQuery = queryOptions({
  queryKey: ['assignmentPolicy', 'list'],
  queryFn: ({ signal }) => call(listAssignmentPolicies, {}, { signal }),
})
/** Who is here changes without an event: it is asked for again now and then. */
export const boardQuery = queryOptions({
  queryKey: ['conversation', 'board'],
  queryFn: ({ signal }) => call(readBoard, {}, { signal }),
  refetchInterval: 30_000,
})
export function simulationQuery(asked: AskedOf<typeof simulateAssignment>) {
  return queryOptions({
    queryKey: ['simulation', asked],
    queryFn: ({ signal }) => call(simulateAssignment, asked, { signal }),
    staleTime: Infinity,
    retry: false,
  })
}
