// What the columns of a board can stand for: a small table. Each field knows the term that finds what lies in a column, and the change
// that puts a conversation into it. Pure; shared with the browser, which shows a move before the server has answered.
import { z } from 'zod'
import { isShelf, parseQuery, printQuery, type Term } from '../conversations/query.api.ts'
import type { FieldType, FieldValue, FieldValues } from '../fields/fields.api.ts'

export const BoardField = z.enum(['status', 'priority', 'category', 'team', 'assigned', 'inbox'])
export type BoardField = z.infer<typeof BoardField>
/** One of the desk's own fields by its key: `own.product`. */
const OwnField = z.templateLiteral(['own.', z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)])
export const BoardBy = z.union([BoardField, OwnField])
export type BoardBy = z.infer<typeof BoardBy>

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
  field: BoardBy,
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
  fields?: Record<string, FieldValue | null>
}

/** Where a card comes from, and what the desk's own fields say of its conversation. */
export interface CardMoved {
  from: string
  fields: FieldValues
}

interface Field {
  key: Term['key']
  /** The only values there are; null: ids of things, or none of them. */
  values: readonly string[] | null
  /** A column may stand for what has none. */
  mayBeNone: boolean
  write(value: string, moved: CardMoved): CardChange
}

/** Of the desk's own fields those with so few values that each may be a column. */
const OWN_TYPES: readonly FieldType[] = ['choice', 'choices', 'yesNo', 'user']
export const mayBeColumns = (type: FieldType): boolean => OWN_TYPES.includes(type)

const orNull = (value: string) => (value === '' ? null : value)

const FIELDS: Record<BoardField, Field> = {
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

/** The key of a field of the desk's own; null: it is none. */
export const ownKey = (field: BoardBy): string | null => (field.startsWith('own.') ? field.slice(4) : null)

export function boardField(field: BoardBy): Field {
  const key = ownKey(field)
  if (key === null) return FIELDS[field as BoardField]
  return { key: 'field', values: null, mayBeNone: true, write: (value, moved) => ({ fields: { [key]: written(value, moved.fields[key], moved.from) } }) } // prettier-ignore
}

/** Where a field holds several values, the one that the column stood for gives way to the other, and the rest stay. */
function written(value: string, now: FieldValue | undefined, from: string): FieldValue | null {
  if (!Array.isArray(now)) return orNull(value)
  if (value === '') return null
  return [...new Set([...now.filter((one) => one !== from), value])]
}

/** Pure: whether such a column can be. What there is to choose of a field of the desk's own is not asked here. */
export function isColumn(field: BoardBy, value: string): boolean {
  if (ownKey(field) !== null) return true
  const { values, mayBeNone } = boardField(field)
  if (values) return values.includes(value)
  return value === '' ? mayBeNone : /^\d{1,19}$/.test(value)
}

/** What lies in a column: the board's query, and what the column stands for. On a board by status the columns decide about that. */
export function columnQuery(text: string, { field }: Pick<Board, 'field'>, value: string): string {
  const { terms, words } = parseQuery(text)
  const others = terms.filter((term) => field !== 'status' || term.key !== 'is' || !term.values.every(isShelf))
  return printQuery({ terms: [...others, columnTerm(field, value)], words })
}

function columnTerm(field: BoardBy, value: string): Term {
  const own = ownKey(field)
  if (own !== null) return { key: 'field', isNot: false, values: [`${own}=${value}`] }
  const { key, values } = boardField(field)
  return { key, isNot: false, values: [values ? value : value === '' ? 'none' : `#${value}`] }
}
