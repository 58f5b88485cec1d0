import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import type { Client, Tokens } from '../../mail/oauth.ts'
import { keysOf } from '../../store/keys.ts'
import { createToken } from '../users/tokens.ts'
import { claimAccess, keepAccess, keepConsent } from './grants.ts'
import { mailboxesRoutes } from './mailboxes.routes.ts'

const keys = keysOf(Buffer.from('0123456789abcdef0123456789abcdef'))
const grant = { provider: 'google', clientId: 'client-id', clientSecret: 'client-secret' }
const account = { host: 'imap.acme.example', username: 'desk@acme.example', auth: 'xoauth2' }
const tokens = { accessToken: 'ya29.access', refreshToken: '1//refresh', expiresIn: 3_600 }

interface Redeemed {
  client: Client
  code: string
  verifier: string
  redirectUri: string
}

const onGrants = (
  body: (given: Parameters<Parameters<typeof onDesk>[0]>[0] & ReturnType<typeof doorOf>) => Promise<void>,
) => onDesk(async (desk) => body({ ...desk, ...doorOf(desk.store) }))

function doorOf(store: Parameters<typeof openWebDoor>[0]) {
  const redeemed: Redeemed[] = []
  const answers = mailboxesRoutes({
    keys,
    publicUrl: 'https://desk.example',
    refuseAddress: () => undefined,
    findServer: async () => null,
    tryMailbox: async () => 0,
    redeem: async (client, given): Promise<Tokens> => {
      redeemed.push({ client, ...given })
      return tokens
    },
  })
  const { ask, signedIn } = openWebDoor(store, { answers })
  const add = async (as: string, inboxId: string, more: object = {}) => {
    const body = { ...account, inboxId, grant: { ...grant, ...more } }
    return (await ask('POST', '/mailboxes', { as, body })).body
  }
  return { ask, signedIn, add, redeemed }
}

test(
  'what a provider needs is filled in, what is secret is kept sealed and never comes out',
  onGrants(async ({ ada, tx, inboxes, history, ask, signedIn, add }) => {
    const as = await signedIn(ada.id)

    const added = await add(as, inboxes.support, { refreshToken: '1//refresh' })
    const { id } = added

    expect(added.grant).toEqual({
      provider: 'google',
      clientId: 'client-id',
      hasClientSecret: true,
      authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
      tokenUrl: 'https://oauth2.googleapis.com/token',
      scope: 'https://mail.google.com/',
      state: 'granted',
      grantedAt: expect.any(String),
    })
    const row = await tx.db.selectFrom('mailbox_grant').selectAll().executeTakeFirstOrThrow()
    const kept = Object.values(row).map((one) => (Buffer.isBuffer(one) ? one.toString('latin1') : String(one)))
    const told = [added, (await ask('GET', '/mailboxes', { as })).body, await history(id), kept.join()]
    expect(JSON.stringify(told)).not.toMatch(/1\/\/refresh|client-secret/)
    expect(await claimAccess(tx, keys, id, { by: 'a', refused: undefined })).toEqual({
      kind: 'refresh',
      client: { tokenUrl: 'https://oauth2.googleapis.com/token', clientId: 'client-id', clientSecret: 'client-secret' },
      refreshToken: '1//refresh',
    })
  }),
)

test(
  'somebody consents at the provider: in the session that began it, once, bound to a verifier nobody saw',
  onGrants(async ({ ada, tx, inboxes, ask, signedIn, add, redeemed }) => {
    const as = await signedIn(ada.id)
    const { id, grant: before } = await add(as, inboxes.support)
    const begun = async () => new URL((await ask('POST', `/mailboxes/${id}/consent`, { as, body: {} })).body.url)
    const finish = (state: string | null, by: string) =>
      ask('POST', '/mailboxes/consent', { as: by, body: { state, code: 'code' } })

    const superseded = await begun()
    const url = await begun()

    expect(before.state).toBe('missing')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'client-id',
      redirect_uri: 'https://desk.example/settings/mailboxes/consent',
      code_challenge_method: 'S256',
      access_type: 'offline',
      login_hint: 'desk@acme.example',
    })
    const state = url.searchParams.get('state')
    expect((await finish(state, await signedIn(ada.id))).body.code).toBe('consent-over')
    expect((await finish(superseded.searchParams.get('state'), as)).body.code).toBe('consent-over')
    expect((await finish('guessed', as)).body.code).toBe('consent-over')
    expect(redeemed).toEqual([])

    expect((await finish(state, as)).body).toEqual({ mailboxId: id })
    expect((await finish(state, as)).body.code).toBe('consent-over')

    expect(redeemed).toMatchObject([{ code: 'code', client: { clientSecret: 'client-secret' } }])
    expect(url.href).not.toContain(redeemed[0]?.verifier)
    expect((await ask('GET', '/mailboxes', { as })).body[0].grant.state).toBe('granted')
    expect(await claimAccess(tx, keys, id, { by: 'a', refused: undefined })).toMatchObject({
      accessToken: 'ya29.access',
    })
  }),
)

