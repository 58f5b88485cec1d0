// What the way to the first answered mail promises: how far the desk is on it, a mail to try it with, and an end.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const FirstSteps = z.object({
  /** A mail account is connected. */
  hasMailbox: z.boolean(),
  /** Mail has come in, by whatever way. */
  hasMail: z.boolean(),
  /** Somebody else is here, or invited. */
  hasColleague: z.boolean(),
  /** Something was answered. */
  hasAnswer: z.boolean(),
  /** Where it takes mail by SMTP. */
  smtpPort: z.number().int(),
  /** False: answers wait, as no server is named that they could leave by. */
  hasWayOut: z.boolean(),
})
export type FirstSteps = z.infer<typeof FirstSteps>

export const readFirstSteps = route({
  name: 'readFirstSteps',
  summary: 'How far this desk is on the way to its first answered mail.',
  method: 'GET',
  path: '/first-steps',
  may: 'inbox.configure',
  input: z.strictObject({}),
  output: FirstSteps,
})
export const sendTestMail = route({
  name: 'sendTestMail',
  summary: 'Put a mail from you into an inbox, as if you had written from outside; answering it goes to you.',
  method: 'POST',
  path: '/first-steps/test-mail',
  may: 'inbox.configure',
  status: 202,
  input: z.strictObject({
    inboxId: z.string(),
    subject: z.string().trim().min(1).max(200),
    text: z.string().trim().min(1).max(2_000),
  }),
  output: z.object({ id: z.string() }),
})
export const endFirstSteps = route({
  name: 'endFirstSteps',
  summary: 'You need not be led through the first steps any more.',
  method: 'POST',
  path: '/first-steps/end',
  may: 'inbox.configure',
  input: z.strictObject({}),
  output: z.object({}),
})
