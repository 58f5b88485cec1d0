// What the room of deals promises: sales under way, from the first question to won or lost. Other products call them opportunities.
import { z } from 'zod'
import { FieldValues, WantedValues } from '../fields/fields.api.ts'
import { route } from '../../kit/route.ts'
import { dealOrders, dealStates } from './names.api.ts'
import { Currency, StageKind } from './pipelines.api.ts'

const id = z.string().max(20)
const day = z.iso.date()

/** What somebody outside has to do with a deal. */
export const DealRole = z.enum(['decider', 'champion', 'user', 'buyer', 'billing', 'other'])
export type DealRole = z.infer<typeof DealRole>

export const Deal = z.object({
  id: z.string(),
  name: z.string(),
  text: z.string(),
  pipelineId: z.string(),
  stageId: z.string(),
  kind: StageKind,
  /** In the smallest unit of its currency (cents); null: nobody knows yet. */
  amount: z.number().int().nullable(),
  currency: z.string(),
  /** When it is to be won. */
  expectedOn: z.string().nullable(),
  /** Per cent: its own, else its stage's. */
  probability: z.number().int(),
  ownProbability: z.number().int().nullable(),
  ownerId: z.string().nullable(),
  /** Null: a rule, or a program. */
  openedById: z.string().nullable(),
  /** Why, where nobody opened it by hand. */
  because: z.string().nullable(),
  /** Of these only what you see. */
  company: z.object({ id: z.string(), name: z.string() }).nullable(),
  contacts: z.array(z.object({ id: z.string(), name: z.string(), role: DealRole })),
  /** What it was opened from. */
  conversation: z.object({ id: z.string(), number: z.string(), subject: z.string() }).nullable(),
  lostReason: z.string().nullable(),
  tags: z.array(z.string()),
  fields: FieldValues,
  /** Its stage. */
  enteredAt: z.iso.datetime(),
  /** Longer in its stage than deals should be. */
  isStale: z.boolean(),
  closedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  version: z.number().int(),
})
export type Deal = z.infer<typeof Deal>

const name = z.string().trim().min(1).max(200)
const text = z.string().trim().max(20_000)
/** Ten thousand million euros. */
const MOST = 1_000_000_000_000
const editable = {
  name,
  text,
  amount: z.number().int().min(0).max(MOST).nullable(),
  currency: Currency,
  expectedOn: day.nullable(),
  /** Null: that of its stage. */
  ownProbability: z.number().int().min(0).max(100).nullable(),
  ownerId: id.nullable(),
  companyId: id.nullable(),
  tags: z.array(z.string().trim().min(1).max(40)).max(20),
  fields: WantedValues,
}
const people = z.array(z.strictObject({ contactId: id, role: DealRole.default('other') })).max(50)

export const DealState = z.enum(dealStates)
export type DealState = z.infer<typeof DealState>
/** Of what is open: by when it is expected, without a day last; or what has been in its stage longest. What is closed: newest first. */
export const DealOrder = z.enum(dealOrders)
export type DealOrder = z.infer<typeof DealOrder>

export const DealFilters = z.strictObject({
  state: DealState.default('open'),
  order: DealOrder.default('expected'),
  pipelineId: id.optional(),
  stageId: id.optional(),
  /** `me`, or the id of a colleague, or `nobody`. */
  owner: id.optional(),
  companyId: id.optional(),
  contactId: id.optional(),
  /** Opened from it, or linked with it. */
  conversationId: id.optional(),
  tag: z.string().max(40).optional(),
  /** Whose name has words that begin so. */
  q: z.string().max(100).optional(),
  /** To be won by then, or overdue. */
  expectedBy: day.optional(),
  stalled: z.enum(['yes']).optional(),
})
export type DealFilters = z.infer<typeof DealFilters>

