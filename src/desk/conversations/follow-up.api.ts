// What following up promises: a conversation comes back, open, where no answer has come by then.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const setFollowUp = route({
  name: 'setFollowUp',
  summary: 'Have a conversation come back where no answer has come by then; null ends it.',
  method: 'PUT',
  path: '/conversations/:id/follow-up',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), at: z.iso.datetime().nullable() }),
  output: z.object({}),
})
