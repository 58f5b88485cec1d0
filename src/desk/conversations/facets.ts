// What the newest of a list are, by inbox, status, assignee, category and month: a bounded sample, which says of how many it tells.
import type { Id } from '../../kit/id.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import type { countFacets as route } from './lists.api.ts'
import type { Filters } from './filters.ts'
import { findRows } from './find.ts'
import { withQuery } from './query.ts'
import { DEPTHS, walkPlaces } from './walk.ts'

interface Counted {
  inbox_id: Id
  shelf: string
  assignee_id: Id | null
  category_id: Id | null
  month: string
}

/** Of what words find. */
const FOUND = 100

export async function countFacets(
  tx: Tx,
  actor: Actor,
  given: Omit<Filters, 'limit'>,
): Promise<OutputOf<typeof route>> {
  const filters = await withQuery(tx, actor, { ...given, limit: FOUND })
  const { ids, isAll } = filters.q ? await found(tx, actor, filters) : await listed(tx, actor, filters)
  const rows = await tx.query<Counted>({
    name: 'facet-rows',
    text: `select inbox_id, shelf, assignee_id, category_id, to_char(last_message_at at time zone 'UTC', 'YYYY-MM') as month
      from conversation where id = any($1::bigint[]) and shelf is not null`,
    values: [ids],
  })
  const by = (value: (row: Counted) => string) => {
    const counts = new Map<string, number>()
    for (const row of rows) counts.set(value(row), (counts.get(value(row)) ?? 0) + 1)
    return [...counts].map(([one, count]) => ({ value: one, count })).toSorted((a, b) => b.count - a.count)
  }
  return {
    of: rows.length,
    isAll,
    facets: {
      inbox: by((row) => row.inbox_id),
      status: by((row) => row.shelf),
      assigned: by((row) => row.assignee_id ?? ''),
      category: by((row) => row.category_id ?? ''),
      month: by((row) => row.month).toSorted((a, b) => (a.value < b.value ? 1 : -1)),
    },
  }
}

async function found(tx: Tx, actor: Actor, filters: Filters): Promise<{ ids: Id[]; isAll: boolean }> {
  const { conversations, next } = await findRows(tx, actor, filters)
  return { ids: conversations.map((row) => row.id), isAll: next === null }
}

async function listed(tx: Tx, actor: Actor, filters: Filters): Promise<{ ids: Id[]; isAll: boolean }> {
  const { rows, deep } = await walkPlaces(tx, actor, filters, DEPTHS.most)
  return { ids: rows.map((row) => row.id), isAll: deep === null && rows.length < DEPTHS.most }
}
