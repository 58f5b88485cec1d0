// What is promised about conversations that turn out to be one, or two: merging, splitting, and the undo of both.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Conversation } from './conversations.api.ts'

export const mergeConversation = route({
  name: 'mergeConversation',
  summary: 'Read this conversation as part of another one of the same inbox.',
  method: 'POST',
  path: '/conversations/:id/merge',
  may: 'conversation.change',
  input: z.strictObject({ id: z.string(), intoId: z.string() }),
  output: Conversation,
})
export const unmergeConversation = route({
  name: 'unmergeConversation',
  summary: 'Undo a merge.',
  method: 'POST',
  path: '/conversations/:id/unmerge',
  may: 'conversation.change',
  input: z.strictObject({ id: z.string() }),
  output: Conversation,
})
export const splitConversation = route({
  name: 'splitConversation',
  summary: 'Take a message, or it and all that came after it, out into a conversation of its own, which is answered.',
  method: 'POST',
  path: '/conversations/:id/messages/:messageId/split',
  may: 'conversation.change',
  status: 201,
  input: z.strictObject({ id: z.string(), messageId: z.string(), andLater: z.boolean().default(false) }),
  output: Conversation,
})
export const unsplitConversation = route({
  name: 'unsplitConversation',
  summary: 'Undo a split: all of this conversation goes back to the one it was taken out of, which is answered.',
  method: 'POST',
  path: '/conversations/:id/unsplit',
  may: 'conversation.change',
  input: z.strictObject({ id: z.string() }),
  output: Conversation,
})
