// What sending later promises: a letter goes by itself at its time, exactly once, unless the customer writes first or a colleague
// answers; until then it can be changed or stopped.
import { z } from 'zod'
import { AfterSending, Draft } from '../../desk/drafts/drafts.api.ts'
import { route } from '../../kit/route.ts'
import { UsedMacro } from './reply.api.ts'

export const scheduleDraft = route({
  name: 'scheduleDraft',
  summary:
    'Have a draft sent at a time, in your name; again with another time to change it. It is called off, and you are told, where the customer writes first or somebody else answers.',
  method: 'PUT',
  path: '/conversations/:id/drafts/:draftId/schedule',
  may: 'conversation.reply',
  input: z.strictObject({
    id: z.string(),
    draftId: z.string(),
    version: z.number().int(),
    at: z.iso.datetime(),
    /** In which the time was said, such as Europe/Amsterdam: so it is shown. */
    timeZone: z.string().max(60).default('UTC'),
    /** The version of the conversation that its writer knows; 0 where the letter begins one. */
    writtenAgainst: z.number().int(),
    after: AfterSending.default({}),
    /** As those of `sendReply`: carried out when it goes. */
    macros: z.array(UsedMacro).max(10).optional(),
    /** As that of `sendReply`. */
    override: z.strictObject({ reason: z.string().trim().min(3).max(300) }).optional(),
  }),
  output: Draft,
})
export const unscheduleDraft = route({
  name: 'unscheduleDraft',
  summary: 'Stop a draft from going by itself. It stays.',
  method: 'DELETE',
  path: '/conversations/:id/drafts/:draftId/schedule',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), draftId: z.string() }),
  output: Draft,
})
