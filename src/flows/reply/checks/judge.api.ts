// What judging a draft promises: findings with the words they are about, what each weighs here, and how it could be mended.
import { z } from 'zod'
import { CheckName, CheckRules } from '../../../desk/checks/checks.api.ts'
import { route } from '../../../kit/route.ts'
import { ReplyKind } from '../reply.api.ts'

export const Mend = z.discriminatedUnion('do', [
  /** Writes this in place of the words found. */
  z.object({ do: z.literal('replace'), with: z.string() }),
  z.object({ do: z.literal('removeRecipient'), address: z.string() }),
  z.object({ do: z.literal('attach') }),
  /** Leaves out the mail answered, where the words stand. */
  z.object({ do: z.literal('dropQuote') }),
])
export type Mend = z.infer<typeof Mend>

export const Finding = z.object({
  check: CheckName,
  level: z.enum(['hint', 'warn', 'block']),
  /** Which sentence says it; mostly the name of the check. */
  code: z.string(),
  /** The sentence in English: what was found and what to do. Never what was found itself, where that is a secret. */
  says: z.string(),
  /** What the sentence names. */
  values: z.record(z.string(), z.string()),
  /** `quote`: in the text, behind the writer's own words. `letter`: the whole, and no words of it. */
  where: z.enum(['text', 'subject', 'quote', 'recipients', 'letter']),
  /** Offsets in the text or the subject, in UTF-16 code units. */
  start: z.number().int().nullable(),
  end: z.number().int().nullable(),
  mend: Mend.nullable(),
})
export type Finding = z.infer<typeof Finding>

const people = z
  .array(z.strictObject({ name: z.string().max(200).default(''), address: z.string().max(254) }))
  .max(100)
  .default([])
const words = {
  subject: z.string().max(500).default(''),
  text: z.string().max(500_000),
  html: z.string().max(1_000_000).nullable().default(null),
}

/** Nothing is kept of it, so nothing of it can be asked for again: no POST with its Idempotency-Key. */
const draft = {
  to: people,
  cc: people,
  bcc: people,
  ...words,
  /** How many files go along. */
  files: z.number().int().min(0).max(1000).default(0),
}
const judged = z.object({
  findings: z.array(Finding),
  /** What is blocked may be sent all the same by who asks, with a reason. */
  mayOverride: z.boolean(),
})

export const judgeReply = route({
  name: 'judgeReply',
  summary: 'Look at an answer as it will be looked at when it is sent. Keeps nothing of it.',
  method: 'PUT',
  path: '/conversations/:id/judgement',
  may: 'conversation.reply',
  input: z.strictObject({
    id: z.string(),
    kind: ReplyKind.default('reply'),
    messageId: z.string().optional(),
    ...draft,
    /** The mail answered stands below the words. */
    withQuote: z.boolean().default(false),
  }),
  output: judged,
})
export const judgeFirstMail = route({
  name: 'judgeFirstMail',
  summary: 'Look at a mail that begins a conversation as it will be looked at when it is sent. Keeps nothing of it.',
  method: 'PUT',
  path: '/inboxes/:id/judgement',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), ...draft }),
  output: judged,
})
export const tryChecks = route({
  name: 'tryChecks',
  summary: 'What checks that are not saved yet would find in words written to try them.',
  method: 'PUT',
  path: '/inboxes/:id/checks/try',
  may: 'inbox.configure',
  input: z.strictObject({ id: z.string(), rules: CheckRules, ...words }),
  output: z.object({ findings: z.array(Finding) }),
})
