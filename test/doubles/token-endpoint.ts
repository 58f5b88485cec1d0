// A provider's token endpoint (RFC 6749), as far as a client meets one: codes bound to a verifier, refresh tokens that may turn with
// every use, access tokens that end, and consent that is taken back.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TokenEndpoint {
  url: string
  /** Where a browser is sent to; whoever comes there has consented already. */
  authorizeUrl: string
  /** What was asked, as sent. */
  asked: URLSearchParams[]
  /** Whether the mail server would let this access token in. */
  isGood(accessToken: string): boolean
  /** As if somebody had consented on the page that this address leads to; the query that the browser comes back with. */
  consent(authorizeUrl: string): { code: string; state: string }
  /** A refresh token from elsewhere. */
  grant(): string
  /** Whether whoever comes to sign in says no. */
  refuseConsent(isRefused: boolean): void
  /** No access token lets anybody in any more; the grant stays. */
  endAccess(): void
  /** Nor does a refresh token. */
  revoke(): void
  /** The next requests are answered so instead. */
  answerWith(status: number, body: string): void
  answerAsUsual(): void
  stop(): Promise<void>
}

interface Options {
  /** Each refresh token is good for one use, and the answer brings the next. */
  turns?: boolean
  expiresIn?: number
  clientSecret?: string
  /** Milliseconds until it answers. */
  delay?: number
}

export async function startTokenEndpoint(options: Options = {}): Promise<TokenEndpoint> {
  const { turns = false, expiresIn = 3_600, clientSecret = 'client-secret', delay = 0 } = options
  const asked: URLSearchParams[] = []
  const codes = new Map<string, { challenge: string; redirectUri: string }>()
  const refresh = new Set<string>()
  const access = new Set<string>()
  let isRefusing = false
  let instead: { status: number; body: string } | null = null
  const mint = (kind: string) => `${kind}.${randomBytes(12).toString('base64url')}`
  const added = (to: Set<string>, kind: string) => {
    const token = mint(kind)
    to.add(token)
    return token
  }

  function answer(form: URLSearchParams): { status: number; body: string } {
    const no = (error: string) => ({
      status: error === 'invalid_client' ? 401 : 400,
      body: JSON.stringify({ error, error_description: `No, not with ${form.get('refresh_token')}.` }),
    })
    if (instead) return instead
    if (form.get('client_id') !== 'client-id' || form.get('client_secret') !== clientSecret) return no('invalid_client')
    const given = { token_type: 'Bearer', expires_in: expiresIn }
    if (form.get('grant_type') === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '')
      codes.delete(form.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      if (code?.challenge !== challenge || code.redirectUri !== form.get('redirect_uri')) return no('invalid_grant')
      const tokens = { access_token: added(access, 'access'), refresh_token: added(refresh, 'refresh') }
      return { status: 200, body: JSON.stringify({ ...given, ...tokens }) }
    }
    const old = form.get('refresh_token') ?? ''
    if (form.get('grant_type') !== 'refresh_token' || !refresh.has(old)) return no('invalid_grant')
    if (turns) refresh.delete(old)
    const tokens = { access_token: added(access, 'access'), ...(turns && { refresh_token: added(refresh, 'refresh') }) }
    return { status: 200, body: JSON.stringify({ ...given, ...tokens }) }
  }

  const consent = (authorizeUrl: string) => {
    const { searchParams: given } = new URL(authorizeUrl)
    const code = mint('code')
    codes.set(code, { challenge: given.get('code_challenge') ?? '', redirectUri: given.get('redirect_uri') ?? '' })
    return { code, state: given.get('state') ?? '' }
  }

  const server = createServer((request, response) => {
    if (request.method === 'GET') return signIn(request.url ?? '', response)
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const form = new URLSearchParams(text)
      asked.push(form)
      const { status, body } = answer(form)
      setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end(body), delay)
    })
  })
  /** Sends the browser back at once, with more than was asked for, as providers do. */
  function signIn(asked: string, response: ServerResponse): void {
    const url = new URL(asked, 'http://provider.example')
    const back = new URL(url.searchParams.get('redirect_uri') ?? '')
    const brought = isRefusing
      ? { error: 'access_denied', state: url.searchParams.get('state') ?? '' }
      : { ...consent(url.href), scope: 'imap', session_state: 'x' }
    for (const [name, value] of Object.entries(brought)) back.searchParams.set(name, value)
    response.writeHead(302, { location: back.href }).end()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/token`,
    authorizeUrl: `http://127.0.0.1:${port}/authorize`,
    asked,
    isGood: (token) => access.has(token),
    consent,
    grant: () => added(refresh, 'refresh'),
    endAccess: () => access.clear(),
    revoke: () => {
      access.clear()
      refresh.clear()
    },
    answerWith: (status, body) => {
      instead = { status, body }
    },
    refuseConsent: (isRefused) => {
      isRefusing = isRefused
    },
    answerAsUsual: () => {
      instead = null
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
