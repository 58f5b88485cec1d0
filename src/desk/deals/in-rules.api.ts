// Deals as rules ask for them and open them.
import { z } from 'zod'

/** Deals that the conversation was opened as, or that it belongs to. `inStage`: an open one in this stage, by its id. */
export const DealTest = z.strictObject({
  field: z.literal('deal'),
  operator: z.enum(['isOpen', 'inStage', 'isWon', 'isLost']),
  value: z.string().max(20).default(''),
})

/**
 * A deal from the conversation, in this stage: for a colleague, else for the assignee. `days`: until it is expected to be won; null:
 * nobody knows. The name may have variables.
 */
export const DealAction = z.strictObject({
  do: z.literal('deal'),
  stageId: z.string(),
  name: z.string().trim().min(1).max(200),
  userId: z.string().nullable().default(null),
  days: z.number().int().min(0).max(3650).nullable().default(null),
})
