// What is asked about a board, and a card that moves: at once on the screen, then on the server, back if it refuses.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/react-query'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { listConversations } from '../../src/desk/conversations/lists.api.ts'
import { boardField, columnQuery, ownKey, type Board } from '../../src/desk/views/board-fields.api.ts'
import { readColumns, type SavedView } from '../../src/desk/views/views.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { withChange } from '../fields/queries.ts'
import { usePending } from '../shell/line.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'

export type BoardView = SavedView & { board: Board }
type Pages = InfiniteData<OutputOf<typeof listConversations>, string | null>

/** `board` in the key: asked again at a board's own pace (live.ts). */
export function columnQueryOf(view: BoardView, value: string) {
  const q = columnQuery(view.query, view.board, value)
  return infiniteQueryOptions({
    queryKey: ['conversation', 'board', view.id, 'cards', value, q, view.sort],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(
        listConversations,
        { view: 'all', q, sort: view.sort, limit: 30, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    getNextPageParam: (page) => page.next,
  })
}

export function summariesQuery(id: string) {
  return queryOptions({
    queryKey: ['conversation', 'board', id, 'columns'],
    queryFn: ({ signal }) => call(readColumns, { id }, { signal }),
  })
}

export interface CardMove {
  row: ConversationRow
  from: string
  to: string
}

/** With what leaving the column took along: a status of the desk's own, and an assignee who does not see the other inbox. */
export function formerOf(field: Board['field'], { row, from }: Pick<CardMove, 'row' | 'from'>) {
  if (field === 'status' && row.statusId !== null) return { statusId: row.statusId }
  const own = ownKey(field)
  if (own !== null) return { fields: { [own]: row.fields[own] ?? null } }
  const was = boardField(field).write(from, { from: '', fields: row.fields })
  return field === 'inbox' && row.assigneeId !== null ? { ...was, assigneeId: row.assigneeId } : was
}

export function useMove(view: BoardView, nameOf: (value: string) => string): (move: CardMove) => void {
  const { t } = useWords()
  const client = useQueryClient()
  const pending = usePending()
  const settle = () => void client.invalidateQueries({ queryKey: ['conversation'] })
  const keyOf = (value: string) => columnQueryOf(view, value).queryKey
  const show = ({ row, from, to }: CardMove) => {
    const { fields, ...change } = boardField(view.board.field).write(to, { from, fields: row.fields })
    const moved: ConversationRow = { ...row, ...change, ...(fields && { fields: withChange(row.fields, fields) }) }
    const each = (value: string, change: (rows: ConversationRow[], at: number) => ConversationRow[]) =>
      client.setQueryData<Pages>(keyOf(value), (was) => {
        if (!was) return was
        const pages = was.pages.map((page, at) => ({ ...page, conversations: change(page.conversations, at) }))
        return { ...was, pages }
      })
    each(from, (rows) => rows.filter((one) => one.id !== row.id))
    each(to, (rows, at) => (at === 0 ? [moved, ...rows.filter((one) => one.id !== row.id)] : rows))
  }
  const say = (move: CardMove) =>
    sayDone(t('board.moved', { name: nameOf(move.to) }), () => {
      const { row, from, to } = move
      show({ row, from: to, to: from })
      // What was there before is given back, also where the column is full by now.
      void pending
        .send('change', { id: row.id, ...formerOf(view.board.field, move) })
        .catch(sayFailed)
        .finally(settle)
    })
  const { mutate } = useMutation({
    mutationFn: (move: CardMove) =>
      pending.send('move', { id: move.row.id, viewId: view.id, column: move.to, from: move.from }, () => say(move)),
    onMutate: async (move) => {
      await client.cancelQueries({ queryKey: ['conversation', 'board', view.id] })
      show(move)
    },
    onError: (error, { row, from, to }) => {
      show({ row, from: to, to: from })
      sayFailed(error)
    },
    onSettled: settle,
  })
  return (move) => {
    if (move.from !== move.to) mutate(move)
  }
}
