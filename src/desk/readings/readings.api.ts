// What the room of readings promises: what was found in a message beside its words, how surely, and which words decided it; and what
// a person decides about it.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Reasons } from '../reasons.api.ts'

export const ReadField = z.enum(['category', 'priority'])
export type ReadField = z.infer<typeof ReadField>

/** `sure`: above the threshold of its inbox, where answers are as often right as was asked for. Without a threshold nothing is. */
export const Band = z.enum(['sure', 'likely', 'unsure'])
export type Band = z.infer<typeof Band>

/** What a request is, of a list that every desk knows. */
export const Intent = z.enum([
  'quotation',
  'demo',
  'order-status',
  'refund',
  'complaint',
  'cancellation',
  'invoice',
  'fault',
  'access',
  'appointment',
  'thanks',
])
export type Intent = z.infer<typeof Intent>

export const Origin = z.enum(['person', 'program', 'newsletter', 'spam'])
export type Origin = z.infer<typeof Origin>

/** Words as they stand in the mail, and how much they counted: a share of all that spoke for it. */
export const DecidingWords = z.object({ words: z.string(), weight: z.number() })

const why = {
  /** 0 to 1. */
  confidence: z.number(),
  evidence: z.array(DecidingWords),
  /** What the words do not say; null where they say it all. */
  because: z.string().nullable(),
}

export const Guess = z.object({
  /** A category's id, or a priority. */
  value: z.string(),
  confidence: z.number(),
  band: Band,
})
export type Guess = z.infer<typeof Guess>

export const Suggestion = z.object({
  /** Likeliest first; three at most. */
  guesses: z.array(Guess),
  /** What spoke for the first. */
  evidence: z.array(DecidingWords),
  /** Such letters were not learned from. */
  isUnlike: z.boolean(),
  /** It is chosen already, and holds once somebody resolves. */
  isPreselected: z.boolean(),
})
export type Suggestion = z.infer<typeof Suggestion>

/** What is found with a reason: as it is kept, and as it is given with its codes. */
const reasoned = <W extends z.ZodRawShape>(said: W) => ({
  /** Null: nothing says that somebody is. */
  frustration: z.object(said).nullable(),
  /** Likeliest first. */
  intents: z.array(z.object({ intent: Intent, ...said })),
  origin: z.object({ value: Origin, ...said }),
  needsReply: z.object({ value: z.boolean(), ...said }),
})

const found = {
  category: Suggestion.nullable(),
  priority: Suggestion.nullable(),
  keyPhrases: z.array(z.string()),
  entities: z.array(
    z.object({
      kind: z.enum(['order', 'date', 'amount', 'phone']),
      /** The same for all ways to write it: `2026-03-05`, `EUR 1234.50`, `+31201234567`. */
      value: z.string(),
      words: z.string(),
      confidence: z.number(),
    }),
  ),
}

/** As it is stored. */
export const ReadingBody = z.object({
  ...found,
  ...reasoned(why),
  /** Another conversation, open at that time, that says nearly the same; how alike they are, 0 to 1. */
  twin: z.object({ conversationId: z.string(), likeness: z.number() }).nullable(),
})
export type ReadingBody = z.infer<typeof ReadingBody>

export const Reading = z.object({
  messageId: z.string(),
  at: z.iso.datetime(),
  ...found,
  ...reasoned({ ...why, /** `because` as codes; empty where only the sentence is known. */ reason: Reasons }),
  /** Null also where you do not see that conversation. */
  twin: z
    .object({ conversationId: z.string(), number: z.string(), subject: z.string(), likeness: z.number() })
    .nullable(),
  /** What was set from it, before any rule was read. */
  applied: z.array(ReadField),
  /** It waits in triage for somebody to choose a category. */
  wantsCategory: z.boolean(),
  /** Somebody has said that none of the categories is right: nothing is suggested any more. */
  isDeclined: z.boolean(),
})
export type Reading = z.infer<typeof Reading>

export const listReadings = route({
  name: 'listReadings',
  summary: 'What was read in the messages of a conversation, newest first: the last twenty.',
  method: 'GET',
  path: '/conversations/:id/readings',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(Reading),
})
export const decideCategory = route({
  name: 'decideCategory',
  summary:
    'Say which category is right: sets or confirms it, and the classifier learns. Null: none of these. `isDecided` false takes it back: it waits in triage again.',
  method: 'PUT',
  path: '/conversations/:id/decided-category',
  may: 'conversation.change',
  input: z.strictObject({ id: z.string(), categoryId: z.string().nullable(), isDecided: z.boolean().default(true) }),
  output: z.object({ categoryId: z.string().nullable() }),
})
