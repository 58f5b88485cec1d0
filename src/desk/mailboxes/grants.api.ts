// What the room of mailboxes promises of accounts that are read on a grant (OAuth 2.0) instead of a password.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

const webAddress = z.url({ protocol: /^https?$/ }).max(500)

/** What is known of the providers most people have; all of it can be set otherwise. */
export const providers = {
  google: {
    host: 'imap.gmail.com',
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    scope: 'https://mail.google.com/',
  },
  microsoft: {
    host: 'outlook.office365.com',
    authorizeUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
  },
} as const

export const Provider = z.enum(['google', 'microsoft', 'other'])
export type Provider = z.infer<typeof Provider>

export const Grant = z.object({
  provider: Provider,
  clientId: z.string(),
  hasClientSecret: z.boolean(),
  /** Where somebody consents; empty: nowhere, the refresh token is given instead. */
  authorizeUrl: z.string(),
  tokenUrl: z.string(),
  scope: z.string(),
  /** `missing`: nobody has consented yet. `revoked`: the provider has taken it back, and somebody must consent anew. */
  state: z.enum(['missing', 'granted', 'revoked']),
  grantedAt: z.iso.datetime().nullable(),
})
export type Grant = z.infer<typeof Grant>

/**
 * With `google` and `microsoft` the addresses and the scope may be left out. Another client or token endpoint than before
 * forgets what was granted to the old one.
 */
export const GrantWish = z.strictObject({
  provider: Provider,
  clientId: z.string().trim().min(1).max(300),
  /** Write-only. Left out: as it is kept. Empty: a public client has none. */
  clientSecret: z.string().max(2_000).optional(),
  authorizeUrl: z.union([z.literal(''), webAddress]).optional(),
  tokenUrl: webAddress.optional(),
  scope: z.string().trim().max(1_000).optional(),
  /** Write-only; where it was obtained otherwise than by consenting on the page. */
  refreshToken: z.string().trim().min(1).max(10_000).optional(),
})
export type GrantWish = z.infer<typeof GrantWish>

export const startConsent = route({
  name: 'startConsent',
  summary:
    'Where to send the browser so that somebody lets Postroom into the account. Good for ten minutes and this session.',
  method: 'POST',
  path: '/mailboxes/:id/consent',
  may: 'mailbox.configure',
  input: z.strictObject({ id: z.string() }),
  output: z.object({ url: z.string() }),
})
export const finishConsent = route({
  name: 'finishConsent',
  summary:
    'Hand over what the provider sent the browser back with. Only in the session that started it, and only once.',
  method: 'POST',
  path: '/mailboxes/consent',
  may: 'mailbox.configure',
  input: z.strictObject({ state: z.string().min(1).max(200), code: z.string().min(1).max(4_000) }),
  output: z.object({ mailboxId: z.string() }),
})
