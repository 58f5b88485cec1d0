// What is promised about push: browsers that are told while no page of Postroom is open. It goes through the browser makers' servers,
// encrypted for the browser alone (RFC 8030, RFC 8291), and only to browsers that somebody asked for it in.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const PushDevice = z.object({
  id: z.string(),
  /** Whoever passes it on: the host that the browser named. */
  host: z.string(),
  userAgent: z.string(),
  createdAt: z.iso.datetime(),
  /** The last one that was taken. */
  sentAt: z.iso.datetime().nullable(),
  /** Why the last one was not: `busy` (tried for an hour), `refused`. */
  failure: z.string().nullable(),
})
export type PushDevice = z.infer<typeof PushDevice>

export const PushPolicy = z.object({
  /** Whether anything is pushed at all. */
  isAllowed: z.boolean(),
  /** Whether subjects may go along, for whoever chose that notifications name them. */
  namesSubjects: z.boolean(),
})
export type PushPolicy = z.infer<typeof PushPolicy>

/** Base64url without padding. */
const base64url = z.string().regex(/^[A-Za-z0-9_-]{16,120}={0,2}$/)

export const readPush = route({
  name: 'readPush',
  summary: 'The browsers that you are told in while no page is open, and the key with which another one is added.',
  method: 'GET',
  path: '/profile/push',
  may: 'signed-in',
  input: z.strictObject({}),
  output: z.object({
    isAllowed: z.boolean(),
    /** `applicationServerKey` (RFC 8292). */
    publicKey: z.string(),
    devices: z.array(PushDevice),
  }),
})
export const addPush = route({
  name: 'addPush',
  summary: 'Be told in this browser too: what its PushSubscription says. Asked again, it is the same one.',
  method: 'PUT',
  path: '/profile/push',
  may: 'signed-in',
  input: z.strictObject({
    endpoint: z.string().max(1000),
    keys: z.strictObject({ p256dh: base64url, auth: base64url }),
  }),
  output: PushDevice,
})
export const removePush = route({
  name: 'removePush',
  summary: 'Be told there no more.',
  method: 'DELETE',
  path: '/profile/push/:id',
  may: 'signed-in',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const testPush = route({
  name: 'testPush',
  summary: 'Send a notification to one of your browsers now, and say what came of it.',
  method: 'POST',
  path: '/profile/push/:id/test',
  may: 'signed-in',
  input: z.strictObject({ id: z.string() }),
  output: z.object({
    /** `gone`: that browser takes nothing any more, and is forgotten. `refused`, `busy`: it is kept. */
    outcome: z.enum(['taken', 'gone', 'refused', 'busy']),
  }),
})
export const readPushPolicy = route({
  name: 'readPushPolicy',
  summary: 'What holds for push at this desk.',
  method: 'GET',
  path: '/push-policy',
  may: 'inbox.configure',
  input: z.strictObject({}),
  output: PushPolicy,
})
export const changePushPolicy = route({
  name: 'changePushPolicy',
  summary: 'Allow or forbid push, and subjects in it; what is left out stays.',
  method: 'PATCH',
  path: '/push-policy',
  may: 'inbox.configure',
  input: z.strictObject(PushPolicy.shape).partial(),
  output: PushPolicy,
})
