// What is promised about the figures of a sequence: what came of each of its letters, never as a bare percentage.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Share } from '../audit/audits.api.ts'

export const StepFigures = z.object({
  key: z.string(),
  sent: z.number().int(),
  /** An answer came after this letter, before the next. */
  replied: Share,
  bounced: Share,
  /** Asked not to be written to after it. */
  leftOff: Share,
})
export type StepFigures = z.infer<typeof StepFigures>

export const readSequenceFigures = route({
  name: 'readSequenceFigures',
  summary: 'What came of each letter of a sequence: sent, answered, come back; each share with its cases and interval.',
  method: 'GET',
  path: '/sequences/:id/figures',
  may: 'sequence.read',
  input: z.strictObject({ id: z.string() }),
  output: z.object({ steps: z.array(StepFigures) }),
})
