// Changes of many conversations as the server knows them: what one would reach, and how far one's own are.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import {
  beginBulkChange,
  type Bulk,
  type BulkChange,
  listBulkChanges,
  previewBulkChange,
  stopBulkChange,
  undoBulkChange,
} from '../../src/desk/bulk/bulk.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import type { Filters } from '../conversations/queries.ts'
import { sayFailed } from '../shell/undo.tsx'

const LOOK_MS = 1_000
export const isUnderWay = ({ state }: BulkChange) => state === 'running' || state === 'undoing'

export const bulksQuery = queryOptions({
  queryKey: ['bulkChange', 'list'],
  queryFn: ({ signal }) => call(listBulkChanges, {}, { signal }),
  refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? LOOK_MS : false),
})

/** Its order says nothing about what a list holds. */
export function listOf(filters: Filters): AskedOf<typeof previewBulkChange> {
  const { sort: _, ...list } = filters
  return list
}

export function previewQuery(filters: Filters) {
  return queryOptions({
    queryKey: ['conversation', 'preview', listOf(filters)],
    queryFn: ({ signal }) => call(previewBulkChange, listOf(filters), { signal }),
    staleTime: 0,
    gcTime: 0,
  })
}

export function useBulkChanges() {
  const client = useQueryClient()
  const show = (one: BulkChange) =>
    client.setQueryData(bulksQuery.queryKey, (was) => [one, ...(was ?? []).filter((other) => other.id !== one.id)])
  const begin = useMutation({
    mutationFn: ({ change, filters, asOf }: { change: Bulk; filters: Filters; asOf: string }) =>
      call(beginBulkChange, { change, filters: listOf(filters), asOf }),
    onSuccess: show,
    onError: sayFailed,
  })
  const stop = useMutation({
    mutationFn: (id: string) => call(stopBulkChange, { id }),
    onSuccess: show,
    onError: sayFailed,
  })
  const undo = useMutation({
    mutationFn: (id: string) => call(undoBulkChange, { id }),
    onSuccess: show,
    onError: sayFailed,
  })
  return { begin, stop, undo }
}
