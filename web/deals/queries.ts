// What is asked about deals, and what is changed: at once on the screen, then on the server, back if it refuses.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query' // prettier-ignore
import {
  changeDeal,
  changeDeals,
  listDeals,
  listDealViews,
  readDeal,
  sumStages,
  type Deal,
  type DealChange,
} from '../../src/desk/deals/deals.api.ts'
import { listGoals } from '../../src/desk/deals/goals.api.ts'
import type { Pipeline, Stage } from '../../src/desk/deals/pipelines.api.ts'
import { readDealFigures } from '../../src/flows/deals/figures.api.ts'
import type { AskedOf, OutputOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'

export type Filters = Omit<AskedOf<typeof listDeals>, 'cursor' | 'limit'>
export type WholeDeal = OutputOf<typeof readDeal>
type Pages = InfiniteData<OutputOf<typeof listDeals>, string | null>

export function dealsQuery(filters: Filters, limit = 50) {
  return infiniteQueryOptions({
    queryKey: ['deal', 'list', filters, limit],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listDeals, { ...filters, limit, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.next,
  })
}
export function sumsQuery(pipelineId: string, owner: string | undefined) {
  return queryOptions({
    queryKey: ['deal', 'sums', pipelineId, owner],
    queryFn: ({ signal }) => call(sumStages, { id: pipelineId, ...(owner && { owner }) }, { signal }),
  })
}
export function dealQuery(id: string) {
  return queryOptions({
    queryKey: ['deal', 'one', id],
    queryFn: ({ signal }) => call(readDeal, { id }, { signal }),
  })
}
/** Whether a pipeline has, or had, a deal that one sees. */
export function hasAnyQuery(pipelineId: string) {
  return queryOptions({
    queryKey: ['deal', 'any', pipelineId],
    queryFn: async ({ signal }) => {
      const open = await call(listDeals, { pipelineId, limit: 1 }, { signal })
      if (open.deals.length > 0) return true
      return (await call(listDeals, { pipelineId, state: 'closed', limit: 1 }, { signal })).deals.length > 0
    },
  })
}
export const dealViewsQuery = queryOptions({
  queryKey: ['dealView'],
  queryFn: ({ signal }) => call(listDealViews, {}, { signal }),
})
export function figuresQuery(asked: AskedOf<typeof readDealFigures>) {
  return queryOptions({
    queryKey: ['deal', 'figures', asked],
    queryFn: ({ signal }) => call(readDealFigures, asked, { signal }),
  })
}
export const goalsQuery = queryOptions({
  queryKey: ['goal'],
  queryFn: ({ signal }) => call(listGoals, {}, { signal }),
})

/** What lies in a column of the board. */
export function columnFilters({ id, kind }: Stage, owner: string | undefined): Filters {
  return { stageId: id, state: kind === 'open' ? 'open' : kind, ...(owner && { owner }) }
}

/** Shows a change everywhere the deal is shown. */
export function patchDeal(client: QueryClient, id: string, change: Partial<Deal>): void {
  client.setQueryData<WholeDeal>(dealQuery(id).queryKey, (was) => was && { ...was, ...change })
  client.setQueriesData<Pages>({ queryKey: ['deal', 'list'] }, (was) => {
    if (!was?.pages.some((page) => page.deals.some((one) => one.id === id))) return was
    const pages = was.pages.map((page) => ({
      ...page,
      deals: page.deals.map((one) => (one.id === id ? { ...one, ...change } : one)),
    }))
    return { ...was, pages }
  })
}

const settle = (client: QueryClient) => client.invalidateQueries({ queryKey: ['deal'] })

/** Several at once, said, and taken back with `z`. */
export function useDealChanges(): (changes: DealChange[], said: string) => void {
  const client = useQueryClient()
  const { mutateAsync } = useMutation({
    mutationFn: (asked: { changes: DealChange[]; takesBack?: boolean }) => call(changeDeals, asked),
    onError: sayFailed,
    onSettled: () => settle(client),
  })
  return (changes, said) => {
    if (changes.length === 0) return
    mutateAsync({ changes }).then(
      ({ before }) =>
        sayDone(said, () => void mutateAsync({ changes: before, takesBack: true }).catch(() => undefined)),
      () => undefined, // it has been said
    )
  }
}

export interface DealMove {
  row: Deal
  from: string
  to: string
  lostReason?: string | null
}

/** A card that moves: at once on the screen, back where the server refuses. */
export function useDealMove({ stages }: Pipeline, owner: string | undefined): (move: DealMove) => void {
  const { t } = useWords()
  const client = useQueryClient()
  const stageOf = (id: string) => stages.find((one) => one.id === id)
  const show = ({ row, from, to }: DealMove) => {
    const target = stageOf(to)
    const probability =
      target?.kind === 'open' ? (row.ownProbability ?? target.probability) : (target?.probability ?? 0)
    const moved: Deal = { ...row, stageId: to, kind: target?.kind ?? row.kind, probability, isStale: false }
    const each = (id: string, change: (deals: Deal[], at: number) => Deal[]) => {
      const stage = stageOf(id)
      if (!stage) return
      client.setQueryData<Pages>(dealsQuery(columnFilters(stage, owner), 30).queryKey, (was) => {
        if (!was) return was
        return { ...was, pages: was.pages.map((page, at) => ({ ...page, deals: change(page.deals, at) })) }
      })
    }
    each(from, (deals) => deals.filter((one) => one.id !== row.id))
    each(to, (deals, at) => (at === 0 ? [moved, ...deals.filter((one) => one.id !== row.id)] : deals))
  }
  const { mutate } = useMutation({
    mutationFn: ({ row, to, lostReason = null }: DealMove) =>
      call(changeDeals, { changes: [{ id: row.id, stageId: to, lostReason }] }),
    onMutate: async (move) => {
      await client.cancelQueries({ queryKey: ['deal', 'list'] })
      show(move)
    },
    onSuccess: ({ before }, move) =>
      sayDone(t('deals.moved', { name: stageOf(move.to)?.name ?? '' }), () => {
        show({ row: move.row, from: move.to, to: move.from })
        void call(changeDeals, { changes: before, takesBack: true })
          .catch(sayFailed)
          .finally(() => void settle(client))
      }),
    onError: (error, { row, from, to }) => {
      show({ row, from: to, to: from })
      sayFailed(error)
    },
    onSettled: () => settle(client),
  })
  return (move) => {
    if (move.from !== move.to) mutate(move)
  }
}

/** One deal's own words, amount, day: what its page edits. */
export function useDealChange() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (asked: AskedOf<typeof changeDeal>) => call(changeDeal, asked),
    onSuccess: (deal) => patchDeal(client, deal.id, deal),
    onError: sayFailed,
    onSettled: () => settle(client),
  })
}