test(
  'a consent is over after ten minutes, and a program with a token cannot begin one',
  onGrants(async ({ ada, tx, inboxes, ask, signedIn, add }) => {
    const as = await signedIn(ada.id)
    const { id } = await add(as, inboxes.support)
    const asked = { name: 'x', scopes: ['mailbox.configure'], inboxIds: null, days: 1, isDesks: false }
    const program = `Bearer ${(await createToken(ada, await ada.actor(), asked)).secret}`

    const { url } = (await ask('POST', `/mailboxes/${id}/consent`, { as, body: {} })).body
    await tx.db.updateTable('mailbox_grant').set({ consent_until: tx.now }).execute()
    const body = { state: new URL(url).searchParams.get('state'), code: 'code' }

    expect((await ask('POST', '/mailboxes/consent', { as, body })).body.code).toBe('consent-over')
    expect((await ask('POST', `/mailboxes/${id}/consent`, { as: program, body: {} })).body.code).toBe('session-needed')
  }),
)

test(
  'no other server, client or endpoint gets to see what was given for one',
  onGrants(async ({ ada, tx, inboxes, ask, signedIn, add }) => {
    const as = await signedIn(ada.id)
    const { id } = await add(as, inboxes.support, { refreshToken: '1//refresh' })
    const patched = async (body: object) => (await ask('PATCH', `/mailboxes/${id}`, { as, body })).body.grant
    const again = () => patched({ grant: { ...grant, refreshToken: '1//refresh' } })

    expect(await patched({ grant: { ...grant, clientSecret: undefined, scope: 'less' } })).toMatchObject({
      state: 'granted',
      hasClientSecret: true,
      scope: 'less',
    })
    const evil = { provider: 'google', clientId: 'client-id', tokenUrl: 'https://evil.example/token' }
    expect(await patched({ grant: evil })).toMatchObject({ state: 'missing', hasClientSecret: false })
    expect(await again()).toMatchObject({ state: 'granted' })
    expect(await patched({ grant: { provider: 'google', clientId: 'other' } })).toMatchObject({ state: 'missing' })
    await again()
    expect(await patched({ host: 'evil.example' })).toMatchObject({ state: 'missing' })

    await expect(claimAccess(tx, keys, id, { by: 'a', refused: undefined })).rejects.toMatchObject({
      code: 'grant-missing',
    })
    const asPassword = await ask('PATCH', `/mailboxes/${id}`, { as, body: { auth: 'password' } })
    expect(asPassword.body.code).toBe('mailbox-password')
    const nothing = await ask('POST', '/mailboxes', { as, body: { ...account, inboxId: inboxes.support } })
    expect(nothing.body.code).toBe('grant-incomplete')
  }),
)

test(
  'what a provider answered too late, after somebody changed the grant, is thrown away',
  onGrants(async ({ ada, tx, inboxes, ask, signedIn, add }) => {
    const as = await signedIn(ada.id)
    const { id } = await add(as, inboxes.support, { refreshToken: '1//refresh' })
    const claim = await claimAccess(tx, keys, id, { by: 'a', refused: undefined })

    expect(await claimAccess(tx, keys, id, { by: 'b', refused: undefined })).toEqual({ kind: 'wait' })
    await ask('PATCH', `/mailboxes/${id}`, { as, body: { grant: { ...grant, refreshToken: '1//newer' } } })

    expect(await keepAccess(tx, keys, id, 'a', tokens)).toBe(false)
    expect(await claimAccess(tx, keys, id, { by: 'a', refused: undefined })).toMatchObject({ refreshToken: '1//newer' })
    await ask('PATCH', `/mailboxes/${id}`, { as, body: { grant: { provider: 'google', clientId: 'other' } } })
    const { client } = claim as { client: Client }
    await expect(keepConsent(tx, keys, id, client, tokens)).rejects.toMatchObject({ code: 'consent-over' })
  }),
)

test(
  'a password is never sent to another server than the one it was given for',
  onGrants(async ({ ada, inboxes, ask, signedIn }) => {
    const as = await signedIn(ada.id)
    const body = { host: 'imap.acme.example', username: 'desk', secret: 'correct horse', inboxId: inboxes.support }
    const { id } = (await ask('POST', '/mailboxes', { as, body })).body
    const patched = (change: object) => ask('PATCH', `/mailboxes/${id}`, { as, body: change })

    expect((await patched({ host: 'evil.example' })).body.code).toBe('mailbox-password')
    expect((await patched({ username: 'other' })).body.code).toBe('mailbox-password')
    expect((await patched({ host: 'new.example', secret: 'other' })).status).toBe(200)
    expect((await patched({ folder: 'Archive' })).status).toBe(200)
  }),
)
