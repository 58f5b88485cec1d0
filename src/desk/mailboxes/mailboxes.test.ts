import { must } from '../../kit/must.ts'
import { presetOf, type Found } from './presets.api.ts'
import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { keysOf } from '../../store/keys.ts'
import { inboxesRoutes } from '../inboxes/inboxes.routes.ts'
import { createToken } from '../users/tokens.ts'
import { checkedHost } from './host.ts'
import { accessOf, type MailboxAccess } from './mailboxes.ts'
import { mailboxesRoutes, type MailboxesMeans } from './mailboxes.routes.ts'

const keys = keysOf(Buffer.from('0123456789abcdef0123456789abcdef'))
const account = { host: 'IMAP.acme.example', username: 'desk', secret: 'correct horse' }

type Redeemed = Parameters<MailboxesMeans['redeem']>[1]

const refusal = Object.assign(new Error('Command failed'), {
  authenticationFailed: true,
  responseText: 'No: guess is wrong.',
})
const announced: Found = {
  by: 'srv',
  preset: { ...must(presetOf('ada@gmail.com'), 'Gmail'), id: 'own', host: 'imap.acme.example' },
}

function answers(tried: MailboxAccess[] = [], redeemed: Redeemed[] = []) {
  return mailboxesRoutes({
    keys,
    publicUrl: 'https://desk.example',
    refuseAddress: () => undefined,
    findServer: async (domain) => (domain === 'acme.example' ? announced : null),
    tryMailbox: async (access) => {
      tried.push(access)
      if ('password' in access.auth && access.auth.password !== 'correct horse') throw refusal
      return 7
    },
    redeem: async (_client, given) => {
      redeemed.push(given)
      return { accessToken: 'ya29.access', refreshToken: '1//refresh', expiresIn: 3_600 }
    },
  })
}

test(
  'a password goes in, is kept sealed, and never comes out',
  onDesk(async ({ ada, tx, store, inboxes, history }) => {
    const { ask, signedIn } = openWebDoor(store, { answers: answers() })
    const as = await signedIn(ada.id)

    const added = await ask('POST', '/mailboxes', { as, body: { ...account, inboxId: inboxes.support } })

    expect(added.status).toBe(201)
    expect(added.body).toMatchObject({
      host: 'imap.acme.example',
      port: 993,
      folder: 'INBOX',
      state: 'new',
      error: null,
    })
    const row = await tx.db.selectFrom('mailbox').selectAll().executeTakeFirstOrThrow()
    expect(row.secret.toString('latin1')).not.toContain('correct')
    expect(accessOf(keys, row).auth).toEqual({ password: 'correct horse' })
    const told = [added.body, (await ask('GET', '/mailboxes', { as })).body, await history(added.body.id)]
    expect(JSON.stringify(told)).not.toMatch(/correct|secret/)
  }),
)

test(
  'another server or folder is read from its first message, another password goes on where it was',
  onDesk(async ({ ada, tx, store, inboxes }) => {
    const { ask, signedIn } = openWebDoor(store, { answers: answers() })
    const as = await signedIn(ada.id)
    const { id } = (await ask('POST', '/mailboxes', { as, body: { ...account, inboxId: inboxes.support } })).body
    await tx.db.updateTable('mailbox').set({ uid_validity: '1', uid: '42', state: 'failed', error: 'no' }).execute()
    const uid = async () => (await tx.db.selectFrom('mailbox').select('uid').executeTakeFirstOrThrow()).uid

    const changed = await ask('PATCH', `/mailboxes/${id}`, { as, body: { secret: 'new', name: 'Shop' } })
    expect(changed.body).toMatchObject({ name: 'Shop', state: 'new', error: null })
    expect(await uid()).toBe('42')
    await ask('PATCH', `/mailboxes/${id}`, { as, body: { folder: 'Archive' } })
    expect(await uid()).toBe('0')

    expect((await ask('PUT', `/mailboxes/${id}/pause`, { as, body: { isPaused: true } })).body.state).toBe('paused')
    expect((await ask('PUT', `/mailboxes/${id}/pause`, { as, body: { isPaused: false } })).body.state).toBe('new')
    expect((await ask('DELETE', `/mailboxes/${id}`, { as })).status).toBe(200)
    expect((await ask('DELETE', `/mailboxes/${id}`, { as })).status).toBe(404)
  }),
)

