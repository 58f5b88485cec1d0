// What is asked about views, and what is changed about them.
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  addView,
  changeView,
  countSavedViews,
  deleteView,
  listViews,
  orderViews,
  type SavedView,
} from '../../src/desk/views/views.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'

export const viewsQuery = queryOptions({
  queryKey: ['view', 'list'],
  queryFn: ({ signal }) => call(listViews, {}, { signal }),
  staleTime: 5 * 60_000,
})
/** Counts are looked up now and then, not with every mail. */
const COUNT_MS = 30_000
const viewCountsQuery = queryOptions({
  queryKey: ['viewCounts'],
  queryFn: ({ signal }) => call(countSavedViews, {}, { signal }),
  staleTime: COUNT_MS,
  refetchInterval: COUNT_MS,
  placeholderData: keepPreviousData,
})

export function useViews(): SavedView[] {
  return useQuery(viewsQuery).data ?? []
}

/** As it is shown beside a view: `99+` where nobody counted on; empty for none. */
export function useViewCounts(isWanted: boolean): (id: string) => string {
  const { data } = useQuery({ ...viewCountsQuery, enabled: isWanted })
  return (id) => {
    const { count = 0, isMore = false } = data?.[id] ?? {}
    return isMore ? `${Math.max(1, Math.min(count, 99))}+` : count ? String(count) : ''
  }
}

export type ViewDraft = AskedOf<typeof addView>

export function useViewChanges() {
  const client = useQueryClient()
  const settle = () => {
    void client.invalidateQueries({ queryKey: viewsQuery.queryKey })
    void client.invalidateQueries({ queryKey: viewCountsQuery.queryKey })
  }
  const save = useMutation({
    mutationFn: ({ id, ...draft }: ViewDraft & { id: string | null }) =>
      id === null ? call(addView, draft) : call(changeView, { id, ...draft }),
    onSettled: settle,
  })
  const remove = useMutation({
    mutationFn: (view: SavedView) => call(deleteView, { id: view.id }),
    onMutate: ({ id }) => client.setQueryData(viewsQuery.queryKey, (was) => was?.filter((one) => one.id !== id)),
    onError: sayFailed,
    onSettled: settle,
  })
  const order = useMutation({
    mutationFn: (ids: string[]) => call(orderViews, { ids }),
    onMutate: (ids) =>
      client.setQueryData(viewsQuery.queryKey, (was) => was?.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))),
    onError: sayFailed,
    onSettled: settle,
  })
  return { save, remove, order }
}
