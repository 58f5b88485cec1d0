// What a rule looked at and what came of it, as it is kept with the conversation and told on the screen; and trying the rules out.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Reasons } from '../reasons.api.ts'
import { After, Test } from './rules.api.ts'

/** What was looked at and what came of it, for one rule. */
export const RuleTrace = z.object({
  ruleId: z.string(),
  name: z.string(),
  held: z.boolean(),
  /** Each test that was looked at: what was wanted, what was found, whether it held; as sentences' parts. */
  tests: z.array(
    z.object({
      test: z.string(),
      found: z.string(),
      held: z.boolean(),
      /** The test itself, and whether it was asked the other way round; neither of what was kept before there were codes. */
      asked: Test.optional(),
      isNot: z.boolean().default(false),
      /** What the ids in it were called then; whatever is missing was gone. */
      named: z.record(z.string(), z.string()).default({}),
      /** What was found, as codes. */
      answer: Reasons.default([]),
    }),
  ),
  did: z.array(z.string()),
  /** The same as codes, line by line; none where only the sentence is known. */
  done: z.array(Reasons).default([]),
  /** Whom its strategy passed over and why, as codes: those who come first; the last may say how many more. */
  passedOver: Reasons.default([]),
  stopped: z.boolean(),
  /** It had waited for so long, and was asked again. */
  waited: After.pick({ minutes: true, counts: true }).optional(),
})
export type RuleTrace = z.infer<typeof RuleTrace>

export const tryRules = route({
  name: 'tryRules',
  summary: 'What the rules would do with a message, without doing it: a stored one, or a raw mail.',
  method: 'POST',
  path: '/rules/try',
  may: 'rule.read',
  input: z.strictObject({
    conversationId: z.string().optional(),
    messageId: z.string().optional(),
    raw: z.string().max(1_000_000).optional(),
  }),
  output: z.object({ because: z.string(), trace: z.array(RuleTrace) }),
})
