import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { startImapServer, type ImapDouble } from '../../test/doubles/imap-server.ts'
import { startTokenEndpoint, type TokenEndpoint } from '../../test/doubles/token-endpoint.ts'
import { useMeans } from '../../test/means.ts'
import { addInbox } from '../desk/inboxes/inboxes.ts'
import { addMailbox, changeMailbox, listMailboxes, pauseMailbox, removeMailbox } from '../desk/mailboxes/mailboxes.ts'
import { tellError } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'
import { createAccepting, type Accepting } from '../flows/intake/accept.ts'
import type { Tx } from '../store/tx.ts'
import { startMailboxes } from './imap.ts'
import { createMailboxTokens } from './mailbox-tokens.ts'
import { tryMailbox } from './mailbox-visits.ts'
import { openNetwork } from './network.ts'

// Against the test double; mail/imap-dovecot.test.ts asks a real server.

const store = useStore()
const meansOf = useMeans()
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await act((tx) => tx.db.deleteFrom('mailbox').execute())
  await act((tx) => tx.db.deleteFrom('mailbox_message').execute())
  await act((tx) => tx.db.deleteFrom('intake').execute())
})

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)
const accepted = () => act((tx) => tx.db.selectFrom('intake').select(['source', 'inbox_ids']).orderBy('id').execute())
const mailbox = (id: string) =>
  act((tx) => tx.db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
let named = 0
let logged: string[] = []
const told = pino({ level: 'trace', serializers: { err: tellError } }, { write: (line) => void logged.push(line) })

async function desk(capabilities?: string[]) {
  const provider = await startTokenEndpoint({ turns: true })
  ends.push(() => provider.stop())
  const server = await startImapServer({ accessToken: provider.isGood, ...(capabilities && { capabilities }) })
  ends.push(() => server.stop())
  const means = { ...(await meansOf(store())), log: told }
  const network = openNetwork(means, ['127.0.0.1'])
  const inbox = await act((tx) => addInbox(tx, { name: 'Shop', addresses: [`shop${++named}@desk.example`] }))
  const access = { host: '127.0.0.1', port: server.port, isSecure: false, username: 'desk', folder: 'INBOX' }
  const policy = { onArchived: 'resolve', onDeleted: 'mark', onFlagged: 'nothing' } as const // nothing is filed here
  return {
    server,
    provider,
    means,
    network,
    inbox,
    access,
    add: (more: { secret?: string; host?: string } = {}) =>
      act((tx) =>
        addMailbox(tx, means.keys, {
          inboxId: inbox.id,
          secret: 'secret',
          auth: 'password',
          ...access,
          ...policy,
          ...more,
        }),
      ),
    /** Read on a grant instead of a password. */
    addGranted: () =>
      act((tx) =>
        addMailbox(tx, means.keys, {
          inboxId: inbox.id,
          auth: 'xoauth2',
          ...access,
          ...policy,
          grant: grantOf(provider),
        }),
      ),
    open: async (accepting?: Pick<Accepting, 'acceptIn'>) => {
      const mailboxes = await startMailboxes(means, accepting ?? createAccepting(means, () => undefined), network, {
        look: 30,
      })
      ends.push(() => mailboxes.stop())
      return mailboxes
    },
  }
}

const grantOf = (provider: TokenEndpoint) => ({
  provider: 'other' as const,
  clientId: 'client-id',
  clientSecret: 'client-secret',
  tokenUrl: provider.url,
  refreshToken: provider.grant(),
})

const eventually = (isTrue: () => Promise<boolean>) => expect.poll(isTrue).toBe(true)

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 150))

const post = (server: ImapDouble, ...subjects: string[]) => {
  for (const subject of subjects)
    server.append(`From: dora@acme.example\r\nTo: x@y.example\r\nSubject: ${subject}\r\n\r\nHi`)
}

