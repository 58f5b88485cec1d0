// What approving a draft promises: somebody is asked to look at it, wants it changed, or lets it go as it is. Approved is one version:
// whoever changes what would be sent takes the approval away.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Draft } from './drafts.api.ts'

const comment = z.string().trim().max(2000).default('')

export const askApproval = route({
  name: 'askApproval',
  summary: 'Ask a colleague, or a team, to approve a draft.',
  method: 'POST',
  path: '/conversations/:id/drafts/:draftId/approval',
  may: 'conversation.reply',
  input: z.strictObject({
    id: z.string(),
    draftId: z.string(),
    version: z.number().int(),
    /** One of the two. */
    userId: z.string().nullable().default(null),
    teamId: z.string().nullable().default(null),
    comment,
  }),
  output: Draft,
})
export const answerApproval = route({
  name: 'answerApproval',
  summary: 'Approve a draft, or say what has to be changed: who is asked, and who may approve in that inbox.',
  method: 'PUT',
  path: '/conversations/:id/drafts/:draftId/approval',
  may: 'conversation.reply',
  input: z.strictObject({
    id: z.string(),
    draftId: z.string(),
    /** The one that was read: another one was not. */
    version: z.number().int(),
    verdict: z.enum(['approved', 'changes']),
    comment,
  }),
  output: Draft,
})
