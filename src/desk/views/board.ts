// Boards: views drawn in columns, each bound to one value of a field. Moving a card writes that field by the verbs that everything else
// uses, so rights, events and rules are the same.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { changeAs } from '../conversations/changing.ts'
import type { Filters } from '../conversations/filters.ts'
import { findRows } from '../conversations/find.ts'
import { withQuery } from '../conversations/query.ts'
import { lockConversation } from '../conversations/touch.ts'
import { visibleConversation } from '../conversations/read.ts'
import { walkPlaces } from '../conversations/walk.ts'
import type { Actor } from '../users/permissions.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import { boardField, type Board, columnQuery } from './board-fields.api.ts'
import type { ColumnSummary } from './views.api.ts'
import { seenBy, viewFor } from './views.ts'

/** Conversations that are counted; from there on it says "and more". */
const COUNTED = 100
/** Views that are counted at once. */
const VIEWS = 12

/** Those that are named; without names the first. */
export async function countSavedViews(
  tx: Tx,
  actor: Actor,
  ids?: readonly Id[],
): Promise<Record<Id, { count: number; isMore: boolean }>> {
  const counts: Record<Id, { count: number; isMore: boolean }> = {}
  const views = (await seenBy(tx, actor)).filter((view) => ids === undefined || ids.includes(view.id))
  for (const { id, query } of views.slice(0, VIEWS)) {
    try {
      const { ids, isMore } = await counted(tx, actor, query)
      counts[id] = { count: ids.length, isMore }
    } catch (error) {
      if (!(error instanceof Problem)) throw error // a query that cannot be asked any more says so when it is opened
    }
  }
  return counts
}

async function counted(tx: Tx, actor: Actor, q: string): Promise<{ ids: Id[]; isMore: boolean }> {
  const filters: Filters = await withQuery(tx, actor, { view: 'all', limit: COUNTED, q })
  if (filters.q) {
    const { conversations, next } = await findRows(tx, actor, filters)
    return { ids: conversations.map((row) => row.id), isMore: next !== null }
  }
  const { rows, deep } = await walkPlaces(tx, actor, filters, COUNTED + 1)
  return { ids: rows.slice(0, COUNTED).map((row) => row.id), isMore: rows.length > COUNTED || deep !== null }
}

export async function readColumns(tx: Tx, actor: Actor, id: Id): Promise<ColumnSummary[]> {
  const { board, query } = await boardFor(tx, actor, id)
  const summaries: ColumnSummary[] = []
  for (const { value } of board.columns) {
    const { ids, isMore } = await counted(tx, actor, columnQuery(query, board, value))
    const [sum] = await tx.query<{ age: number }>({
      name: 'column-age',
      text: `select coalesce(sum(extract(epoch from $2::timestamptz - created_at)), 0)::float8 as age from conversation where id = any($1::bigint[])`,
      values: [ids, tx.now],
    })
    summaries.push({ value, count: ids.length, isMore, age: Math.max(0, Math.round(sum?.age ?? 0)) })
  }
  return summaries
}

/** Answers the conversation's new version. */
export async function moveCard(
  tx: Tx,
  actor: Actor,
  asked: { id: Id; viewId: Id; column: string; from?: string | undefined },
): Promise<{ version: number }> {
  const conversation = await visibleConversation(tx, actor, asked.id, 'conversation.change')
  const { board, query, viewId } = await boardFor(tx, actor, asked.viewId)
  const column = board.columns.find(({ value }) => value === asked.column)
  if (!column)
    throw new Problem('invalid', 'column-missing', 'This board has no such column any more.', {
      detail: { column: asked.column },
    })
  if (column.isHard && column.limit !== null) {
    // Of two who move the last card in only one has room.
    await tx.query({
      name: 'board-hold',
      text: 'select from saved_view where id = $1 for no key update',
      values: [viewId],
    })
    const { ids } = await counted(tx, actor, columnQuery(query, board, column.value))
    if (ids.length >= column.limit && !ids.includes(conversation.id))
      throw new Problem(
        'conflict',
        'column-full',
        `This column holds ${column.limit} at most. Finish one of them first.`,
        {
          detail: { limit: column.limit },
        },
      )
  }
  const { fields } = await lockConversation(tx, conversation.id)
  const moved = { from: asked.from ?? '', fields: fields as FieldValues }
  await changeAs(tx, actor, conversation, boardField(board.field).write(column.value, moved))
  return { version: (await visibleConversation(tx, actor, conversation.id)).version }
}

async function boardFor(tx: Tx, actor: Actor, id: Id): Promise<{ board: Board; query: string; viewId: Id }> {
  const view = await viewFor(tx, actor, id)
  if (view.board === null) throw new Problem('invalid', 'not-a-board', 'This view is a list and has no columns.')
  return { board: view.board as Board, query: view.query, viewId: view.id }
}