test('mail in a mailbox comes into its inbox, and so does what arrives later, by password or by grant', async () => {
  const { server, addGranted, open, inbox } = await desk()
  post(server, 'one', 'two')
  const { id } = await addGranted()

  await open()
  await eventually(async () => (await accepted()).length === 2)
  post(server, 'three')
  await eventually(async () => (await accepted()).length === 3)

  expect(await accepted()).toEqual(Array(3).fill({ source: 'imap', inbox_ids: [inbox.id] }))
  await eventually(async () => (await mailbox(id)).state === 'connected')
  expect(await mailbox(id)).toMatchObject({ uid: '3', error: null })
})

test('the cursor moves on only with the mail: what could not be kept is read again', async () => {
  const { server, add, open, means } = await desk()
  post(server, 'one')
  const { id } = await add()
  const accepting = createAccepting(means, () => undefined)
  let refusals = 0

  await open({
    acceptIn: async (tx, arrivals) => {
      const ids = await accepting.acceptIn(tx, arrivals)
      if (refusals++ === 0) throw new Error('the disk is full')
      return ids
    },
  })
  await eventually(async () => (await mailbox(id)).state === 'waiting')
  const before = await mailbox(id)
  await eventually(async () => (await accepted()).length === 1)

  expect(before).toMatchObject({ uid: '0', error: 'the disk is full' })
  expect(await mailbox(id)).toMatchObject({ uid: '1' })
})

test('of two processes only one reads a mailbox; when it stops the other goes on from there', async () => {
  const { server, add, open } = await desk()
  post(server, 'one')
  await add()

  const first = await open()
  await eventually(async () => (await accepted()).length === 1)
  await open()
  await aWhile()
  expect(server.connections()).toBe(1)
  await first.stop()
  post(server, 'two')
  await eventually(async () => (await accepted()).length === 2)
})

test('a mailbox that is paused, changed or removed is left alone at once', async () => {
  const { server, add, open, means } = await desk()
  const { id } = await add({ secret: 'wrong' })
  await open()
  await eventually(async () => (await mailbox(id)).state === 'failed')
  expect((await mailbox(id)).error).toMatch(/\w/)

  await act((tx) => changeMailbox(tx, means.keys, id, { secret: 'secret' }))
  await eventually(async () => (await mailbox(id)).state === 'connected')
  await act((tx) => pauseMailbox(tx, id, true))
  await aWhile()
  post(server, 'meanwhile')
  await aWhile()
  expect(await accepted()).toEqual([])
  await act((tx) => pauseMailbox(tx, id, false))
  await eventually(async () => (await accepted()).length === 1)
  await act((tx) => removeMailbox(tx, id))
  await aWhile()
  post(server, 'afterwards')
  await aWhile()
  expect(await accepted()).toHaveLength(1)
})

test('a server in a private network is read only where the operator named it', async () => {
  const { add, access, network, means } = await desk()
  const inside = openNetwork(means, [])
  const { id } = await add()

  const mailboxes = await startMailboxes(
    means,
    createAccepting(means, () => undefined),
    inside,
    { look: 30 },
  )
  ends.push(() => mailboxes.stop())

  await eventually(async () => (await mailbox(id)).state === 'failed')
  expect((await mailbox(id)).error).toMatch(/POSTROOM_PRIVATE_HOSTS=127\.0\.0\.1/)
  const tried = { ...access, auth: { password: 'secret' } }
  await expect(tryMailbox(inside, tried)).rejects.toThrow(/private network/)
  expect(await tryMailbox(network, tried)).toBe(0)
})

test('an access token that ended early is renewed at once, and the mail comes', async () => {
  const { server, provider, addGranted, open } = await desk()
  post(server, 'one')
  const { id } = await addGranted()
  await open()
  await eventually(async () => (await accepted()).length === 1)
  expect(provider.asked).toHaveLength(1)

  provider.endAccess()
  post(server, 'two')
  server.cut()
  await eventually(async () => (await accepted()).length === 2)

  expect(provider.asked).toHaveLength(2)
  await eventually(async () => (await mailbox(id)).state === 'connected')
})

