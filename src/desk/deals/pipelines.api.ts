// What pipelines promise: the stages that deals of one kind pass through, each with how likely a deal in it is won, how many should be in
// it at once and after how long one has stalled.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/** For good: a stage in which deals are won does not become one in which they are lost. */
export const StageKind = z.enum(['open', 'won', 'lost'])
export type StageKind = z.infer<typeof StageKind>

export const Stage = z.object({
  id: z.string(),
  name: z.string(),
  kind: StageKind,
  /** Per cent. */
  probability: z.number().int(),
  /** As many as should be in it at once; null: as many as there are. */
  limit: z.number().int().nullable(),
  /** Nothing more is moved in where it is full. Otherwise the column says so, and that is all. */
  isHard: z.boolean(),
  /** In it for more days, a deal has stalled. */
  staleDays: z.number().int().nullable(),
})
export type Stage = z.infer<typeof Stage>

export const Pipeline = z.object({
  id: z.string(),
  name: z.string(),
  /** Only for its members and whoever may `deal.manage`; null: for everybody. */
  teamId: z.string().nullable(),
  /** What new deals begin with, ISO 4217. */
  currency: z.string(),
  lostReasons: z.array(z.string()),
  /** In their order, those in use. */
  stages: z.array(Stage),
  isArchived: z.boolean(),
  version: z.number().int(),
})
export type Pipeline = z.infer<typeof Pipeline>

export const Currency = z.string().regex(/^[A-Z]{3}$/, 'Three capital letters, as in EUR.')
const WantedStage = z.strictObject({
  /** Left out: a new one. */
  id: z.string().max(20).optional(),
  name: z.string().trim().min(1).max(60),
  kind: StageKind,
  probability: z.number().int().min(0).max(100).default(0),
  limit: z.number().int().min(1).max(1000).nullable().default(null),
  isHard: z.boolean().default(false),
  staleDays: z.number().int().min(1).max(1000).nullable().default(null),
})
export type WantedStage = z.infer<typeof WantedStage>

const editable = {
  name: z.string().trim().min(1).max(60),
  teamId: z.string().max(20).nullable(),
  currency: Currency,
  lostReasons: z.array(z.string().trim().min(1).max(80)).max(30),
  /** In their order: at least one of each kind. One that is left out goes, when no deal is in it. */
  stages: z.array(WantedStage).min(3).max(20),
}

export const listPipelines = route({
  name: 'listPipelines',
  summary: 'The pipelines that you see with their stages, in their order; archived ones last.',
  method: 'GET',
  path: '/pipelines',
  may: 'deal.read',
  input: z.strictObject({}),
  output: z.array(Pipeline),
})
export const addPipeline = route({
  name: 'addPipeline',
  summary: 'Add a pipeline behind the others.',
  method: 'POST',
  path: '/pipelines',
  may: 'deal.manage',
  status: 201,
  input: z.strictObject({
    ...editable,
    teamId: editable.teamId.default(null),
    currency: editable.currency.default('EUR'),
    lostReasons: editable.lostReasons.default([]),
  }),
  output: Pipeline,
})
export const changePipeline = route({
  name: 'changePipeline',
  summary:
    'Change a pipeline, or its stages as a whole; what is left out stays. `version` is as it was when you looked.',
  method: 'PATCH',
  path: '/pipelines/:id',
  may: 'deal.manage',
  input: z.strictObject({
    id: z.string(),
    version: z.number().int(),
    ...z.strictObject(editable).partial().shape,
  }),
  output: Pipeline,
})
export const archivePipeline = route({
  name: 'archivePipeline',
  summary: 'Open no more deals in a pipeline. Those that are in it stay.',
  method: 'DELETE',
  path: '/pipelines/:id',
  may: 'deal.manage',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const restorePipeline = route({
  name: 'restorePipeline',
  summary: 'Take an archived pipeline back into use.',
  method: 'POST',
  path: '/pipelines/:id/restore',
  may: 'deal.manage',
  input: z.strictObject({ id: z.string() }),
  output: Pipeline,
})
export const orderPipelines = route({
  name: 'orderPipelines',
  summary: 'Put the pipelines in use into this order, each once.',
  method: 'PUT',
  path: '/pipeline-order',
  may: 'deal.manage',
  input: z.strictObject({ ids: z.array(z.string()).max(100) }),
  output: z.array(Pipeline),
})
