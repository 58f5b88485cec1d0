// What the columns of a board can stand for: a small table. Each field knows the term that finds what lies in a column, and the change
// that puts a conversation into it. Pure; shared with the browser, which shows a move before the server has answered.
import { z } from 'zod'
import { isShelf, parseQuery, printQuery, type Term } from '../conversations/query.api.ts'

export const BoardField = z.enum(['status', 'priority', 'category', 'team', 'assigned', 'inbox'])
export type BoardField = z.infer<typeof BoardField>

export const BoardColumn = z.strictObject({
  /** A word (`waiting`, `urgent`), an id, or empty for what has none. */
  value: z.string().max(60),
  /** As many as should be in it at once; null: as many as there are. */
  limit: z.number().int().min(1).max(100).nullable(),
  /** Nothing more is moved in where it is full. Otherwise the column says so, and that is all. */
  isHard: z.boolean(),
})
export type BoardColumn = z.infer<typeof BoardColumn>

export const Board = z.strictObject({
  field: BoardField,
  columns: z
    .array(BoardColumn)
    .min(1)
    .max(20)
    .refine((columns) => new Set(columns.map((one) => one.value)).size === columns.length, 'names a column twice'),
})
export type Board = z.infer<typeof Board>

/** What a move writes. */
export interface CardChange {
  status?: 'open' | 'waiting' | 'resolved'
  priority?: 'low' | 'normal' | 'high' | 'urgent'
  categoryId?: string | null
  teamId?: string | null
  assigneeId?: string | null
  inboxId?: string
}

interface Field {
  key: Term['key']
  /** The only values there are; null: ids of things, or none of them. */
  values: readonly string[] | null
  /** A column may stand for what has none. */
  mayBeNone: boolean
  write(value: string): CardChange
}

const orNull = (value: string) => (value === '' ? null : value)

export const BOARD_FIELDS: Record<BoardField, Field> = {
  status: {
    key: 'is',
    values: ['open', 'waiting', 'resolved'],
    mayBeNone: false,
    write: (value) => ({ status: value as 'open' }),
  },
  priority: {
    key: 'priority',
    values: ['urgent', 'high', 'normal', 'low'],
    mayBeNone: false,
    write: (value) => ({ priority: value as 'low' }),
  },
  category: { key: 'category', values: null, mayBeNone: true, write: (value) => ({ categoryId: orNull(value) }) },
  team: { key: 'team', values: null, mayBeNone: true, write: (value) => ({ teamId: orNull(value) }) },
  assigned: { key: 'assigned', values: null, mayBeNone: true, write: (value) => ({ assigneeId: orNull(value) }) },
  inbox: { key: 'inbox', values: null, mayBeNone: false, write: (value) => ({ inboxId: value }) },
}

/** Pure: whether such a column can be. */
export function isColumn(field: BoardField, value: string): boolean {
  const { values, mayBeNone } = BOARD_FIELDS[field]
  if (values) return values.includes(value)
  return value === '' ? mayBeNone : /^\d{1,19}$/.test(value)
}

/** What lies in a column: the board's query, and what the column stands for. On a board by status the columns decide about that. */
export function columnQuery(text: string, { field }: Pick<Board, 'field'>, value: string): string {
  const { terms, words } = parseQuery(text)
  const others = terms.filter((term) => field !== 'status' || term.key !== 'is' || !term.values.every(isShelf))
  return printQuery({ terms: [...others, columnTerm(field, value)], words })
}

function columnTerm(field: BoardField, value: string): Term {
  const { key, values } = BOARD_FIELDS[field]
  return { key, isNot: false, values: [values ? value : value === '' ? 'none' : `#${value}`] }
}
