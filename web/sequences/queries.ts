// Sequences, who is on the way through them, and what came of their letters, as the server has them.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import {
  changeEnrolment,
  type EnrolmentState,
  listEnrolments,
  readEnrolment,
  readOptOut,
} from '../../src/desk/sequences/enrolments.api.ts'
import { listSequences, readSequenceLimits } from '../../src/desk/sequences/sequences.api.ts'
import { readSequenceFigures } from '../../src/flows/sequences/figures.api.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'

export const sequencesQuery = (state: 'inUse' | 'archived' = 'inUse') =>
  queryOptions({
    queryKey: ['sequence', 'list', state],
    queryFn: ({ signal }) => call(listSequences, { state }, { signal }),
  })
export const sequenceFiguresQuery = (id: string) =>
  queryOptions({
    queryKey: ['enrolment', 'figures', id],
    queryFn: ({ signal }) => call(readSequenceFigures, { id }, { signal }),
  })
export const limitsQuery = queryOptions({
  queryKey: ['sequenceLimits'],
  queryFn: ({ signal }) => call(readSequenceLimits, {}, { signal }),
})

export interface EnrolmentsOf {
  sequenceId?: string
  contactId?: string
  dealId?: string
  state?: EnrolmentState
}

export const enrolmentsQuery = (of: EnrolmentsOf) =>
  infiniteQueryOptions({
    queryKey: ['enrolment', 'list', of],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listEnrolments, { ...of, limit: 25, ...(pageParam && { cursor: pageParam }) }, { signal }),
    getNextPageParam: (page) => page.next,
  })
export const enrolmentQuery = (id: string) =>
  queryOptions({ queryKey: ['enrolment', id], queryFn: ({ signal }) => call(readEnrolment, { id }, { signal }) })
export const optOutQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['contact', contactId, 'optOut'],
    queryFn: ({ signal }) => call(readOptOut, { id: contactId }, { signal }),
  })

type Deed = 'stop' | 'pause' | 'resume'
const said = { stop: 'sequences.saidStopped', pause: 'sequences.saidPaused', resume: 'sequences.saidResumed' } as const

export function useEnrolmentChange(): (id: string, what: Deed) => void {
  const { t } = useWords()
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: ({ id, what }: { id: string; what: Deed }) => call(changeEnrolment, { id, do: what }),
    onSuccess: (_, { id, what }) =>
      // Stopping is for good; holding it back and letting it go on undo each other.
      sayDone(t(said[what]), what === 'stop' ? undefined : () => mutate({ id, what: what === 'pause' ? 'resume' : 'pause' })), // prettier-ignore
    onError: sayFailed,
    onSettled: () => void client.invalidateQueries({ queryKey: ['enrolment'] }),
  })
  return (id, what) => mutate({ id, what })
}
