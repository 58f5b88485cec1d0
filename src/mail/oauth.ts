// OAuth 2.0 for mail accounts, as far as a client speaks it: the address where somebody consents, and the token endpoint. How
// the request travels is the caller's. Nothing here is ever logged, and no error repeats a secret.
import { createHash } from 'node:crypto'
import { Problem } from '../kit/problem.ts'

export interface Client {
  tokenUrl: string
  clientId: string
  /** Null for a public client. */
  clientSecret: string | null
}

export interface Tokens {
  accessToken: string
  /** Seconds for which the access token is good; null where the endpoint does not say. */
  expiresIn: number | null
  /** A new one takes the place of the old, which may be spent; null: the old one stays. */
  refreshToken: string | null
}

export type Post = (asked: {
  url: string
  headers: Record<string, string>
  body: string
}) => Promise<{ status: number; body: Buffer }>

interface Consent {
  authorizeUrl: string
  clientId: string
  scope: string
  redirectUri: string
  state: string
  verifier: string
  /** Whose mailbox, so that the right account is offered. */
  loginHint: string
}

export function consentUrl(consent: Consent): string {
  const url = new URL(consent.authorizeUrl)
  const asked = {
    response_type: 'code', // RFC 6749 §4.1.1
    client_id: consent.clientId,
    redirect_uri: consent.redirectUri,
    scope: consent.scope,
    state: consent.state,
    code_challenge: createHash('sha256').update(consent.verifier).digest('base64url'), // RFC 7636 §4.2
    code_challenge_method: 'S256',
    login_hint: consent.loginHint,
    access_type: 'offline', // Google gives a refresh token only so, and again only when asked for consent again
    prompt: 'consent',
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return url.href
}

/** What was consented to. Without a refresh token it would be over in an hour, so that is refused. */
export async function redeemCode(
  post: Post,
  client: Client,
  given: { code: string; verifier: string; redirectUri: string },
): Promise<Tokens & { refreshToken: string }> {
  const { code, verifier, redirectUri } = given
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
  const tokens = await ask(post, client, form)
  if (tokens.refreshToken !== null) return { ...tokens, refreshToken: tokens.refreshToken }
  throw new Problem(
    'invalid',
    'grant-short',
    'The provider gave no lasting access (no refresh token). Ask it for offline access: the scope offline_access, or access_type=offline.',
  )
}

export async function refreshAccess(post: Post, client: Client, refreshToken: string): Promise<Tokens> {
  return await ask(post, client, { grant_type: 'refresh_token', refresh_token: refreshToken }) // RFC 6749 §6
}

async function ask(post: Post, client: Client, form: Record<string, string>): Promise<Tokens> {
  const { tokenUrl, clientId, clientSecret } = client
  const sent = { ...form, client_id: clientId, ...(clientSecret !== null && { client_secret: clientSecret }) }
  const { status, body } = await post({
    url: tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(sent).toString(),
  })
  const told = parsed(body)
  const { access_token: accessToken, expires_in: seconds, refresh_token: next } = told
  if (status !== 200 || typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken))
    throw refusal(status, told, Object.values(sent))
  const expiresIn = Number(seconds)
  return {
    accessToken,
    expiresIn: Number.isFinite(expiresIn) && expiresIn > 0 ? expiresIn : null,
    refreshToken: typeof next === 'string' && next !== '' ? next : null,
  }
}

/** RFC 6749 §5.2. `denied`: asking again helps nobody before a person has done something. */
function refusal(status: number, told: Record<string, unknown>, secrets: string[]): Problem {
  const error = typeof told.error === 'string' ? told.error.slice(0, 60) : `HTTP ${status}`
  const said = wordsOf(told.error_description, secrets)
  const words = said ? `${error}: ${said}` : error
  if (told.error === 'invalid_grant')
    return new Problem(
      'denied',
      'grant-revoked',
      `The provider no longer lets Postroom into this account; somebody has to sign in there again. It said: ${words}`,
    )
  if (status >= 400 && status < 500 && status !== 429 && status !== 408)
    return new Problem('denied', 'grant-refused', `The provider refused. Check client id and secret. It said: ${words}`)
  return new Problem('busy', 'grant-busy', `The provider's token endpoint does not work just now. It said: ${words}`)
}

function wordsOf(description: unknown, secrets: string[]): string {
  if (typeof description !== 'string') return ''
  const clean = secrets.filter((one) => one.length > 5).reduce((text, one) => text.replaceAll(one, '…'), description)
  return clean
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .slice(0, 160)
}

function parsed(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
