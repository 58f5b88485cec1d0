// What an inbox lets the classifier do, how it does, and the mails that wait for a person's decision.
import { z } from 'zod'
import { Person } from '../conversations/conversations.api.ts'
import { route } from '../../kit/route.ts'
import { ReadField, Reading } from './readings.api.ts'

/** `preselect`: chosen, and holds once somebody resolves. `apply`: set before rules are read. Both only above the threshold. */
export const Level = z.enum(['off', 'suggest', 'preselect', 'apply'])
export type Level = z.infer<typeof Level>

export const FieldLearning = z.strictObject({
  level: Level,
  /** The share of answers that shall be right where it acts by itself. */
  precision: z.number().min(0.5).max(0.999),
})

export const LearningSettings = z.strictObject({
  category: FieldLearning,
  priority: FieldLearning,
  /** What numbers of orders look like, in RE2 syntax; none: whatever with digits in it stands behind a word for order. */
  orderPatterns: z.array(z.string().trim().min(1).max(200)).max(20),
})
export type LearningSettings = z.infer<typeof LearningSettings>

export const ModelFigures = z.object({
  /** It learned from. */
  letters: z.number().int(),
  categories: z.number().int(),
  /** Of letters that it had not seen: the share of right answers, and the mean distance between what was said and what was so. */
  accuracy: z.number().nullable(),
  error: z.number().nullable(),
  /** How often answers of about this confidence were right. */
  curve: z.array(z.object({ confidence: z.number(), right: z.number(), count: z.number().int() })),
  seconds: z.number(),
})
export type ModelFigures = z.infer<typeof ModelFigures>

/**
 * `held-out`: by letters that it had not seen when it judged them. `live`: people corrected it more often than was promised, so it rose to
 * where they do not. `too-few`: letters to conclude anything from. `not-precise`, `live-not-precise`: nowhere was it right often enough.
 */
export const ChosenBy = z.enum(['held-out', 'live', 'too-few', 'not-precise', 'live-not-precise'])
export type ChosenBy = z.infer<typeof ChosenBy>

export const FieldState = z.object({
  field: ReadField,
  level: Level,
  precision: z.number(),
  model: ModelFigures.extend({ madeAt: z.iso.datetime() }).nullable(),
  /** Decisions that are learned beside the model, until the next training. */
  since: z.number().int(),
  /** From this confidence on it acts by itself; null: nowhere yet. */
  threshold: z.number().nullable(),
  /** What it was chosen by, or why there is none. */
  chosenBy: ChosenBy,
  /** The share of the letters held out that lie above it, and of those the share that was right. */
  coverage: z.number(),
  held: z.number(),
  /** Of mail in this inbox: what was set by itself and has been looked at since, and how much of that was corrected. */
  live: z.object({ looked: z.number().int(), corrected: z.number().int() }),
})
export type FieldState = z.infer<typeof FieldState>

export const readLearning = route({
  name: 'readLearning',
  summary: 'What the classifier of an inbox may do, what it has learned, and how far it can be trusted.',
  method: 'GET',
  path: '/inboxes/:id/learning',
  may: 'rule.read',
  input: z.strictObject({ id: z.string() }),
  output: z.object({ settings: LearningSettings, fields: z.array(FieldState) }),
})
export const changeLearning = route({
  name: 'changeLearning',
  summary: 'Change what the classifier of an inbox may do.',
  method: 'PUT',
  path: '/inboxes/:id/learning',
  may: 'rule.write',
  input: z.strictObject({ id: z.string(), ...LearningSettings.shape }),
  output: LearningSettings,
})
export const trainNow = route({
  name: 'trainNow',
  summary: 'Train the classifier of an inbox again now, and not only after 50 decisions or by night.',
  method: 'POST',
  path: '/inboxes/:id/learning/training',
  may: 'rule.write',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})

export const TriageMail = z.object({
  conversationId: z.string(),
  number: z.string(),
  inboxId: z.string(),
  subject: z.string(),
  from: Person,
  /** When it came. */
  receivedAt: z.iso.datetime(),
  /** What was written for this message, or its beginning. */
  text: z.string(),
  /** Its categories as they would be guessed now. */
  reading: Reading,
})
export type TriageMail = z.infer<typeof TriageMail>

export const listTriage = route({
  name: 'listTriage',
  summary: 'Mails that wait for somebody to choose a category, oldest first.',
  method: 'GET',
  path: '/triage',
  may: 'conversation.read',
  input: z.strictObject({
    inboxId: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  }),
  output: z.object({
    mails: z.array(TriageMail),
    /** 1,000 stands for that many or more. */
    count: z.number().int(),
  }),
})
