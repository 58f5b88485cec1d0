import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { cookieOf, openWebDoor, quickPasswords } from '../../../test/web-door.ts'
import { changeInbox } from '../inboxes/inboxes.ts'
import { acceptInvitation, invitationOf, inviteUser } from './invitations.ts'
import { newToken, isTokenShaped } from './secrets.ts'
import { createToken } from './tokens.ts'
import { addUser, changePassword, changeUser } from './users.ts'

test(
  'an invited person gets a link once, becomes a user and is signed in',
  onDesk(async ({ ada, store, history }) => {
    const { ask, signedIn } = openWebDoor(store)
    const as = await signedIn(ada.id)

    const invited = await ask('POST', '/invitations', { as, body: { email: 'Eli@people.example', role: 'agent' } })

    expect(invited.status).toBe(201)
    const [place, token] = invited.body.link.split('#')
    expect(place).toBe('http://desk.example/invitation')
    expect((await ask('POST', '/invitations/look', { body: { token } })).body).toMatchObject({
      email: 'eli@people.example',
    })
    const body = { token, name: 'Eli', password: 'correct horse' }
    const accepted = await ask('POST', '/invitations/accept', { body })
    expect(accepted.body.user).toMatchObject({ name: 'Eli', role: 'agent' })
    expect((await ask('GET', '/users', { as: cookieOf(accepted) })).status).toBe(200)
    expect((await ask('POST', '/invitations/accept', { body })).status).toBe(404)
    expect(await history(invited.body.id)).toMatchObject([
      { name: 'user.invited', by: 'ada' },
      { name: 'invitation.accepted' },
    ])
    expect(JSON.stringify(await history(invited.body.id))).not.toContain(token)
  }),
)

test(
  'an invitation ends after a day, by a newer one, and by being withdrawn',
  onDesk(async ({ ada, tx, store }) => {
    const actor = await ada.actor()
    const eli = { email: 'eli@people.example', role: 'agent' as const, teamIds: [] }
    const first = await inviteUser(ada, actor, eli)
    const second = await inviteUser(ada, actor, eli)
    const late = { ...tx, now: new Date(tx.now.getTime() + 24 * 3_600_000 + 1) }

    await expect(invitationOf(tx, first.token)).rejects.toMatchObject({ code: 'invitation-missing' })
    await expect(invitationOf(late, second.token)).rejects.toMatchObject({ code: 'invitation-missing' })
    const { ask, signedIn } = openWebDoor(store)
    await ask('DELETE', `/invitations/${second.invitation.id}`, { as: await signedIn(ada.id) })
    const person = { name: 'Eli', passwordHash: 'x' }
    await expect(acceptInvitation(tx, second.token, person)).rejects.toMatchObject({ code: 'invitation-missing' })
  }),
)

test(
  'nobody has the address of an inbox as their login, and no inbox that of a person, with a detail or without',
  onDesk(async ({ ada, tx, inboxes }) => {
    const actor = await ada.actor()
    await changeInbox(ada, inboxes.billing, { addresses: ['billing@desk.example', 'shop+web@desk.example'] })

    for (const email of [
      'Support@Desk.example',
      'support+eve@desk.example',
      'shop+web@desk.example',
      'shop@desk.example',
    ]) {
      const taken = { kind: 'invalid', code: 'address-of-inbox' }
      await expect(inviteUser(ada, actor, { email, role: 'agent', teamIds: [] }), email).rejects.toMatchObject(taken)
      await expect(addUser(tx, { email, name: 'Eve', role: 'agent', passwordHash: null })).rejects.toMatchObject(taken)
    }
    await addUser(tx, { email: 'shop+eve@desk.example', name: 'Eve', role: 'agent', passwordHash: null })
    for (const address of [
      'Ada@people.example',
      'ada+shop@people.example',
      'shop+eve@desk.example',
      'shop@desk.example',
    ])
      await expect(changeInbox(ada, inboxes.support, { addresses: [address] }), address).rejects.toMatchObject({
        code: 'address-of-user',
      })
  }),
)

