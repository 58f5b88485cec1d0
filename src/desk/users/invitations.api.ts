// What invitations promise: the way in for everybody after the first administrator.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { SessionState } from './sessions.api.ts'
import { email, newPassword, personName, Role } from './users.api.ts'

export const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role: Role,
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type Invitation = z.infer<typeof Invitation>

export const inviteUser = route({
  name: 'inviteUser',
  summary: 'Invite somebody. The link is answered once and is valid for 24 hours; an earlier one for the address ends.',
  method: 'POST',
  path: '/invitations',
  may: 'user.manage',
  status: 201,
  input: z.strictObject({
    email,
    name: personName.optional(),
    role: Role,
    teamIds: z.array(z.string()).max(100).default([]),
  }),
  output: Invitation.extend({ link: z.string() }),
})
export const listInvitations = route({
  name: 'listInvitations',
  summary: 'Invitations that are still open.',
  method: 'GET',
  path: '/invitations',
  may: 'user.manage',
  input: z.strictObject({}),
  output: z.array(Invitation),
})
export const revokeInvitation = route({
  name: 'revokeInvitation',
  summary: 'Withdraw an invitation.',
  method: 'DELETE',
  path: '/invitations/:id',
  may: 'user.manage',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})

const token = z.string().min(20).max(100)

/** POST although it changes nothing: in a path or a query the token would end in logs. */
export const getInvitation = route({
  name: 'getInvitation',
  summary: 'Whom an invitation is for.',
  method: 'POST',
  path: '/invitations/look',
  may: 'anyone',
  input: z.strictObject({ token }),
  output: z.object({ email: z.string(), name: z.string().nullable(), role: Role }),
})
export const acceptInvitation = route({
  name: 'acceptInvitation',
  summary: 'Accept an invitation: makes the user and signs in.',
  method: 'POST',
  path: '/invitations/accept',
  may: 'anyone',
  input: z.strictObject({ token, name: personName, password: newPassword }),
  output: SessionState,
})
