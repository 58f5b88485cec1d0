// The mail accounts that are read, asked anew while one looks: their state changes by itself.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listMailboxes } from '../../../src/desk/mailboxes/mailboxes.api.ts'
import { readReconciliation } from '../../../src/flows/sync/reconcile.api.ts'
import { listMailboxChanges, listMailboxConflicts } from '../../../src/flows/sync/conflicts.api.ts'
import { call } from '../../call.ts'

export const mailboxesQuery = queryOptions({
  queryKey: ['mailbox', 'list'],
  queryFn: ({ signal }) => call(listMailboxes, {}, { signal }),
  refetchInterval: 5_000,
})

/** What a run under way tells of itself is asked anew more often than the report of the last. */
export const reconciliationQuery = (id: string) =>
  queryOptions({
    queryKey: ['mailbox', 'reconciliation', id],
    queryFn: ({ signal }) => call(readReconciliation, { id }, { signal }),
    refetchInterval: ({ state }) => (state.data?.running ? 2_000 : 10_000),
  })

export const conflictsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['mailbox', 'conflicts', id],
    queryFn: ({ signal, pageParam: before }) =>
      call(listMailboxConflicts, { id, limit: 20, ...(before && { before }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ conflicts, hasMore }) => (hasMore ? conflicts.at(-1)?.id : undefined),
    refetchInterval: 5_000,
  })

export const changesQuery = (id: string) =>
  queryOptions({
    queryKey: ['mailbox', 'changes', id],
    queryFn: ({ signal }) => call(listMailboxChanges, { id, limit: 20 }, { signal }),
    refetchInterval: 10_000,
  })