test(
  'the last administrator stays one, and nobody hands out rights they lack',
  onDesk(async ({ ada, ben, cleo }) => {
    const asAda = await ada.actor()

    await expect(changeUser(ada, asAda, ada.id, { role: 'agent' })).rejects.toMatchObject({ code: 'last-admin' })
    await expect(changeUser(ada, asAda, ada.id, { isDisabled: true })).rejects.toMatchObject({ code: 'own-login' })
    await expect(changeUser(ben, await ben.actor(), cleo.id, { role: 'admin' })).rejects.toMatchObject({
      code: 'more-rights',
    })
    await expect(changeUser(ben, await ben.actor(), ada.id, { isDisabled: true })).rejects.toMatchObject({
      code: 'more-rights',
    })
    await changeUser(ada, asAda, ben.id, { role: 'admin' })
    expect(await changeUser(ada, asAda, ada.id, { role: 'agent' })).toMatchObject({ role: 'agent' })
  }),
)

test(
  'a new password needs the old one and ends the other sessions',
  onDesk(async ({ ben, store }) => {
    await changePassword(ben, ben.id, await quickPasswords.hash('hunter2hunter2'), null)
    const { ask, signedIn } = openWebDoor(store)
    const [here, elsewhere] = [await signedIn(ben.id), await signedIn(ben.id)]
    const change = (current: string) =>
      ask('PUT', '/profile/password', { as: here, body: { current, password: 'a better one' } })

    expect((await change('wrong')).body).toMatchObject({ code: 'sign-in-failed' })
    expect((await change('hunter2hunter2')).status).toBe(200)

    expect((await ask('GET', '/sessions', { as: elsewhere })).status).toBe(401)
    expect((await ask('GET', '/sessions', { as: here })).body).toHaveLength(1)
    const signIn = await ask('POST', '/session', { body: { email: 'ben@people.example', password: 'a better one' } })
    expect(signIn.status).toBe(200)
  }),
)

test(
  'a person changes their own name, language and signature, and nothing else',
  onDesk(async ({ ben, store }) => {
    const { ask, signedIn } = openWebDoor(store)
    const as = await signedIn(ben.id)

    const changed = await ask('PATCH', '/profile', {
      as,
      body: { name: 'Benedict', locale: 'nl', signature: 'Groet, Ben' },
    })
    const grabbed = await ask('PATCH', '/profile', { as, body: { role: 'admin' } })

    expect(changed.body).toMatchObject({ name: 'Benedict', locale: 'nl', signature: 'Groet, Ben', role: 'agent' })
    expect(grabbed).toMatchObject({ status: 400, body: { errors: [{ in: 'body', path: 'role' }] } })
  }),
)

test(
  'an API token has its scopes and inboxes, never more than its user, and ends when revoked',
  onDesk(async ({ ada, ben, inboxes, store }) => {
    const { ask, signedIn } = openWebDoor(store)
    const as = await signedIn(ada.id)
    const made = await ask('POST', '/tokens', {
      as,
      body: { name: 'report', scopes: ['user.read', 'user.manage'], inboxIds: [inboxes.support] },
    })
    const reading = { name: 'inbox', scopes: ['inbox.read'], inboxIds: [inboxes.support], days: 1, isDesks: false }
    const seeing = await createToken(ada, await ada.actor(), reading)
    const bearer = `Bearer ${made.body.secret}`
    expect(isTokenShaped(made.body.secret)).toBe(true)

    expect((await ask('GET', '/users', { as: bearer })).status).toBe(200)
    expect((await ask('GET', '/tokens', { as: bearer })).status).toBe(403)
    const invitations = () => ask('GET', '/invitations', { as: bearer })
    expect((await invitations()).status).toBe(200)
    expect(
      (await ask('GET', '/inboxes', { as: `Bearer ${seeing.secret}` })).body.map((one: { id: string }) => one.id),
    ).toEqual([inboxes.support])
    expect((await ask('GET', '/session', { as: bearer })).body.permissions.toSorted()).toEqual([
      'user.manage',
      'user.read',
    ])
    await changeUser(ada, await ada.actor(), ben.id, { role: 'admin' })
    await changeUser(ben, await ben.actor(), ada.id, { role: 'agent' })
    expect((await ask('PATCH', `/users/${ben.id}`, { as: bearer, body: { name: 'B' } })).status).toBe(403)
    expect((await invitations()).status).toBe(403)
    const tokens = (await ask('GET', '/tokens', { as: await signedIn(ben.id) })).body
    const listed = tokens.find((one: { name: string }) => one.name === 'report')
    expect(listed).not.toHaveProperty('secret')
    await ask('DELETE', `/tokens/${listed.id}`, { as: await signedIn(ben.id) })
    expect((await ask('GET', '/users', { as: bearer })).status).toBe(401)
  }),
)