test(
  'a test says whether it would work; a stored password is never tried on another server',
  onDesk(async ({ ada, cleo, store, inboxes }) => {
    const tried: MailboxAccess[] = []
    const { ask, signedIn } = openWebDoor(store, { answers: answers(tried) })
    const as = await signedIn(ada.id)
    const { id } = (await ask('POST', '/mailboxes', { as, body: { ...account, inboxId: inboxes.support } })).body

    const stored = await ask('POST', '/mailboxes/test', { as, body: { id } })
    const wrong = await ask('POST', '/mailboxes/test', { as, body: { ...account, secret: 'guess' } })
    const elsewhere = await ask('POST', '/mailboxes/test', { as, body: { id, host: 'evil.example' } })

    const at = expect.any(String)
    expect(stored.body).toEqual({ isOk: true, trouble: null, error: null, messages: 7, at })
    expect(wrong.body).toEqual({ isOk: false, trouble: 'password-wrong', error: 'No: … is wrong.', messages: null, at })
    expect(elsewhere.body).toMatchObject({ code: 'mailbox-incomplete' })
    expect(tried.map((access) => access.host)).toEqual(['imap.acme.example', 'imap.acme.example'])
    expect((await ask('GET', '/mailboxes', { as: await signedIn(cleo.id) })).status).toBe(403)
  }),
)

test(
  'the server of an address is found by its provider, else by what its domain says',
  onDesk(async ({ ada, store }) => {
    const { ask, signedIn } = openWebDoor(store, { answers: answers() })
    const as = await signedIn(ada.id)
    const found = async (address: string) =>
      (await ask('POST', '/mailboxes/find-server', { as, body: { address } })).body.found

    expect(await found('ada@gmail.com')).toMatchObject({ by: 'address', preset: { id: 'gmail' } })
    expect(await found('ada@acme.example')).toMatchObject({ by: 'srv', preset: { host: 'imap.acme.example' } })
    expect(await found('ada@none.example')).toBeNull()
  }),
)

test(
  'a stored password goes to no other port, and to its own server never less securely, unless it is given again',
  onDesk(async ({ ada, tx, store, inboxes }) => {
    const tried: MailboxAccess[] = []
    const { ask, signedIn } = openWebDoor(store, { answers: answers(tried) })
    const as = await signedIn(ada.id)
    const { id } = (await ask('POST', '/mailboxes', { as, body: { ...account, inboxId: inboxes.support } })).body
    const row = () => tx.db.selectFrom('mailbox').selectAll().executeTakeFirstOrThrow()
    const before = await row()

    for (const other of [{ port: 1993 }, { isSecure: false }, { port: 143, isSecure: false }, { username: 'shop' }]) {
      const told = JSON.stringify(other)
      const changed = await ask('PATCH', `/mailboxes/${id}`, { as, body: other })
      const tested = await ask('POST', '/mailboxes/test', { as, body: { id, ...other } })
      expect(changed, told).toMatchObject({ status: 400, body: { code: 'mailbox-password' } })
      expect(tested, told).toMatchObject({ status: 400, body: { code: 'mailbox-incomplete' } })
    }
    expect(await row()).toEqual(before)
    expect(tried).toEqual([])

    const { secret } = account
    const open = { port: 143, isSecure: false }
    expect((await ask('POST', '/mailboxes/test', { as, body: { id, ...open, secret } })).body.isOk).toBe(true)
    expect((await ask('PATCH', `/mailboxes/${id}`, { as, body: { ...open, secret } })).body).toMatchObject(open)
    expect((await ask('PATCH', `/mailboxes/${id}`, { as, body: { isSecure: true } })).status).toBe(200)
  }),
)

