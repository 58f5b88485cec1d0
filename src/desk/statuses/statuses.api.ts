// What the room of custom statuses promises: names of a desk's own within open, waiting and resolved. Clocks, counts and lists go by the
// three; these say more.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Status } from '../conversations/conversations.api.ts'
import { FieldColour } from '../fields/fields.api.ts'

export const CustomStatus = z.object({
  id: z.string(),
  /** Which of the three it belongs to, for good. */
  status: Status,
  name: z.string(),
  colour: FieldColour,
  /** Where it is offered; empty: everywhere. */
  inboxIds: z.array(z.string()),
  /** Shown where it is, and offered no more. */
  isArchived: z.boolean(),
  version: z.number().int(),
})
export type CustomStatus = z.infer<typeof CustomStatus>

const editable = {
  name: z.string().trim().min(1).max(40),
  colour: FieldColour,
  inboxIds: z.array(z.string().regex(/^\d{1,19}$/)).max(200),
}

export const listStatuses = route({
  name: 'listStatuses',
  summary: 'The custom statuses in their order, archived ones too.',
  method: 'GET',
  path: '/statuses',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: z.array(CustomStatus),
})
export const addStatus = route({
  name: 'addStatus',
  summary: 'Add a custom status at the end of those that belong to the same of the three.',
  method: 'POST',
  path: '/statuses',
  may: 'field.write',
  status: 201,
  input: z.strictObject({
    status: Status,
    name: editable.name,
    colour: editable.colour.default('grey'),
    inboxIds: editable.inboxIds.default([]),
  }),
  output: CustomStatus,
})
export const changeStatus = route({
  name: 'changeStatus',
  summary: 'Rename or recolour a custom status, or offer it elsewhere; what is left out stays.',
  method: 'PATCH',
  path: '/statuses/:id',
  may: 'field.write',
  input: z.strictObject({
    id: z.string(),
    /** As it was when you looked. */
    version: z.number().int(),
    name: editable.name.optional(),
    colour: editable.colour.optional(),
    inboxIds: editable.inboxIds.optional(),
  }),
  output: CustomStatus,
})
export const archiveStatus = route({
  name: 'archiveStatus',
  summary: 'Offer a custom status no more; conversations that have it keep it.',
  method: 'DELETE',
  path: '/statuses/:id',
  may: 'field.write',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const restoreStatus = route({
  name: 'restoreStatus',
  summary: 'Offer an archived custom status again.',
  method: 'POST',
  path: '/statuses/:id/restore',
  may: 'field.write',
  input: z.strictObject({ id: z.string() }),
  output: CustomStatus,
})
export const orderStatuses = route({
  name: 'orderStatuses',
  summary: 'Put the custom statuses in use in this order, each once; within the three the order is theirs.',
  method: 'PUT',
  path: '/status-order',
  may: 'field.write',
  input: z.strictObject({ ids: z.array(z.string()).max(100) }),
  output: z.array(CustomStatus),
})