test(
  'a token cannot be made with rights its maker lacks, nor with rights that do not exist',
  onDesk(async ({ ben, inboxes }) => {
    const actor = await ben.actor()
    const asked = { name: 'x', scopes: ['user.read'], inboxIds: null, days: 90, isDesks: false }

    await expect(createToken(ben, actor, { ...asked, scopes: ['user.manage'] })).rejects.toMatchObject({
      code: 'more-rights',
    })
    await expect(createToken(ben, actor, { ...asked, scopes: ['*'], isDesks: true })).rejects.toMatchObject({
      code: 'more-rights',
    })
    await expect(createToken(ben, actor, { ...asked, isDesks: true })).rejects.toMatchObject({ code: 'more-rights' })
    await expect(createToken(ben, actor, { ...asked, inboxIds: [inboxes.billing] })).rejects.toMatchObject({
      code: 'more-rights',
    })
    await expect(createToken(ben, actor, { ...asked, scopes: ['mail.forge'] })).rejects.toMatchObject({
      code: 'scope-unknown',
    })
  }),
)

test(
  'a narrow token makes no wider one: not by `*`, not for more inboxes, not as a person',
  onDesk(async ({ ada, tx, inboxes, store }) => {
    const { ask } = openWebDoor(store)
    const scopes = ['token.manage', 'user.manage', 'user.read']
    const make = async (isDesks: boolean, inboxIds: string[] | null) =>
      `Bearer ${(await createToken(ada, await ada.actor(), { name: 'x', scopes, inboxIds, days: 1, isDesks })).secret}`
    const here = [inboxes.support]
    const [desks, adas] = [await make(true, null), await make(false, null)]
    const bound = [await make(true, here), await make(false, here)]
    const tried = (as: string, body: object) => ask('POST', '/tokens', { as, body: { name: 'y', ...body } })

    for (const as of [desks, bound[0] ?? '', adas, bound[1] ?? ''])
      expect((await tried(as, { scopes: ['*'], inboxIds: here, isDesks: true })).status).toBe(403)
    expect((await tried(desks, { scopes: ['*'] })).status).toBe(403)
    const all = await tried(adas, { scopes: ['*'] })
    expect([all.status, all.body.scopes?.toSorted()]).toEqual([201, scopes])
    for (const as of bound) {
      expect((await tried(as, { scopes: ['user.read'] })).body.code).toBe('more-rights')
      expect((await tried(as, { scopes: ['user.read'], inboxIds: [inboxes.billing] })).body.code).toBe('more-rights')
      expect((await tried(as, { scopes: ['user.read'], inboxIds: here })).status).toBe(201)
    }

    const whole = { name: 'x', scopes: ['*'], inboxIds: here, days: 1, isDesks: false }
    const person = { email: 'eve@people.example', role: 'admin' }
    const as = `Bearer ${(await createToken(ada, await ada.actor(), whole)).secret}`
    const invited = await ask('POST', '/invitations', { as, body: person })
    expect(invited.body.code).toBe('more-rights')
    // Who is in a team sees its inboxes, whichever those are.
    expect((await ask('POST', '/teams', { as, body: { name: 'x', memberIds: [ada.id] } })).body.code).toBe(
      'token-bound',
    )
    expect((await ask('PATCH', '/teams/17', { as, body: { memberIds: [] } })).body.code).toBe('token-bound')
    expect((await ask('DELETE', '/teams/17', { as })).body.code).toBe('token-bound')
    expect(await tx.db.selectFrom('invitation').selectAll().execute()).toEqual([])
  }),
)

test('a token is told from a lookalike by its checksum', () => {
  const token = newToken()

  expect(token).toMatch(/^pr_live_[0-9a-f]{72}$/)
  expect(isTokenShaped(token)).toBe(true)
  expect(isTokenShaped(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`)).toBe(false)
})
