// What is asked about views, and what is changed about them.
import {
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
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
/** Counts are looked up now and then, not with every mail; those of views further down more seldom. */
const COUNT_MS = { first: 30_000, others: 120_000 }
const AT_ONCE = 12
const COUNTS = ['viewCounts']
function viewCountsQuery(ids: readonly string[], at: number) {
  const every = at === 0 ? COUNT_MS.first : COUNT_MS.others
  return queryOptions({
    queryKey: [...COUNTS, ids],
    queryFn: ({ signal }) => call(countSavedViews, { ids: ids.join(',') }, { signal }),
    staleTime: every,
    refetchInterval: every,
    placeholderData: keepPreviousData,
  })
}

export function useViews(): SavedView[] {
  return useQuery(viewsQuery).data ?? []
}

/** As it is shown beside a view: `99+` where nobody counted on; empty for none. */
export function useViewCounts(views: readonly SavedView[]): (id: string) => string {
  const ids = views.map((view) => view.id)
  const parts = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, at) => ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE)) // prettier-ignore
  const counted = useQueries({ queries: parts.map(viewCountsQuery) })
  return (id) => {
    const part = counted[Math.floor(ids.indexOf(id) / AT_ONCE)]
    const { count = 0, isMore = false } = part?.data?.[id] ?? {}
    return isMore ? `${Math.max(1, Math.min(count, 99))}+` : count ? String(count) : ''
  }
}

export type ViewDraft = AskedOf<typeof addView>

export function useViewChanges() {
  const client = useQueryClient()
  const settle = () => {
    void client.invalidateQueries({ queryKey: viewsQuery.queryKey })
    void client.invalidateQueries({ queryKey: COUNTS })
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
