// What following a conversation promises.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const followConversation = route({
  name: 'followConversation',
  summary: 'Follow a conversation, or no longer: you are told how it goes on.',
  method: 'PUT',
  path: '/conversations/:id/following',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string(), following: z.boolean() }),
  output: z.object({ followerIds: z.array(z.string()) }),
})
