// What the lists of conversations promise: the filters, the query language among them, the orders, and what a list is made of.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { sorts } from './names.api.ts'
import { ConversationRow, Priority, ViewName } from './conversations.api.ts'

/** What a list may be asked for; its order and its pages come besides. */
export const listFilters = {
  view: ViewName.default('open'),
  inboxId: z.string().optional(),
  assigneeId: z.string().optional(),
  teamId: z.string().optional(),
  categoryId: z.string().optional(),
  priority: Priority.optional(),
  tag: z.string().optional(),
  /** A custom status. */
  statusId: z.string().optional(),
  /** On the desk's own fields, all of them: `product=kettle`, `price>=100`, `due<today+7`; `product=` for nothing. */
  field: z.array(z.string().max(300)).max(5).optional(),
  contactId: z.string().optional(),
  /** Words to look for, and terms that narrow the list, such as `is:open team:billing older:4h -tag:vip`; combined with the rest. */
  q: z.string().max(500).optional(),
}
/** `due`: what is due first, then all else, oldest first. `waiting`: whose customer waits longest, likewise. Words are found newest first. */
export const Sort = z.enum(sorts)
export type Sort = z.infer<typeof Sort>

export const listConversations = route({
  name: 'listConversations',
  summary: 'Conversations you see, newest activity first unless you say otherwise.',
  method: 'GET',
  path: '/conversations',
  may: 'conversation.read',
  input: z.strictObject({
    ...listFilters,
    sort: Sort.optional(),
    cursor: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    conversations: z.array(ConversationRow),
    next: z.string().nullable(),
    /** The page ended before it was full, as a page looks through some thousand at most; `next` goes on. */
    isPartial: z.boolean(),
  }),
})
const Facet = z.array(z.object({ value: z.string(), count: z.number().int() }))
export const countFacets = route({
  name: 'countFacets',
  summary: 'What the newest of a list are: how many of each inbox, status, assignee, category and month.',
  method: 'GET',
  path: '/conversation-facets',
  may: 'conversation.read',
  input: z.strictObject(listFilters),
  output: z.object({
    /** So many of the newest were counted. */
    of: z.number().int(),
    /** Those are all there are. */
    isAll: z.boolean(),
    /** Most first; an empty value stands for none. */
    facets: z.object({ inbox: Facet, status: Facet, assigned: Facet, category: Facet, month: Facet }),
  }),
})
