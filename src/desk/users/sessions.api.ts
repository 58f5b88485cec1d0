// What sessions promise: who is signed in here, signing in and out.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Profile } from './users.api.ts'

export const SessionState = z.object({
  /** Null: nobody is signed in. */
  user: Profile.nullable(),
  /** Nobody has a login or a token yet: show set-up. */
  needsSetup: z.boolean(),
  permissions: z.array(z.string()),
  /** The desk holds invented data (`postroom demo`). */
  sampleData: z.boolean(),
  /** You are led through the first steps: they may not be over yet. */
  firstSteps: z.boolean(),
  version: z.string(),
})
export type SessionState = z.infer<typeof SessionState>

export const OpenSession = z.object({
  id: z.string(),
  isCurrent: z.boolean(),
  createdAt: z.string(),
  seenAt: z.string(),
  remote: z.string().nullable(),
  userAgent: z.string().nullable(),
})
export type OpenSession = z.infer<typeof OpenSession>

export const getSession = route({
  name: 'getSession',
  summary: 'Who you are and what you may do.',
  method: 'GET',
  path: '/session',
  may: 'anyone',
  input: z.strictObject({}),
  output: SessionState,
})
export const signIn = route({
  name: 'signIn',
  summary: 'Sign in with a password. The session comes as a cookie.',
  method: 'POST',
  path: '/session',
  may: 'anyone',
  input: z.strictObject({ email: z.string().max(254), password: z.string().max(200) }),
  output: SessionState,
})
export const signOut = route({
  name: 'signOut',
  summary: 'End this session.',
  method: 'DELETE',
  path: '/session',
  may: 'anyone',
  input: z.strictObject({}),
  output: z.object({}),
})
export const listSessions = route({
  name: 'listSessions',
  summary: 'Where you are signed in.',
  method: 'GET',
  path: '/sessions',
  may: 'signed-in',
  input: z.strictObject({}),
  output: z.array(OpenSession),
})
export const endSession = route({
  name: 'endSession',
  summary: 'End one of your sessions.',
  method: 'DELETE',
  path: '/sessions/:id',
  may: 'signed-in',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
