// What presence promises: who looks at a conversation, and who is writing in it, for as long as they do. Nothing of it is kept.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const Doing = z.enum(['looking', 'writing', 'gone'])
export type Doing = z.infer<typeof Doing>

/** As open pages hear of it: the event `presence` of `live`. */
export const Present = z.object({ conversationId: z.string(), userId: z.string(), doing: Doing })
export type Present = z.infer<typeof Present>

export const tellPresence = route({
  name: 'tellPresence',
  summary: 'Say that you look at a conversation, or write in it: again every ten seconds, or it is forgotten.',
  method: 'PUT',
  path: '/conversations/:id/presence',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string(), doing: Doing }),
  output: z.object({
    /** Who else is there. */
    others: z.array(Present),
  }),
})