test('a grant that was taken back is told in plain words, nobody asks again, and a new one goes on at once', async () => {
  const { server, provider, addGranted, open, means, network, access } = await desk()
  const { id } = await addGranted()
  await open()
  await eventually(async () => (await mailbox(id)).state === 'connected')

  provider.revoke()
  server.cut()
  await eventually(async () => (await mailbox(id)).state === 'failed')
  const asked = provider.asked.length
  await expect(tryMailbox(network, { ...access, auth: { grant: id } })).rejects.toThrow(/Sign in there again/)

  expect((await mailbox(id)).error).toMatch(/no longer lets Postroom into this account.*sign in there again/)
  expect(provider.asked).toHaveLength(asked)
  const [shown] = await act((tx) => listMailboxes(tx))
  expect(shown?.grant).toMatchObject({ state: 'revoked' })
  post(server, 'meanwhile')
  store().clock.advance(60_000)
  await act((tx) => changeMailbox(tx, means.keys, id, { grant: grantOf(provider) }))
  await eventually(async () => (await accepted()).length === 1)
  expect((await act((tx) => listMailboxes(tx)))[0]?.grant).toMatchObject({ state: 'granted' })
})

test('a provider that is away for a while is asked again, and its silence costs nobody the grant', async () => {
  const { provider, addGranted, network, means } = await desk()
  const { id } = await addGranted()
  const { accessFor } = network.tokens

  const away: [number, string][] = [
    [503, 'try later'],
    [200, '{}'],
    [200, 'no JSON'],
    [429, '{"error":"slow_down"}'],
  ]
  for (const [status, body] of away) {
    provider.answerWith(status, body)
    await expect(accessFor(id)).rejects.toMatchObject({ code: 'grant-busy' })
  }
  provider.answerWith(401, '{"error":"invalid_client"}')
  await expect(accessFor(id)).rejects.toMatchObject({ code: 'grant-refused' })
  provider.answerAsUsual()

  const token = await accessFor(id)
  expect(provider.isGood(token)).toBe(true)
  expect(await createMailboxTokens(means, network.outbound).accessFor(id)).toBe(token)
})

test('many ask at once, in two processes, a provider that lets a refresh token be used once: it is asked once', async () => {
  const { provider, addGranted, network, means } = await desk()
  const { id } = await addGranted()
  const both = [network.tokens, createMailboxTokens(means, network.outbound, { patience: 20 })]
  let refused: string | undefined

  for (let round = 1; round <= 3; round++) {
    const tokens = await Promise.all(both.flatMap((one) => [1, 2, 3].map(() => one.accessFor(id, refused))))
    expect(new Set(tokens).size).toBe(1)
    expect(provider.isGood(tokens[0] ?? '')).toBe(true)
    expect(provider.asked).toHaveLength(round)
    refused = tokens[0]
  }
})

test('a database that is away when the provider has answered costs nobody the grant', async () => {
  const { provider, addGranted, network, means } = await desk()
  const { id } = await addGranted()
  let calls = 0
  const transact: typeof means.store.transact = async (who, verb) => {
    calls++
    if (calls === 2 || calls === 3) throw new Problem('busy', 'database-away', 'The database does not answer.')
    return await means.store.transact(who, verb)
  }
  const shaky = createMailboxTokens({ ...means, store: { ...means.store, transact } }, network.outbound, {
    patience: 1,
  })

  const token = await shaky.accessFor(id)

  expect(provider.asked).toHaveLength(1)
  expect(provider.isGood(await network.tokens.accessFor(id, token))).toBe(true)
})

test('no token and no secret is ever logged, and none is kept readable', async () => {
  logged = []
  const { provider, addGranted, open, server } = await desk()
  const { id } = await addGranted()
  await open()
  await eventually(async () => (await mailbox(id)).state === 'connected')
  provider.answerWith(500, JSON.stringify({ error: 'no', error_description: 'refresh.leaked' }))
  provider.endAccess()
  server.cut()
  await eventually(async () => (await mailbox(id)).state !== 'connected')
  provider.answerAsUsual()
  provider.revoke()
  await eventually(async () => (await mailbox(id)).state === 'failed')

  const row = await act((tx) => tx.db.selectFrom('mailbox_grant').selectAll().executeTakeFirstOrThrow())
  const kept = Object.values(row).map((one) => (Buffer.isBuffer(one) ? one.toString('latin1') : String(one)))
  const secrets = provider.asked.flatMap((one) => [one.get('refresh_token') ?? '', one.get('client_secret') ?? ''])
  const events = await act((tx) => tx.db.selectFrom('event').selectAll().execute())
  const all = [logged.join(), kept.join(), JSON.stringify([events, await mailbox(id)])].join()
  expect(logged.length).toBeGreaterThan(0)
  for (const secret of [...secrets, 'access.']) expect(all).not.toContain(secret)
})

