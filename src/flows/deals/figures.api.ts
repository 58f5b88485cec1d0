// What the figures of deals promise: what lies in the pipeline, how much of it is won, how long that takes and where it stalls, whether a
// quick answer helps, what is to be expected. By the formulas of docs/deals.md.
import { z } from 'zod'
import { StageSum } from '../../desk/deals/deals.api.ts'
import { route } from '../../kit/route.ts'
import { Share } from '../audit/audits.api.ts'

/** In days; null where there are no cases. */
export const Days = z.object({ cases: z.number().int(), median: z.number().nullable(), p90: z.number().nullable() })
export type Days = z.infer<typeof Days>

const Money = z.object({ currency: z.string(), count: z.number().int(), amount: z.number(), weighted: z.number() })

export const DealFigures = z.object({
  pipelineId: z.string(),
  from: z.string(),
  until: z.string(),
  /** Some deals were too many to look at: the newest 20,000 are told. */
  isPartial: z.boolean(),
  /** What lies in the stages now. */
  stages: z.array(StageSum),
  opened: z.number().int(),
  /** Of the deals that were closed in the period, those that were won. */
  winRate: Share,
  wonBy: z.array(z.object({ ownerId: z.string().nullable(), rate: Share })),
  won: z.array(Money.omit({ weighted: true })),
  /** Why deals were lost, the most frequent first; null: nobody said. */
  lostBecause: z.array(z.object({ reason: z.string().nullable(), count: z.number().int() })),
  /** From when a deal was opened to when it was closed. */
  cycle: z.object({ won: Days, lost: Days }),
  /** How long deals that left a stage in the period had been in it; `now`: how long those have been that are in it. */
  times: z.array(z.object({ stageId: z.string(), ended: Days, now: Days })),
  /** Where deals stay longest by the median, of the open stages with at least five cases. */
  slowestId: z.string().nullable(),
  /**
   * How soon the first mail of the conversation that a deal was opened from was answered, and what became of the deal. `under`: hours;
   * null: later than that, or never.
   */
  responses: z.array(z.object({ under: z.number().nullable(), rate: Share })),
  /** Open deals by the month in which they are expected, the soonest first; `overdue`, and `undated` last. */
  forecast: z.array(Money.extend({ month: z.string() })),
})
export type DealFigures = z.infer<typeof DealFigures>

const asked = {
  /** Left out: the first that you see. */
  pipelineId: z.string().max(20).optional(),
  /** Days of the desk, both included; left out: the last 90, until today. */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** `me`, or the id of a colleague. */
  owner: z.string().max(20).optional(),
}

export const readDealFigures = route({
  name: 'readDealFigures',
  summary: 'Figures of a pipeline, of the deals that you see; those of others only with the right to `report.read`.',
  method: 'GET',
  path: '/deal-figures',
  may: 'deal.read',
  input: z.strictObject(asked),
  output: DealFigures,
})
export const exportDealFigures = route({
  name: 'exportDealFigures',
  summary: 'The same as CSV: a line for each number.',
  method: 'GET',
  path: '/deal-figures-export',
  may: 'deal.read',
  produces: 'text/csv',
  input: z.strictObject(asked),
  output: z.string(),
})
