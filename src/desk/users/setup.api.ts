// What set-up promises: the first administrator and the first inbox, once.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { SessionState } from './sessions.api.ts'
import { email, locale, newPassword, personName } from './users.api.ts'

export const setUp = route({
  name: 'setUp',
  summary: 'Set up an empty desk: the first administrator and the first inbox. Signs in. Refused once there is a user.',
  method: 'POST',
  path: '/setup',
  may: 'anyone',
  status: 201,
  input: z.strictObject({
    name: personName,
    email,
    password: newPassword,
    locale: locale.optional(),
    inboxName: z.string().trim().min(1).max(80),
    inboxAddress: email,
  }),
  output: SessionState,
})
