// What is promised about contacts and cards of which both sides changed one thing: what each said, what holds for now, and the choice.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { BookField } from '../../desk/books/books.api.ts'

const Side = z.enum(['here', 'there'])
const Value = z.union([z.string(), z.array(z.string())]).nullable()

export const BookConflict = z.object({
  id: z.string(),
  bookId: z.string(),
  bookName: z.string(),
  contactId: z.string(),
  contactName: z.string(),
  /** `card`: it was deleted there while the contact was changed here. */
  field: z.union([BookField, z.literal('card')]),
  /** What both had before; null: they never agreed on it. */
  base: Value,
  here: Value,
  hereAt: z.iso.datetime().nullable(),
  /** The user whose word it is; null: a program's, or nobody's. */
  hereBy: z.string().nullable(),
  there: Value,
  /** As the card says, or when it was noticed. */
  thereAt: z.iso.datetime(),
  /** By which it was decided for now: a direction of the field, or `deleted`. */
  rule: z.string(),
  /** Whose value holds for now. */
  winner: Side,
  at: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  decision: Side.nullable(),
})
export type BookConflict = z.infer<typeof BookConflict>

const id = z.string().regex(/^\d{1,19}$/)

export const listBookConflicts = route({
  name: 'listBookConflicts',
  summary: 'Where a contact and its card were both changed, of contacts that one sees; newest first.',
  method: 'GET',
  path: '/book-conflicts',
  may: 'contact.write',
  input: z.strictObject({
    state: z.enum(['open', 'decided']).default('open'),
    bookId: id.optional(),
    contactId: id.optional(),
    before: id.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    conflicts: z.array(BookConflict),
    hasMore: z.boolean(),
    /** `before` of what follows; of an answer that ended before it was full, too. */
    next: z.string().nullable(),
  }),
})
export const decideBookConflict = route({
  name: 'decideBookConflict',
  summary: 'Say which of the two holds from now on, here and on the card.',
  method: 'POST',
  path: '/book-conflicts/:id/decision',
  may: 'contact.write',
  input: z.strictObject({ id, side: Side }),
  output: BookConflict,
})
export const undoBookConflict = route({
  name: 'undoBookConflict',
  summary: 'Take the choice back: what held before holds again, and it is undecided.',
  method: 'DELETE',
  path: '/book-conflicts/:id/decision',
  may: 'contact.write',
  input: z.strictObject({ id }),
  output: BookConflict,
})
