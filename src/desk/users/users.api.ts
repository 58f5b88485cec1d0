// What the room of users promises: the people with a login, and what they change about themselves.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const Role = z.enum(['admin', 'lead', 'agent', 'viewer'])
export type Role = z.infer<typeof Role>

export const personName = z.string().trim().min(1).max(80)
export const email = z.string().trim().min(3).max(254)
/** Policy-free but for its length (NIST SP 800-63B). */
export const newPassword = z.string().min(8).max(200)
/** The languages that a person can have the desk speak to them. */
export const locale = z.enum(['en', 'nl', 'de', 'az', 'tr'])

/** How somebody likes mail shown. */
export const Reading = z.object({
  /** `html`: as it was sent. `text`: its words alone. */
  mail: z.enum(['html', 'text']),
  /** Of text: `fixed` has letters of one width. */
  font: z.enum(['proportional', 'fixed']),
})
export type Reading = z.infer<typeof Reading>

/** What Ctrl+Enter does in the composer. `next`: the next conversation comes. */
export const SendAs = z.enum(['send', 'resolve', 'wait', 'next', 'resolveNext'])
export type SendAs = z.infer<typeof SendAs>
/** As pressed: `r`, `Shift+u`, `g i` (one after the other), `mod+k` (Ctrl, or Command on a Mac). */
const Chord = z.string().regex(/^[^\s]{1,30}(?: [^\s]{1,30})?$/)
/** Keys of one's own. Which commands there are the web app knows. */
export const Keys = z.strictObject({
  /** Where they begin: `gmail` has the keys of Gmail where ours differ. */
  preset: z.enum(['postroom', 'gmail']),
  /** By command, instead of the preset's; empty: it has none. */
  own: z
    .record(z.string().max(60), z.array(Chord).max(4))
    .refine((own) => Object.keys(own).length <= 200, 'At most 200 commands.'),
})
export type Keys = z.infer<typeof Keys>

export const User = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: Role,
  /** Open conversations that automatic assignment may give. */
  capacity: z.number().int(),
  isAway: z.boolean(),
  isDisabled: z.boolean(),
  teamIds: z.array(z.string()),
  createdAt: z.string(),
})
export type User = z.infer<typeof User>

export const Profile = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: Role,
  locale: z.string().nullable(),
  /** Chosen with the notifications; null: by the clock of the device. */
  timeZone: z.string().nullable(),
  signature: z.string(),
  reading: Reading,
  sendAs: SendAs,
  keys: Keys,
})
export type Profile = z.infer<typeof Profile>

export const listUsers = route({
  name: 'listUsers',
  summary: 'Everybody with a login, also the disabled.',
  method: 'GET',
  path: '/users',
  may: 'user.read',
  input: z.strictObject({}),
  output: z.array(User),
})
export const changeUser = route({
  name: 'changeUser',
  summary: 'Change a user; what is left out stays. Disabling them, or another role, ends their sessions.',
  method: 'PATCH',
  path: '/users/:id',
  may: 'user.manage',
  input: z.strictObject({
    id: z.string(),
    role: Role.optional(),
    name: personName.optional(),
    capacity: z.number().int().min(0).max(10_000).optional(),
    isAway: z.boolean().optional(),
    isDisabled: z.boolean().optional(),
    /** Without it nobody is disabled whom rules, SLA policies or the assignment of an inbox name (409, `user-in-use`). */
    evenIfNamed: z.boolean().optional(),
  }),
  output: User,
})
export const changeOwnProfile = route({
  name: 'changeOwnProfile',
  summary: 'Change your own name, language, signature, keys, how mail is shown, or whether you are away.',
  method: 'PATCH',
  path: '/profile',
  may: 'signed-in',
  input: z.strictObject({
    name: personName.optional(),
    locale: locale.nullable().optional(),
    signature: z.string().max(10_000).optional(),
    isAway: z.boolean().optional(),
    reading: Reading.partial().strict().optional(),
    sendAs: SendAs.optional(),
    /** All of them. */
    keys: Keys.optional(),
  }),
  output: Profile,
})
export const changeOwnPassword = route({
  name: 'changeOwnPassword',
  summary: 'Change your own password. Every other session of yours ends.',
  method: 'PUT',
  path: '/profile/password',
  may: 'signed-in',
  input: z.strictObject({ current: z.string().max(200), password: newPassword }),
  output: z.object({}),
})