test('a mailbox can be tried without being kept', async () => {
  const { server, access, network, addGranted, provider } = await desk()
  post(server, 'one', 'two')
  const { id } = await addGranted()

  expect(await tryMailbox(network, { ...access, auth: { password: 'secret' } })).toBe(2)
  await expect(tryMailbox(network, { ...access, auth: { password: 'wrong' } })).rejects.toThrow(/\w/)
  expect(await tryMailbox(network, { ...access, auth: { grant: id } })).toBe(2)
  provider.endAccess()
  expect(await tryMailbox(network, { ...access, auth: { grant: id } })).toBe(2)
})

const remembered = (id: string) =>
  act((tx) =>
    tx.db
      .selectFrom('mailbox_message')
      .select(['uid', 'uid_validity', 'flags', 'mail_id', 'gone_at', 'raw_id'])
      .where('mailbox_id', '=', id)
      .orderBy('id')
      .execute(),
  )

test.each([
  ['with QRESYNC', ['IDLE', 'UIDPLUS', 'ENABLE', 'CONDSTORE', 'QRESYNC']],
  ['with CONDSTORE', ['IDLE', 'ENABLE', 'CONDSTORE']],
  ['with neither', ['IDLE']],
])('what is marked or deleted on the server is known here, at once and after a silence (%s)', async (_what, extras) => {
  const { server, add, open } = await desk(extras)
  post(server, 'one', 'two', 'three')
  server.setFlags(2, ['\\Seen'])
  const { id } = await add()
  const flags = async () => (await remembered(id)).map((one) => (one.gone_at ? 'gone' : one.flags.join()))
  const mailboxes = await open()
  await eventually(async () => (await mailbox(id)).state === 'connected')
  expect(await flags()).toEqual(['', '\\Seen', ''])

  server.setFlags(1, ['\\Seen', '\\Flagged'])
  server.expunge(3)
  await eventually(async () => (await flags()).join('|') === '\\Flagged,\\Seen|\\Seen|gone')
  await mailboxes.stop()
  server.setFlags(2, [])
  server.expunge(1)
  await open()

  await eventually(async () => (await flags()).join('|') === 'gone||gone')
  expect(await accepted()).toHaveLength(3)
})

test('a folder that is numbered anew is recognised by its bytes: nothing is taken in twice, what is new comes', async () => {
  const { server, add, open } = await desk()
  post(server, 'one', 'two', 'three')
  const { id } = await add()
  await open()
  await eventually(async () => (await mailbox(id)).state === 'connected')
  const before = await remembered(id)

  server.expunge(2)
  server.changeUidValidity()
  post(server, 'four')
  server.cut()

  await eventually(async () => (await accepted()).length === 4)
  await eventually(async () => (await remembered(id))[1]?.gone_at !== null)
  const after = await remembered(id)
  expect(after.map((one) => `${one.uid_validity}/${one.uid}`)).toEqual(['1001/1', '1000/2', '1001/2', '1001/3'])
  expect(after.map((one) => one.raw_id).slice(0, 3)).toEqual(before.map((one) => one.raw_id))
})

test('what was read before anything was remembered is told by its header', async () => {
  const { server, add, open } = await desk()
  server.append('From: dora@acme.example\r\nMessage-ID: <one@acme.example>\r\n\r\nHi', { flags: ['\\Seen'] })
  const { id } = await add()
  await act((tx) => tx.db.updateTable('mailbox').set({ uid_validity: '1000', uid: '1', modseq: '2' }).execute())

  await open()

  await eventually(async () => (await remembered(id)).length === 1)
  expect((await remembered(id))[0]).toMatchObject({ mail_id: 'one@acme.example', flags: ['\\Seen'], raw_id: null })
  expect(await accepted()).toEqual([])
})
