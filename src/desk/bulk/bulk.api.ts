// What changing many conversations at once promises: a preview, one change at a time for each person, its progress, its end and its undo.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { ConversationRow, Priority, Status } from '../conversations/conversations.api.ts'
import { listFilters } from '../conversations/lists.api.ts'
import { WantedValues } from '../fields/fields.api.ts'

const tags = z.array(z.string().trim().min(1).max(40)).max(30)

/** What is left out stays. */
export const Bulk = z.strictObject({
  status: Status.optional(),
  statusId: z.string().nullable().optional(),
  snoozedUntil: z.iso.datetime().nullable().optional(),
  assigneeId: z.string().nullable().optional(),
  teamId: z.string().nullable().optional(),
  priority: Priority.optional(),
  categoryId: z.string().nullable().optional(),
  inboxId: z.string().optional(),
  held: z.enum(['junk']).nullable().optional(),
  fields: WantedValues.optional(),
  addTags: tags.optional(),
  removeTags: tags.optional(),
  seen: z.boolean().optional(),
  deleted: z.literal(true).optional(),
})
export type Bulk = z.infer<typeof Bulk>

export const BulkChange = z.object({
  id: z.string(),
  change: Bulk,
  state: z.enum(['running', 'stopped', 'done', 'undoing', 'undone']),
  /** How many conversations it is about. */
  count: z.number().int(),
  done: z.number().int(),
  /** As asked already, changed by somebody since, or not yours to change. */
  leftAlone: z.number().int(),
  /** Put back by undoing it. */
  restored: z.number().int(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
})
export type BulkChange = z.infer<typeof BulkChange>

export const previewBulkChange = route({
  name: 'previewBulkChange',
  summary: 'How many conversations a list holds, and which: what a change of all of them would reach.',
  method: 'GET',
  path: '/bulk-changes/preview',
  may: 'conversation.change',
  input: z.strictObject(listFilters),
  output: z.object({
    count: z.number().int(),
    /** There are more than one change may reach; these are the newest. */
    isMore: z.boolean(),
    /** When was looked: what hears of something new after that stays as it is. */
    asOf: z.iso.datetime(),
    inboxes: z.array(z.object({ inboxId: z.string(), count: z.number().int() })),
    /** How many of them colleagues have. */
    others: z.number().int(),
    newest: z.array(ConversationRow),
  }),
})
export const beginBulkChange = route({
  name: 'beginBulkChange',
  summary: 'Change all conversations of a list, or those you name. It goes on by itself; look how far it is.',
  method: 'POST',
  path: '/bulk-changes',
  may: 'conversation.change',
  status: 202,
  input: z.strictObject({
    change: Bulk,
    /** All that this list holds. */
    filters: z.strictObject(listFilters).optional(),
    /** With `filters`: what the preview said. */
    asOf: z.iso.datetime().optional(),
    /** Instead of a list. */
    ids: z.array(z.string()).min(1).max(500).optional(),
  }),
  output: BulkChange,
})
export const listBulkChanges = route({
  name: 'listBulkChanges',
  summary: 'Your own changes of many conversations in the last days, newest first.',
  method: 'GET',
  path: '/bulk-changes',
  may: 'conversation.change',
  input: z.strictObject({}),
  output: z.array(BulkChange),
})
export const stopBulkChange = route({
  name: 'stopBulkChange',
  summary: 'Stop where it is. What it has done stays, and can be undone.',
  method: 'POST',
  path: '/bulk-changes/:id/stop',
  may: 'conversation.change',
  input: z.strictObject({ id: z.string() }),
  output: BulkChange,
})
export const undoBulkChange = route({
  name: 'undoBulkChange',
  summary: 'Put back what it changed, but for what somebody has changed since.',
  method: 'POST',
  path: '/bulk-changes/:id/undo',
  may: 'conversation.change',
  status: 202,
  input: z.strictObject({ id: z.string() }),
  output: BulkChange,
})
