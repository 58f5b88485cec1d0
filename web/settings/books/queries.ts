// Address books and what is undecided in them, asked anew while one looks: they change by themselves.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { listAddressBooks, listBookCards } from '../../../src/desk/books/books.api.ts'
import { listBookConflicts } from '../../../src/flows/books/conflicts.api.ts'
import { call } from '../../call.ts'

export const booksQuery = queryOptions({
  queryKey: ['addressBook', 'list'],
  queryFn: ({ signal }) => call(listAddressBooks, {}, { signal }),
  refetchInterval: 5_000,
})

export const conflictsQuery = (state: 'open' | 'decided') =>
  infiniteQueryOptions({
    queryKey: ['addressBook', 'conflicts', state],
    queryFn: ({ signal, pageParam: before }) =>
      call(listBookConflicts, { state, limit: 25, ...(before && { before }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 10_000,
  })

export const apartQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['addressBook', 'cards', id],
    queryFn: ({ signal, pageParam: after }) =>
      call(listBookCards, { id, limit: 20, ...(after && { after }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ cards, hasMore }) => (hasMore ? cards.at(-1)?.href : undefined),
  })
