// What API tokens promise: rights for programs, narrower than a person's, with an end.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const Token = z.object({
  id: z.string(),
  name: z.string(),
  /** Whose rights bound it; null: the desk's own. */
  userId: z.string().nullable(),
  /** Permissions, or `*` for all. */
  scopes: z.array(z.string()),
  /** Null: every inbox that its user sees. */
  inboxIds: z.array(z.string()).nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  usedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
export type Token = z.infer<typeof Token>

export const createToken = route({
  name: 'createToken',
  summary: 'Make an API token with rights you have. The secret is answered once.',
  method: 'POST',
  path: '/tokens',
  may: 'token.manage',
  status: 201,
  input: z.strictObject({
    name: z.string().trim().min(1).max(80),
    scopes: z.array(z.string().max(60)).min(1).max(100),
    inboxIds: z.array(z.string()).max(500).nullable().default(null),
    /** Days until it ends; null: never. */
    days: z.number().int().min(1).max(3650).nullable().default(90),
    /** Acts as the desk instead of as you, so it outlives your login. */
    isDesks: z.boolean().default(false),
  }),
  output: Token.extend({ secret: z.string() }),
})
export const listTokens = route({
  name: 'listTokens',
  summary: 'The API tokens, also the ended ones.',
  method: 'GET',
  path: '/tokens',
  may: 'token.manage',
  input: z.strictObject({}),
  output: z.array(Token),
})
export const revokeToken = route({
  name: 'revokeToken',
  summary: 'End a token at once.',
  method: 'DELETE',
  path: '/tokens/:id',
  may: 'token.manage',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
