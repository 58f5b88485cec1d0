// What the room of sequences promises: a first letter and what follows it while nobody answers, written once as templates.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Stage } from '../contacts/record.api.ts'
import { MacroBody } from '../macros/body.api.ts'

const MINUTES = 366 * 24 * 60

/** What must hold for a letter to leave, asked when it is due. */
export const StepCondition = z.discriminatedUnion('is', [
  /** The deal that they were enrolled for is in one of these stages. */
  z.strictObject({ is: z.literal('dealIn'), stageIds: z.array(z.string().max(20)).min(1).max(50) }),
  /** The contact’s stage of life is one of these. */
  z.strictObject({ is: z.literal('contactStage'), stages: z.array(Stage).min(1) }),
  z.strictObject({ is: z.literal('contactTag'), tag: z.string().trim().min(1).max(40), has: z.boolean() }),
])
export type StepCondition = z.infer<typeof StepCondition>

export const StepVariant = z.strictObject({
  language: z.string().regex(/^[a-z]{2,3}$/),
  /** May have variables. Empty, of a letter in the same thread: “Re:” and what stood there before. */
  subject: z.string().trim().max(300).default(''),
  body: MacroBody,
})
export type StepVariant = z.infer<typeof StepVariant>

export const SequenceStep = z.strictObject({
  /** Stays with the step wherever it is moved: nobody gets the letter of a key twice. */
  key: z.string().regex(/^[\w-]{1,40}$/),
  /** After the letter before; of the first after the enrolment. Minutes. */
  wait: z.strictObject({
    minutes: z.number().int().min(0).max(MINUTES),
    counts: z.enum(['business', 'calendar']).default('business'),
  }),
  /** All must hold. */
  conditions: z.array(StepCondition).max(5).default([]),
  /** Where they do not: this letter is left out, or all that would follow too. */
  otherwise: z.enum(['skip', 'stop']).default('skip'),
  /** Its own conversation instead of the thread of the letter before. The first always begins one. */
  isNewThread: z.boolean().default(false),
  /** The first is for every language that has none of its own. */
  variants: z.array(StepVariant).min(1).max(20),
})
export type SequenceStep = z.infer<typeof SequenceStep>

const written = {
  name: z.string().trim().min(1).max(120),
  inboxId: z.string().max(20),
  senderId: z.string().max(20).nullable().default(null),
  stopsAt: z.enum(['contact', 'company']).default('contact'),
  isInHours: z.boolean().default(true),
  awayDays: z.number().int().min(1).max(90).default(7),
  isEnabled: z.boolean().default(true),
  steps: z.array(SequenceStep).min(1).max(20),
}
export type WantedSequence = z.output<z.ZodObject<typeof written>>

export const Sequence = z.object({
  id: z.string(),
  ...written,
  version: z.number().int(),
  changedAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable(),
  /** Whether you may change it. */
  mayWrite: z.boolean(),
  /** Whether you may enrol somebody. */
  mayEnrol: z.boolean(),
})
export type Sequence = z.infer<typeof Sequence>

/** Letters of sequences on one day, of the desk’s clock. */
export const SequenceLimits = z.strictObject({
  perPerson: z.number().int().min(1).max(2_000),
  perInbox: z.number().int().min(1).max(10_000),
})
export type SequenceLimits = z.infer<typeof SequenceLimits>

export const listSequences = route({
  name: 'listSequences',
  summary: 'The sequences of your inboxes, by name.',
  method: 'GET',
  path: '/sequences',
  may: 'sequence.read',
  input: z.strictObject({ state: z.enum(['inUse', 'archived']).default('inUse') }),
  output: z.object({
    sequences: z.array(Sequence),
    /** What may stand in double braces. */
    variables: z.array(z.string()),
  }),
})
export const addSequence = route({
  name: 'addSequence',
  summary: 'Write a sequence for an inbox that you see.',
  method: 'POST',
  path: '/sequences',
  may: 'sequence.write',
  status: 201,
  input: z.strictObject(written),
  output: Sequence,
})
export const changeSequence = route({
  name: 'changeSequence',
  summary: 'Change a sequence. It holds for every letter that has not left yet, of those under way too.',
  method: 'PUT',
  path: '/sequences/:id',
  may: 'sequence.write',
  input: z.strictObject({ id: z.string(), version: z.number().int(), ...written }),
  output: Sequence,
})
export const archiveSequence = route({
  name: 'archiveSequence',
  summary: 'Put a sequence away: nothing of it leaves any more, and who is under way is stopped.',
  method: 'DELETE',
  path: '/sequences/:id',
  may: 'sequence.write',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const readSequenceLimits = route({
  name: 'readSequenceLimits',
  summary: 'How many letters of sequences may leave on a day, in one name and from one inbox.',
  method: 'GET',
  path: '/sequence-limits',
  may: 'sequence.read',
  input: z.strictObject({}),
  output: SequenceLimits,
})
export const changeSequenceLimits = route({
  name: 'changeSequenceLimits',
  summary: 'Say how many letters of sequences may leave on a day; for who sees every inbox.',
  method: 'PUT',
  path: '/sequence-limits',
  may: 'sequence.write',
  input: SequenceLimits,
  output: SequenceLimits,
})
