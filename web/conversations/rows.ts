// The rows of the list that the address asks for, shared by the list and by whatever moves along it.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { listQuery, type Filters } from './queries.ts'

export function useFilters(): Filters {
  const { view } = useParams({ from: '/desk/inbox/$view' })
  const search = useSearch({ from: '/desk/inbox/$view' })
  return useMemo(() => {
    const { viewId: _, ...asked } = search // which saved view it came from: nothing that narrows
    return { view, ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value)) } as Filters
  }, [view, search])
}

export function useRows() {
  const filters = useFilters()
  const query = useInfiniteQuery(listQuery(filters))
  const rows = useMemo(() => {
    const seen = new Set<string>()
    const all = query.data?.pages.flatMap((page) => page.conversations) ?? []
    return all.filter((row) => !seen.has(row.id) && seen.add(row.id)) // one that moved up between two pages
  }, [query.data])
  return { filters, query, rows }
}

export interface Neighbours {
  previous: ConversationRow | undefined
  next: ConversationRow | undefined
}

/** Also for a conversation that has just left the list: then `next` is what took its place. */
export function useNeighbours(id: string | undefined): Neighbours {
  const { rows } = useRows()
  const [last, setLast] = useState(0)
  const at = rows.findIndex((row) => row.id === id)
  if (at >= 0 && at !== last) setLast(at)
  return at >= 0 ? { previous: rows[at - 1], next: rows[at + 1] } : { previous: rows[last - 1], next: rows[last] }
}
