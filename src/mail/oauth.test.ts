import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { consentUrl, redeemCode, refreshAccess, type Post } from './oauth.ts'

const client = { tokenUrl: 'https://provider.example/token', clientId: 'client-id', clientSecret: 'client-secret' }
const saying =
  (status: number, told: unknown): Post =>
  async () => ({ status, body: Buffer.from(typeof told === 'string' ? told : JSON.stringify(told)) })

test('the address of the consent keeps what it had and shows the verifier only as a hash', () => {
  const url = new URL(
    consentUrl({
      authorizeUrl: 'https://provider.example/authorize?tenant=acme',
      clientId: 'client-id',
      scope: 'imap offline_access',
      redirectUri: 'https://desk.example/back',
      state: 'state',
      verifier: 'verifier',
      loginHint: 'desk@acme.example',
    }),
  )

  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    tenant: 'acme',
    scope: 'imap offline_access',
    state: 'state',
    code_challenge: createHash('sha256').update('verifier').digest('base64url'),
  })
  expect(url.href).not.toContain('verifier')
})

test('a refresh says who asks, and a public client sends no secret', async () => {
  const sent: string[] = []
  const post: Post = async ({ body }) => {
    sent.push(body)
    return { status: 200, body: Buffer.from('{"access_token":"a","expires_in":"3599"}') }
  }

  expect(await refreshAccess(post, client, 'r')).toEqual({ accessToken: 'a', expiresIn: 3599, refreshToken: null })
  await refreshAccess(post, { ...client, clientSecret: null }, 'r')

  expect(sent).toEqual([
    'grant_type=refresh_token&refresh_token=r&client_id=client-id&client_secret=client-secret',
    'grant_type=refresh_token&refresh_token=r&client_id=client-id',
  ])
})

test('a refusal says what to do, in the provider’s words but without what is secret', async () => {
  const refused = (status: number, told: unknown) => refreshAccess(saying(status, told), client, 'refresh-token')
  const words = { error: 'invalid_grant', error_description: 'refresh-token\r\n was revoked, client-secret too' }

  await expect(refused(400, words)).rejects.toMatchObject({ kind: 'denied', code: 'grant-revoked' })
  await expect(refused(400, words)).rejects.toThrow(/invalid_grant: … was revoked, … too$/)
  await expect(refused(401, { error: 'invalid_client' })).rejects.toMatchObject({
    kind: 'denied',
    code: 'grant-refused',
  })
  for (const [status, told] of [
    [500, ''],
    [429, ''],
    [200, 'x'],
    [200, { access_token: 'a\r\nb' }],
    [302, ''],
  ] as const)
    await expect(refused(status, told)).rejects.toMatchObject({ kind: 'busy', code: 'grant-busy' })
})

test('a consent without lasting access is refused: it would be over in an hour', async () => {
  const given = { code: 'c', verifier: 'v', redirectUri: 'https://desk.example/back' }

  await expect(redeemCode(saying(200, { access_token: 'a' }), client, given)).rejects.toMatchObject({
    code: 'grant-short',
  })
})
