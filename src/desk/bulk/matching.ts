// Which conversations a list holds, all of them: by the filter of the server, never by what some page has loaded.
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { findRows } from '../conversations/find.ts'
import type { listFilters } from '../conversations/lists.api.ts'
import { withQuery } from '../conversations/query.ts'
import { walkPlaces } from '../conversations/walk.ts'
import type { Actor } from '../users/permissions.ts'

export type ListFilters = z.output<z.ZodObject<typeof listFilters>>

/** So many at once, the newest; words are looked up page by page, which takes longer. */
export const MOST = { filtered: 10_000, said: 1_000 }
const PAGE = 100
/** A list in which little fits is looked through in stretches; after so many it is as if there were more. */
const STRETCHES = 40

export async function matching(tx: Tx, actor: Actor, asked: ListFilters): Promise<{ ids: Id[]; isMore: boolean }> {
  const filters = await withQuery(tx, actor, { ...asked, limit: PAGE })
  const ids = new Set<Id>()
  const cut = (most: number, isMore: boolean) => ({
    ids: [...ids].slice(0, most),
    isMore: isMore || ids.size > most,
  })
  if (filters.q) {
    let cursor: string | undefined
    for (let page = 0; page < MOST.said / PAGE; page++) {
      const { conversations, next } = await findRows(tx, actor, { ...filters, ...(cursor && { cursor }) })
      for (const { id } of conversations) ids.add(id)
      if (next === null) return cut(MOST.said, false)
      cursor = next
    }
    return cut(MOST.said, true)
  }
  let before: { at: string; id: Id } | null = null
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const { rows, deep } = await walkPlaces(tx, actor, filters, MOST.filtered + 1 - ids.size, before)
    for (const { id } of rows) ids.add(id)
    if (deep === null || ids.size > MOST.filtered) return cut(MOST.filtered, false)
    before = { at: deep.toISOString(), id: '0' }
  }
  return cut(MOST.filtered, true)
}