export const listDeals = route({
  name: 'listDeals',
  summary: 'Deals that you see, a page at a time.',
  method: 'GET',
  path: '/deals',
  may: 'deal.read',
  input: DealFilters.extend({
    cursor: z.string().max(60).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    deals: z.array(Deal),
    /** There may be more even where this page is short: what one does not see is passed over. */
    next: z.string().nullable(),
  }),
})
export const exportDeals = route({
  name: 'exportDeals',
  summary: 'The deals of a list as CSV, at most 10,000.',
  method: 'GET',
  path: '/deal-export',
  may: 'deal.read',
  produces: 'text/csv',
  input: DealFilters,
  output: z.string(),
})

/** What lies in a column of the board; of stages that are won or lost the last 30 days. Beyond 2,000 deals nobody counts on. */
export const StageSum = z.object({
  stageId: z.string(),
  count: z.number().int(),
  isMore: z.boolean(),
  stalled: z.number().int(),
  /** Without an amount. */
  unknown: z.number().int(),
  /** `weighted`: each amount times its probability. The largest first. */
  sums: z.array(z.object({ currency: z.string(), count: z.number().int(), amount: z.number(), weighted: z.number() })),
})
export type StageSum = z.infer<typeof StageSum>
export const sumStages = route({
  name: 'sumStages',
  summary: 'How many deals lie in the stages of a pipeline, and what they come to, by currency.',
  method: 'GET',
  path: '/pipelines/:id/sums',
  may: 'deal.read',
  input: z.strictObject({ id: z.string(), owner: id.optional() }),
  output: z.array(StageSum),
})

