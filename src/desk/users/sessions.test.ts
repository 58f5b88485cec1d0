import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onDatabase } from '../../../test/database.ts'
import { joinedStore, onDesk } from '../../../test/desk.ts'
import { cookieOf, openWebDoor, quickPasswords } from '../../../test/web-door.ts'
import { limits } from '../../kit/limits.ts'
import { actorOf, identifySession } from './actors.ts'
import { ensureAdmin, setUpDesk } from './setup.ts'
import { hashOf } from './secrets.ts'
import { signInAs, sweepSessions } from './sessions.ts'
import { changePassword, changeUser } from './users.ts'

const from = { remote: '192.0.2.7', userAgent: 'test' }
const firstDay = {
  name: 'Ada',
  email: 'Ada@People.example',
  password: 'correct horse',
  inboxName: 'Support',
  inboxAddress: 'support@desk.example',
}

test(
  'an empty desk wants set-up, which signs in and works once',
  onDatabase(async (tx) => {
    const { ask } = openWebDoor(joinedStore(tx))
    expect((await ask('GET', '/session')).body).toMatchObject({ user: null, needsSetup: true })

    const done = await ask('POST', '/setup', { body: firstDay })

    expect(done.status).toBe(201)
    const session = await ask('GET', '/session', { as: cookieOf(done) })
    expect(session.body).toMatchObject({ user: { email: 'ada@people.example', role: 'admin' }, needsSetup: false })
    expect(session.body.permissions).toContain('user.manage')
    const again = await ask('POST', '/setup', { body: { ...firstDay, email: 'eve@people.example' } })
    expect(again).toMatchObject({ status: 409, body: { code: 'already-set-up' } })
  }),
)

test(
  'a desk with an API token and no user is not set up by whoever comes first',
  onDatabase(async (tx) => {
    const { ask } = openWebDoor(joinedStore(tx))
    const token = { token: 'a-token-of-twenty-or-more', passwords: quickPasswords }
    await ensureAdmin(tx, token)

    expect((await ask('GET', '/session')).body.needsSetup).toBe(false)
    const refused = await ask('POST', '/setup', { body: firstDay })
    expect(refused).toMatchObject({ status: 403, body: { code: 'set-up-closed' } })
    await expect(setUpDesk(tx, { ...firstDay, passwordHash: 'x' })).rejects.toMatchObject({ code: 'set-up-closed' })

    await tx.db.updateTable('token').set({ revoked_at: tx.now }).execute()
    expect((await ask('GET', '/session')).body.needsSetup).toBe(true)
    expect((await ask('POST', '/setup', { body: firstDay })).status).toBe(201)
  }),
)

test(
  'set-up is not done under a name of somebody else that points here',
  onDatabase(async (tx) => {
    const { ask } = openWebDoor(joinedStore(tx), { publicUrl: 'https://desk.example' })
    const under = (host: string) => ask('POST', '/setup', { body: firstDay, headers: { host } })

    expect(await under('rebound.example:3000')).toMatchObject({ status: 403, body: { code: 'foreign-host' } })
    expect((await under('desk.example')).status).toBe(201)
  }),
)

test(
  'of two who set up at once the second is refused, although nobody told them before',
  onDesk(async ({ tx }) => {
    const late = { ...firstDay, email: 'eve@people.example', inboxAddress: 'eve@desk.example', passwordHash: 'x' }

    await expect(setUpDesk(tx, late)).rejects.toMatchObject({ code: 'already-set-up' })
  }),
)

test(
  'set-up with the same address for the person and the inbox leaves nothing behind',
  onDatabase(async (tx) => {
    const { ask } = openWebDoor(joinedStore(tx))

    const refused = await ask('POST', '/setup', { body: { ...firstDay, email: firstDay.inboxAddress } })

    expect(refused.status).toBe(400)
    expect((await ask('GET', '/session')).body.needsSetup).toBe(true)
  }),
)

test(
  'signing in answers a cookie that scripts and other sites cannot use, and a fresh one each time',
  onDesk(async ({ ben, store, history }) => {
    await changePassword(ben, ben.id, await quickPasswords.hash('hunter2hunter2'), null)
    const { ask } = openWebDoor(store, { publicUrl: 'https://desk.example' })
    const credentials = { email: ' BEN@people.example', password: 'hunter2hunter2' }

    const first = await ask('POST', '/session', { body: credentials })
    const second = await ask('POST', '/session', { body: credentials, as: cookieOf(first) })

    expect(first.headers.get('set-cookie')).toMatch(
      /^__Host-pr_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=604800$/,
    )
    expect(cookieOf(second)).not.toBe(cookieOf(first))
    expect((await ask('GET', '/session', { as: cookieOf(first) })).body.user).toBeNull()
    expect((await ask('GET', '/session', { as: cookieOf(second) })).body.user).toMatchObject({ name: 'Ben' })
    expect(await history(ben.id)).toContainEqual(expect.objectContaining({ name: 'user.signedIn', by: 'ben' }))
  }),
)

