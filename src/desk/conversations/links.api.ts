// What is promised about conversations that are not one and yet belong together: links, and those that are probably the same matter.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Person, Status } from './conversations.api.ts'

/** `distinct`: somebody said that they have nothing to do with each other, and it is suggested no more. */
export const Relation = z.enum(['linked', 'distinct', 'none'])
export type Relation = z.infer<typeof Relation>

export const Related = z.object({
  id: z.string(),
  number: z.string(),
  subject: z.string(),
  status: Status,
  inboxId: z.string(),
  assigneeId: z.string().nullable(),
  from: Person,
  lastMessageAt: z.iso.datetime(),
  /** Both lie in one inbox, and neither is private. */
  canMerge: z.boolean(),
})
export type Related = z.infer<typeof Related>

/** `twin`: they say nearly the same, `likeness` tells how nearly (0 to 1). `order`: both name this number. `subject`: both have it. */
export const Likeness = z.object({
  by: z.enum(['twin', 'order', 'subject']),
  value: z.string(),
  likeness: z.number().nullable(),
})

export const Suggested = Related.extend({
  /** Whose it is: the same customer's, one of the same company, or somebody else's. */
  whose: z.enum(['contact', 'company', 'other']),
  because: z.array(Likeness),
})
export type Suggested = z.infer<typeof Suggested>

export const listRelated = route({
  name: 'listRelated',
  summary: 'Conversations linked with this one, and up to three that are probably the same matter, likeliest first.',
  method: 'GET',
  path: '/conversations/:id/related',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: z.object({
    linked: z.array(Related.extend({ byId: z.string().nullable(), at: z.iso.datetime() })),
    suggested: z.array(Suggested),
  }),
})
export const relateConversations = route({
  name: 'relateConversations',
  summary:
    'Link two conversations, say that they have nothing to do with each other, or take back either. Holds on both sides.',
  method: 'PUT',
  path: '/conversations/:id/relations',
  may: 'conversation.change',
  input: z.strictObject({ id: z.string(), otherId: z.string(), as: Relation }),
  output: z.object({
    /** What they were before: whoever undoes it asks for this. */
    was: Relation,
  }),
})
