// What goals promise: what is to be reached with deals, from where, by when and by whom; and how it stands.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Currency } from './pipelines.api.ts'

/** `wonAmount` in the units of its currency, `winRate` in per cent, `cycleDays` the median of deals that were won: less is better. */
export const GoalMetric = z.enum(['wonAmount', 'wonCount', 'openedCount', 'winRate', 'cycleDays'])
export type GoalMetric = z.infer<typeof GoalMetric>
/** These grow from nothing; the others have a value at any time. */
export const summed: readonly GoalMetric[] = ['wonAmount', 'wonCount', 'openedCount']

export const Goal = z.object({
  id: z.string(),
  name: z.string(),
  metric: GoalMetric,
  pipelineId: z.string().nullable(),
  /** Who answers for it, and is told of it every week. */
  ownerId: z.string().nullable(),
  /** Whose deals count; null: everybody's. */
  dealsOfId: z.string().nullable(),
  currency: z.string().nullable(),
  baseline: z.number(),
  target: z.number(),
  /** Days of the desk, both included. */
  startsOn: z.string(),
  dueOn: z.string(),
  version: z.number().int(),
})
export type Goal = z.infer<typeof Goal>

/** `unclear`: the interval holds the target; `few`: too few cases to say anything. */
export const GoalState = z.enum(['coming', 'reached', 'onTrack', 'unclear', 'behind', 'missed', 'few'])
export type GoalState = z.infer<typeof GoalState>
export const Standing = z.object({
  state: GoalState,
  /** Null: there is nothing to measure yet. */
  value: z.number().nullable(),
  /** What it was measured from. */
  cases: z.number().int(),
  /** Of a rate: the interval in which it lies, 19 times in 20. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Of the way from the baseline (of what grows: from nothing) to the target; may be below 0 and above 1. */
  progress: z.number().nullable(),
  /** What it comes to at the end, as things are; null: nobody can say. */
  forecast: z.number().nullable(),
  /** Of the time from its first day to its last. */
  elapsed: z.number(),
})
export type Standing = z.infer<typeof Standing>

const day = z.iso.date()
const id = z.string().max(20)
const editable = {
  name: z.string().trim().min(1).max(120),
  metric: GoalMetric,
  pipelineId: id.nullable().default(null),
  ownerId: id.nullable().default(null),
  dealsOfId: id.nullable().default(null),
  currency: Currency.nullable().default(null),
  baseline: z.number().min(0).max(1e12),
  target: z.number().min(0).max(1e12),
  startsOn: day,
  dueOn: day,
}

export const listGoals = route({
  name: 'listGoals',
  summary:
    'The goals of the pipelines that you see, the next due first, with how each stands. Everybody reads the same numbers.',
  method: 'GET',
  path: '/goals',
  may: 'deal.read',
  input: z.strictObject({}),
  output: z.array(Goal.extend({ standing: Standing })),
})
export const addGoal = route({
  name: 'addGoal',
  summary: 'Set a goal.',
  method: 'POST',
  path: '/goals',
  may: 'deal.manage',
  status: 201,
  input: z.strictObject(editable),
  output: Goal,
})
export const changeGoal = route({
  name: 'changeGoal',
  summary: 'Change a goal as a whole. `version` is as it was when you looked.',
  method: 'PUT',
  path: '/goals/:id',
  may: 'deal.manage',
  input: z.strictObject({ id: z.string(), version: z.number().int(), ...editable }),
  output: Goal,
})
export const archiveGoal = route({
  name: 'archiveGoal',
  summary: 'Take a goal away.',
  method: 'DELETE',
  path: '/goals/:id',
  may: 'deal.manage',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const restoreGoal = route({
  name: 'restoreGoal',
  summary: 'Bring a goal back that was taken away.',
  method: 'POST',
  path: '/goals/:id/restore',
  may: 'deal.manage',
  input: z.strictObject({ id: z.string() }),
  output: Goal,
})
export const measureBaseline = route({
  name: 'measureBaseline',
  summary: 'What a metric was in the days before a goal begins, as many of them as it lasts: what to start from.',
  method: 'GET',
  path: '/goal-baseline',
  may: 'deal.manage',
  input: z.strictObject({
    metric: GoalMetric.default('wonCount'),
    pipelineId: id.optional(),
    dealsOfId: id.optional(),
    currency: Currency.optional(),
    /** Left out: a goal that begins today and lasts 90 days. */
    startsOn: day.optional(),
    dueOn: day.optional(),
  }),
  output: z.object({
    from: z.string(),
    until: z.string(),
    value: z.number().nullable(),
    cases: z.number().int(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  }),
})
export const exportGoals = route({
  name: 'exportGoals',
  summary: 'The goals and how they stand, as CSV.',
  method: 'GET',
  path: '/goal-export',
  may: 'deal.read',
  produces: 'text/csv',
  input: z.strictObject({}),
  output: z.string(),
})
