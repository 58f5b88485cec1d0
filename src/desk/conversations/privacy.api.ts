// What the privacy of conversations promises: kept to named people, opened again, looked into by an administrator with a reason.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Conversation } from './conversations.api.ts'

export const setPrivacy = route({
  name: 'setPrivacy',
  summary: 'Keep a conversation to named colleagues and yourself; null opens it to everybody who sees its inbox.',
  method: 'PUT',
  path: '/conversations/:id/privacy',
  may: 'conversation.restrict',
  input: z.strictObject({ id: z.string(), userIds: z.array(z.string()).max(100).nullable() }),
  output: Conversation,
})
export const breakGlass = route({
  name: 'breakGlass',
  summary: 'Look into a private conversation for an hour. The reason is shown to those it is kept to.',
  method: 'POST',
  path: '/break-glass',
  may: 'breakglass.use',
  input: z.strictObject({
    /** What people call it, with or without #. */
    number: z.string().regex(/^#?\d{1,18}$/),
    reason: z.string().trim().min(10).max(500).refine(canBeRead, 'Write a reason that can be read.'),
  }),
  output: z.object({ id: z.string(), until: z.iso.datetime() }),
})

/** Three letters or digits at least that can be seen: fillers and joiners are letters to Unicode too (UAX 44, Default_Ignorable). */
function canBeRead(reason: string): boolean {
  const seen = reason.replaceAll(/[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}]/gu, '')
  return (seen.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3
}