export const readDeal = route({
  name: 'readDeal',
  summary: 'One deal, with where it was, which conversations belong to it, and what happened to it.',
  method: 'GET',
  path: '/deals/:id',
  may: 'deal.read',
  input: z.strictObject({ id: z.string() }),
  output: Deal.extend({
    /** Oldest first; the last has no end. */
    stays: z.array(
      z.object({
        stageId: z.string(),
        stage: z.string(),
        enteredAt: z.iso.datetime(),
        enteredById: z.string().nullable(),
        leftAt: z.iso.datetime().nullable(),
      }),
    ),
    /** Those that you see, the last linked first. */
    conversations: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        subject: z.string(),
        status: z.string(),
        lastMessageAt: z.iso.datetime(),
        because: z.string(),
        /** From 0 to 1: somebody said so. */
        confidence: z.number(),
        linkedById: z.string().nullable(),
      }),
    ),
    /** Oldest first, the last hundred. */
    history: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        at: z.iso.datetime(),
        actorId: z.string().nullable(),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
})
export const openDeal = route({
  name: 'openDeal',
  summary: 'Open a deal: yours unless you say whose. From a conversation it takes its contact and company along.',
  method: 'POST',
  path: '/deals',
  may: 'deal.write',
  status: 201,
  input: z.strictObject({
    name,
    /** Left out: the first stage of the first pipeline that you see. */
    stageId: id.optional(),
    text: text.default(''),
    amount: editable.amount.default(null),
    /** Left out: that of the pipeline. */
    currency: Currency.optional(),
    expectedOn: editable.expectedOn.default(null),
    ownProbability: editable.ownProbability.default(null),
    ownerId: editable.ownerId.optional(),
    companyId: editable.companyId.optional(),
    conversationId: id.nullable().default(null),
    contacts: people.optional(),
    tags: editable.tags.default([]),
    fields: editable.fields.default({}),
  }),
  output: Deal,
})
export const changeDeal = route({
  name: 'changeDeal',
  summary: 'Change a deal; what is left out stays. `version` guards against overwriting a colleague.',
  method: 'PATCH',
  path: '/deals/:id',
  may: 'deal.write',
  input: z.strictObject({
    id: z.string(),
    version: z.number().int().optional(),
    ...z.strictObject(editable).partial().shape,
  }),
  output: Deal,
})
const lostReason = z.string().trim().max(200).nullable()
export const moveDeal = route({
  name: 'moveDeal',
  summary: 'Move a deal to another stage, also of another pipeline. A full stage with a hard limit refuses.',
  method: 'PUT',
  path: '/deals/:id/stage',
  may: 'deal.write',
  input: z.strictObject({
    id: z.string(),
    stageId: id,
    /** Kept where the stage is one in which deals are lost. */
    lostReason: lostReason.default(null),
    version: z.number().int().optional(),
  }),
  output: Deal,
})
export const deleteDeal = route({
  name: 'deleteDeal',
  summary: 'Take a deal away; it can be brought back.',
  method: 'DELETE',
  path: '/deals/:id',
  may: 'deal.write',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const restoreDeal = route({
  name: 'restoreDeal',
  summary: 'Bring a deal back that was taken away.',
  method: 'POST',
  path: '/deals/:id/restore',
  may: 'deal.write',
  input: z.strictObject({ id: z.string() }),
  output: Deal,
})
export const setDealContacts = route({
  name: 'setDealContacts',
  summary: 'Say who has to do with a deal, in this order. Contacts of it that you do not see stay.',
  method: 'PUT',
  path: '/deals/:id/contacts',
  may: 'deal.write',
  input: z.strictObject({ id: z.string(), contacts: people }),
  output: Deal,
})
export const linkDeal = route({
  name: 'linkDeal',
  summary: 'Say that a conversation belongs to a deal.',
  method: 'PUT',
  path: '/deals/:id/conversations/:conversationId',
  may: 'deal.write',
  input: z.strictObject({ id: z.string(), conversationId: id }),
  output: Deal,
})
export const unlinkDeal = route({
  name: 'unlinkDeal',
  summary: 'Say that a conversation does not belong to a deal.',
  method: 'DELETE',
  path: '/deals/:id/conversations/:conversationId',
  may: 'deal.write',
  input: z.strictObject({ id: z.string(), conversationId: id }),
  output: Deal,
})

/** One of several changes. */
export const DealChange = z.strictObject({
  id: z.string(),
  stageId: id.optional(),
  lostReason: lostReason.optional(),
  ownerId: editable.ownerId.optional(),
  expectedOn: editable.expectedOn.optional(),
  tags: editable.tags.optional(),
  deleted: z.boolean().optional(),
})
export type DealChange = z.infer<typeof DealChange>
export const changeDeals = route({
  name: 'changeDeals',
  summary: 'Change several deals at once, all or none. Send `before` as `changes` with `takesBack` to undo it.',
  method: 'POST',
  path: '/deal-changes',
  may: 'deal.write',
  input: z.strictObject({
    changes: z.array(DealChange).min(1).max(200),
    /** What was there before comes back, also where a stage is full by now; a stay that is taken back never was. */
    takesBack: z.boolean().default(false),
  }),
  output: z.object({ deals: z.array(Deal), before: z.array(DealChange) }),
})

export const DealView = z.object({
  id: z.string(),
  name: z.string(),
  isShared: z.boolean(),
  mayChange: z.boolean(),
  filters: DealFilters,
})
export type DealView = z.infer<typeof DealView>
export const listDealViews = route({
  name: 'listDealViews',
  summary: 'Saved lists of deals: your own and those for everybody.',
  method: 'GET',
  path: '/deal-views',
  may: 'deal.read',
  input: z.strictObject({}),
  output: z.array(DealView),
})
export const saveDealView = route({
  name: 'saveDealView',
  summary: 'Save the filters of a list under a name; for everybody only with the right to `view.write`.',
  method: 'POST',
  path: '/deal-views',
  may: 'deal.read',
  status: 201,
  input: z.strictObject({
    name: z.string().trim().min(1).max(60),
    isShared: z.boolean().default(false),
    filters: DealFilters,
  }),
  output: DealView,
})
export const deleteDealView = route({
  name: 'deleteDealView',
  summary: 'Delete a saved list of deals. The deals in it stay as they are.',
  method: 'DELETE',
  path: '/deal-views/:id',
  may: 'deal.read',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
