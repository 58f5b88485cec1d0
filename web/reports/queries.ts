// What the page asks the server, kept under what was asked. The facts follow by themselves every few seconds; the page looks again
// when it is come back to.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { AskedOf } from '../../src/kit/route.ts'
import { listFigureCases, readFigures, readFigureSeries, type FigureName, type Grouping } from '../../src/flows/figures/figures.api.ts' // prettier-ignore
import type { Measure } from '../../src/desk/conversations/conversations.api.ts'
import { addressOf, call } from '../call.ts'
import { exportFigures } from '../../src/flows/figures/figures.api.ts'

export type Asked = Pick<
  AskedOf<typeof readFigures>,
  'from' | 'until' | 'inboxId' | 'teamId' | 'personId' | 'categoryId' | 'priority' | 'tag' | 'tagged'
>
export interface Behind extends Asked {
  figure: FigureName
  age?: number | undefined
  measure?: Measure | undefined
}

const kept = { placeholderData: keepPreviousData, staleTime: 15_000 }

export const figuresQuery = (asked: Asked, groupBy: Grouping, compare: 'previous' | undefined) =>
  queryOptions({
    queryKey: ['figures', 'all', asked, groupBy, compare],
    queryFn: ({ signal }) => call(readFigures, { ...asked, groupBy, compare }, { signal }),
    ...kept,
  })

export const seriesQuery = (asked: Asked, by: 'day' | 'week' | 'month') =>
  queryOptions({
    queryKey: ['figures', 'series', asked, by],
    queryFn: ({ signal }) => call(readFigureSeries, { ...asked, by }, { signal }),
    ...kept,
  })

export const casesOptions = (behind: Behind) => ({
  queryKey: ['figures', 'cases', behind],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
    call(listFigureCases, { ...behind, ...(pageParam && { cursor: pageParam }), limit: 50 }, { signal }),
  getNextPageParam: (page: { next: string | null }) => page.next,
})

/** The same as a file. */
export function fileOf(asked: AskedOf<typeof exportFigures>): string {
  const { url, rest } = addressOf(exportFigures, asked)
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return `${url}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`
}