test(
  'a wrong password, an unknown and a disabled user get the same answer',
  onDesk(async ({ ada, ben, cleo, store }) => {
    for (const one of [ben, cleo]) await changePassword(one, one.id, await quickPasswords.hash('hunter2hunter2'), null)
    await changeUser(ada, await ada.actor(), cleo.id, { isDisabled: true })
    const { ask } = openWebDoor(store)
    const tried = (email: string, password: string) => ask('POST', '/session', { body: { email, password } })

    const answers = [
      await tried('ben@people.example', 'wrong'),
      await tried('nobody@people.example', 'hunter2hunter2'),
      await tried('cleo@people.example', 'hunter2hunter2'),
    ]

    const plain = answers.map(({ status, body }) => ({ status, ...body, requestId: '' }))
    expect(plain[0]).toMatchObject({ status: 403, code: 'sign-in-failed' })
    expect(plain[1]).toEqual(plain[0])
    expect(plain[2]).toEqual(plain[0])
  }),
)

test(
  'after ten wrong passwords even the right one is refused, and other people still come in',
  onDesk(async ({ ben, cleo, store }) => {
    for (const one of [ben, cleo]) await changePassword(one, one.id, await quickPasswords.hash('hunter2hunter2'), null)
    const { ask } = openWebDoor(store)
    const tried = (email: string, password: string) => ask('POST', '/session', { body: { email, password } })

    for (let n = 0; n < 10; n++) expect((await tried('ben@people.example', `wrong ${n}`)).status).toBe(403)

    const refused = await tried('ben@people.example', 'hunter2hunter2')
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } })
    expect(refused.headers.get('retry-after')).toBe('900')
    expect((await tried('cleo@people.example', 'hunter2hunter2')).status).toBe(200)
  }),
)

test(
  'a session ends after 12 idle hours, after 7 days, with sign-out, a new password or a disabled user',
  onDesk(async ({ ada, ben, tx }) => {
    const hours = (n: number) => ({ ...tx, now: new Date(tx.now.getTime() + n * 3_600_000) })
    const open = async () => hashOf(await signInAs(tx, ben.id, from))
    const isOpen = async (hash: Buffer, at = tx) => (await identifySession(at, hash)) !== null

    const one = await open()
    expect(await isOpen(one, hours(11.9))).toBe(true)
    expect(await isOpen(one, hours(12.1))).toBe(false)
    await tx.db
      .updateTable('session')
      .set({ seen_at: hours(167).now })
      .execute()
    expect(await isOpen(one, hours(167.9))).toBe(true)
    expect(await isOpen(one, hours(168.1))).toBe(false)

    const kept = await open()
    const keptId = (await identifySession(tx, kept))?.sessionId ?? ''
    await changePassword(ben, ben.id, 'x', keptId)
    expect(await isOpen(one)).toBe(false)
    expect(await isOpen(kept)).toBe(true)
    await changeUser(ada, await ada.actor(), ben.id, { isDisabled: true })
    expect(await isOpen(kept)).toBe(false)

    const cut = await open()
    await tx.db.updateTable('user').set({ disabled_at: tx.now }).where('id', '=', ben.id).execute()
    expect(await isOpen(cut)).toBe(false)

    await sweepSessions(hours(200))
    expect(await tx.db.selectFrom('session').selectAll().execute()).toEqual([])
  }),
)

test(
  'another role ends the sessions there were, another name does not',
  onDesk(async ({ ada, ben, tx }) => {
    const hash = hashOf(await signInAs(tx, ben.id, from))
    await changeUser(ada, await ada.actor(), ben.id, { name: 'Benjamin', role: 'agent' })
    expect(await identifySession(tx, hash)).not.toBeNull()

    await changeUser(ada, await ada.actor(), ben.id, { role: 'lead' })

    expect(await identifySession(tx, hash)).toBeNull()
    expect((await identifySession(tx, hashOf(await signInAs(tx, ben.id, from))))?.actor.role).toBe('lead')
  }),
)

