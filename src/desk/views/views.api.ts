// What the room of views promises: saved queries with an order, one's own or shared, and boards, which are views drawn in columns that
// can be written to.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Sort } from '../conversations/lists.api.ts'
import { Board } from './board-fields.api.ts'

const text = (longest: number) => z.string().trim().max(longest)
const editable = {
  name: text(60).min(1),
  /** Views of one folder stand together; empty: in none. */
  folder: text(60),
  /** In the query language; names are kept as ids, so a query goes on when somebody is renamed. */
  query: text(500),
  sort: Sort,
  /** Null: a list. */
  board: Board.nullable(),
  /** A tab above the list. */
  isPinned: z.boolean(),
  /** With `teamId` for that team, without one for everybody; only with the right to `view.write`. */
  isShared: z.boolean(),
  teamId: z.string().nullable(),
}

export const SavedView = z.object({
  id: z.string(),
  ...editable,
  /** Whether you may change it. */
  mayChange: z.boolean(),
  version: z.number().int(),
})
export type SavedView = z.infer<typeof SavedView>

export const listViews = route({
  name: 'listViews',
  summary: 'Your own views and those shared with you, in their order.',
  method: 'GET',
  path: '/views',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: z.array(SavedView),
})
export const addView = route({
  name: 'addView',
  summary: 'Save a query as a view or a board.',
  method: 'POST',
  path: '/views',
  may: 'conversation.read',
  status: 201,
  input: z.strictObject({
    ...editable,
    folder: editable.folder.default(''),
    sort: Sort.default('newest'),
    board: Board.nullable().default(null),
    isPinned: z.boolean().default(false),
    isShared: z.boolean().default(false),
    teamId: z.string().nullable().default(null),
  }),
  output: SavedView,
})
export const changeView = route({
  name: 'changeView',
  summary: 'Change a view; what is left out stays.',
  method: 'PATCH',
  path: '/views/:id',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string(), ...z.strictObject(editable).partial().shape }),
  output: SavedView,
})
export const deleteView = route({
  name: 'deleteView',
  summary: 'Delete a view. The conversations in it stay as they are.',
  method: 'DELETE',
  path: '/views/:id',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const orderViews = route({
  name: 'orderViews',
  summary: 'Put the views that you may change into this order; the others stay where they are.',
  method: 'PUT',
  path: '/view-order',
  may: 'conversation.read',
  input: z.strictObject({ ids: z.array(z.string()).max(400) }),
  output: z.array(SavedView),
})
export const countSavedViews = route({
  name: 'countSavedViews',
  summary: 'How many conversations twelve of your views hold, as far as is counted: those named, else the first.',
  method: 'GET',
  path: '/view-counts',
  may: 'conversation.read',
  input: z.strictObject({
    /** Ids with commas between them. */
    ids: z
      .string()
      .regex(/^\d{1,19}(,\d{1,19}){0,11}$/)
      .optional(),
  }),
  /** By view; `isMore`: at least so many, nobody counted on. */
  output: z.record(z.string(), z.object({ count: z.number().int(), isMore: z.boolean() })),
})

export const ColumnSummary = z.object({
  value: z.string(),
  count: z.number().int(),
  isMore: z.boolean(),
  /** Seconds since each of those counted began, together. */
  age: z.number(),
})
export type ColumnSummary = z.infer<typeof ColumnSummary>
export const readColumns = route({
  name: 'readColumns',
  summary:
    'The columns of a board: how many conversations, and how old they are together. Their pages are lists by query.',
  method: 'GET',
  path: '/views/:id/columns',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(ColumnSummary),
})
export const moveCard = route({
  name: 'moveCard',
  summary:
    'Move a conversation to a column of a board: writes what the column stands for. A full column with a hard limit refuses. `from` says which column it leaves, where a field has several values.',
  method: 'POST',
  path: '/conversations/:id/card',
  may: 'conversation.change',
  input: z.strictObject({
    id: z.string(),
    viewId: z.string(),
    column: z.string().max(60),
    from: z.string().max(60).optional(),
  }),
  output: z.object({ version: z.number().int() }),
})
