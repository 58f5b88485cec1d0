// Lists of conversations: the ready-made views with their filters, what a query asks for, or what says something.
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { readCursor, writeCursor } from './cursors.ts'
import type { Filters } from './filters.ts'
import { findRows } from './find.ts'
import { impostorSigns } from './impostors.ts'
import { listInOrder } from './order.ts'
import { withQuery } from './query.ts'
import { type Listed, readRow, withoutLongTexts } from './views.ts'
import { walk } from './walk.ts'

export async function listRows(tx: Tx, actor: Actor, given: Filters): Promise<Listed> {
  const filters = await withQuery(tx, actor, given)
  if (filters.q) return findRows(tx, actor, filters)
  const { limit, sort } = filters
  if (sort === 'due' || sort === 'waiting') return listInOrder(tx, actor, filters, sort)
  const wanted = { limit: limit + 1, before: readCursor(filters.cursor), isOldest: sort === 'oldest' }
  const { rows, deep } = await walk(tx, actor, filters, wanted)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const isFull = rows.length > limit
  const signsOf = await impostorSigns(tx)
  return {
    conversations: page.map((row) => withoutLongTexts(readRow(row, signsOf))),
    next: isFull && last ? writeCursor({ at: last.last_message_at, id: last.id }) : deep && edgeOf(deep, wanted),
    isPartial: !isFull && deep !== null,
  }
}

/** Behind all that were looked at, and before all others. */
const edgeOf = (at: Date, { isOldest }: { isOldest: boolean }): string =>
  writeCursor({ at, id: isOldest ? '9223372036854775807' : '0' })