test(
  'fifty wrong passwords from one address are enough, whoever they were tried for; elsewhere people still come in',
  onDesk(async ({ ben, store }) => {
    await changePassword(ben, ben.id, await quickPasswords.hash('hunter2hunter2'), null)
    const { ask } = openWebDoor(store, { trustedProxies: ['127.0.0.1'] })
    const tried = (email: string, password: string, address: string) =>
      ask('POST', '/session', { body: { email, password }, headers: { 'x-forwarded-for': address } })
    for (let n = 0; n < limits.login.perAddress; n++)
      await tried(`somebody${n}@people.example`, 'wrong', `2001:db8:0:1::${n.toString(16)}`)

    expect((await tried('ben@people.example', 'hunter2hunter2', '2001:db8:0:1::ffff')).status).toBe(429)
    expect((await tried('ben@people.example', 'hunter2hunter2', '2001:db8:0:2::1')).status).toBe(200)
  }),
)

test(
  'no secret that was handed out stands in the database: not of a session, an invitation, a token or a password',
  onDesk(async ({ ada, ben, store, tx }) => {
    await changePassword(ben, ben.id, await quickPasswords.hash('hunter2hunter2'), null)
    const { ask, signedIn } = openWebDoor(store)
    const as = await signedIn(ada.id)
    const headers = { 'idempotency-key': 'k1' }
    const invited = await ask('POST', '/invitations', {
      as,
      headers,
      body: { email: 'new@people.example', role: 'agent' },
    })
    const made = await ask('POST', '/tokens', {
      as,
      headers: { 'idempotency-key': 'k2' },
      body: { name: 'x', scopes: ['*'] },
    })
    const secrets = [as.split('=')[1], invited.body.link.split('#')[1], made.body.secret, 'hunter2hunter2'].map(String)
    const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public'`.execute(tx.db)

    const found: string[] = []
    for (const { name } of tables) {
      const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.table(name)} t`.execute(tx.db)
      const forms = secrets.flatMap((one) => [
        one,
        Buffer.from(one).toString('hex'),
        Buffer.from(one).toString('base64'),
      ])
      for (const { text } of rows) if (forms.some((one) => text.includes(one))) found.push(`${name}: ${text}`)
    }

    expect(secrets.every((one) => one.length > 13)).toBe(true)
    expect(found).toEqual([])
  }),
)

test(
  'a person sees and ends only their own sessions',
  onDesk(async ({ ben, cleo, store }) => {
    const { ask, signedIn } = openWebDoor(store)
    const bens = await signedIn(ben.id)
    const cleos = await signedIn(cleo.id)
    const [session] = (await ask('GET', '/sessions', { as: bens })).body

    expect(session).toMatchObject({ isCurrent: true })
    expect((await ask('DELETE', `/sessions/${session.id}`, { as: cleos })).status).toBe(404)
    expect((await ask('DELETE', `/sessions/${session.id}`, { as: bens })).status).toBe(200)
    expect((await ask('GET', '/sessions', { as: bens })).status).toBe(401)
  }),
)

test(
  'an unattended install makes the administrator and the token once, and changes nothing afterwards',
  onDatabase(async (tx) => {
    const wanted = {
      email: 'ada@people.example',
      password: 'correct horse',
      token: 'a-token-of-twenty-or-more',
      passwords: quickPasswords,
    }
    const { ask } = openWebDoor(joinedStore(tx))

    const id = await ensureAdmin(tx, wanted)
    expect(await ensureAdmin(tx, { ...wanted, password: 'another one' })).toBe(id)

    const users = await ask('GET', '/users', { as: `Bearer ${wanted.token}` })
    expect(users.body).toMatchObject([{ email: 'ada@people.example', role: 'admin' }])
    expect(await tx.db.selectFrom('token').select('id').execute()).toHaveLength(1)
    const signIn = (password: string) => ask('POST', '/session', { body: { email: wanted.email, password } })
    expect((await signIn('correct horse')).status).toBe(200)
    expect((await signIn('another one')).status).toBe(403)
  }),
)

test(
  'whom an inbox is open to decides what a user sees: everybody, a person, a team, an administrator',
  onDesk(async ({ tx, ada, ben, cleo, inboxes }) => {
    const { support, billing } = inboxes
    expect((await ada.actor()).inboxIds).toEqual([support, billing])
    expect((await cleo.actor()).inboxIds).toEqual([support, billing])
    expect((await ben.actor()).inboxIds).toEqual([support])

    const teamId = tx.mint()
    await tx.db.insertInto('team').values({ id: teamId, name: 'Books', created_at: tx.now }).execute()
    await tx.db.insertInto('team_member').values({ team_id: teamId, user_id: ben.id }).execute()
    await tx.db.insertInto('inbox_access').values({ id: tx.mint(), inbox_id: billing, team_id: teamId }).execute()
    expect((await actorOf(tx, ben.id))?.inboxIds).toEqual([support, billing])

    await tx.db.updateTable('team').set({ archived_at: tx.now }).execute()
    expect((await actorOf(tx, ben.id))?.inboxIds).toEqual([support])
  }),
)