test(
  'who does not see an inbox neither sees nor changes its mailboxes, nor the inbox itself',
  onDesk(async ({ ada, tx, store, inboxes }) => {
    const tried: MailboxAccess[] = []
    const { ask, signedIn } = openWebDoor(store, { answers: [...answers(tried), ...inboxesRoutes()] })
    const asAda = await signedIn(ada.id)
    const add = async (inboxId: string) =>
      (await ask('POST', '/mailboxes', { as: asAda, body: { ...account, inboxId } })).body.id as string
    const [mine, other] = [await add(inboxes.support), await add(inboxes.billing)]
    const scopes = ['mailbox.configure', 'inbox.configure']
    const bound = { name: 'x', scopes, inboxIds: [inboxes.support], days: 1, isDesks: false }
    const as = `Bearer ${(await createToken(ada, await ada.actor(), bound)).secret}`
    const states = async () => [
      await tx.db.selectFrom('mailbox').selectAll().execute(),
      await tx.db.selectFrom('inbox').selectAll().execute(),
    ]
    const before = await states()

    const refused = [
      await ask('PATCH', `/mailboxes/${other}`, { as, body: { name: 'x' } }),
      await ask('PATCH', `/mailboxes/${other}`, { as, body: { inboxId: inboxes.support } }),
      await ask('PATCH', `/mailboxes/${mine}`, { as, body: { inboxId: inboxes.billing } }),
      await ask('POST', '/mailboxes', { as, body: { ...account, inboxId: inboxes.billing } }),
      await ask('PUT', `/mailboxes/${other}/pause`, { as, body: { isPaused: true } }),
      await ask('DELETE', `/mailboxes/${other}`, { as }),
      await ask('POST', '/mailboxes/test', { as, body: { id: other } }),
      await ask('PATCH', `/inboxes/${inboxes.billing}`, { as, body: { isOpenToAll: true } }),
      await ask('DELETE', `/inboxes/${inboxes.billing}`, { as }),
    ]

    expect(refused.map((one) => one.status)).toEqual(Array(9).fill(404))
    expect(tried).toEqual([])
    expect((await ask('POST', '/inboxes', { as, body: { name: 'x', addresses: ['x@desk.example'] } })).status).toBe(403)
    expect(await states()).toEqual(before)
    expect((await ask('GET', '/mailboxes', { as })).body.map((one: { id: string }) => one.id)).toEqual([mine])
    expect((await ask('PATCH', `/mailboxes/${mine}`, { as, body: { name: 'Shop' } })).status).toBe(200)
    expect((await ask('PATCH', `/inboxes/${inboxes.support}`, { as, body: { name: 'Help' } })).status).toBe(200)
  }),
)

test('addresses that are never a mail server are refused however they are written, servers nearby are not', () => {
  const refused = ['169.254.169.254', '2852039166', '0xa9.0xfe.0xa9.0xfe', '[fe80::1]', '::ffff:169.254.169.254']
  const wrapped = [
    '64:ff9b::169.254.169.254',
    '::169.254.169.254',
    '2002:a9fe:a9fe::1',
    '2002:A9FE:A9FE:0:0:0:0:0',
    '::',
  ]
  for (const host of wrapped) expect(() => checkedHost(host), host).toThrow(/no mail server/)
  expect(['64:ff9b::192.0.2.1', '2002:c000:201::1', '2001:db8::7'].map(checkedHost)).toHaveLength(3)
  for (const host of [...refused, 'metadata.google.internal', '0.0.0.0', 'fd00:ec2::254', '100.100.100.200'])
    expect(() => checkedHost(host), host).toThrow(/no mail server/)
  for (const host of ['', 'a b', 'user@host', 'host/path', 'host:993', 'http://host'])
    expect(() => checkedHost(host), host).toThrow(/not the name of a server/)
  expect(['Mail.Desk.example.', '192.168.1.7', '127.0.0.1', 'localhost', '[::1]'].map(checkedHost)).toEqual([
    'mail.desk.example',
    '192.168.1.7',
    '127.0.0.1',
    'localhost',
    '::1',
  ])
})
