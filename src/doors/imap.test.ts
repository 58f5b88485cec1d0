import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { startImapServer, type ImapDouble } from '../../test/doubles/imap-server.ts'
import { useMeans } from '../../test/means.ts'
import { addInbox } from '../desk/inboxes/inboxes.ts'
import { addMailbox, changeMailbox, pauseMailbox, removeMailbox } from '../desk/mailboxes/mailboxes.ts'
import { createAccepting, type Accepting } from '../flows/intake/accept.ts'
import type { Tx } from '../store/tx.ts'
import { startMailboxes, tryMailbox } from './imap.ts'

// Against the test double; mail/imap-dovecot.test.ts asks a real server.

const store = useStore()
const meansOf = useMeans()
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  await act((tx) => tx.db.deleteFrom('mailbox').execute())
  await act((tx) => tx.db.deleteFrom('intake').execute())
})

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)
const accepted = () => act((tx) => tx.db.selectFrom('intake').select(['source', 'inbox_ids']).orderBy('id').execute())
const mailbox = (id: string) =>
  act((tx) => tx.db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
let named = 0

async function desk() {
  const server = await startImapServer({ accessToken: 'ya29.token' })
  ends.push(() => server.stop())
  const means = await meansOf(store())
  const inbox = await act((tx) => addInbox(tx, { name: 'Shop', addresses: [`shop${++named}@desk.example`] }))
  const access = { host: '127.0.0.1', port: server.port, isSecure: false, username: 'desk', folder: 'INBOX' }
  return {
    server,
    means,
    inbox,
    access,
    add: (more: { secret?: string; auth?: 'password' | 'xoauth2' } = {}) =>
      act((tx) =>
        addMailbox(tx, means.keys, { inboxId: inbox.id, secret: 'secret', auth: 'password', ...access, ...more }),
      ),
    open: async (accepting?: Pick<Accepting, 'acceptIn'>) => {
      const mailboxes = await startMailboxes(means, accepting ?? createAccepting(means, () => undefined), { look: 30 })
      ends.push(() => mailboxes.stop())
      return mailboxes
    },
  }
}

async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries++) {
    if (tries > 300) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 150))

const post = (server: ImapDouble, ...subjects: string[]) => {
  for (const subject of subjects)
    server.append(`From: dora@acme.example\r\nTo: x@y.example\r\nSubject: ${subject}\r\n\r\nHi`)
}

test('mail in a mailbox comes into its inbox, and so does what arrives later, by password or by token', async () => {
  const { server, add, open, inbox } = await desk()
  post(server, 'one', 'two')
  const { id } = await add({ auth: 'xoauth2', secret: 'ya29.token' })

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

test('a mailbox can be tried without being kept', async () => {
  const { server, access } = await desk()
  post(server, 'one', 'two')

  expect(await tryMailbox({ ...access, secret: 'secret', auth: 'password' })).toBe(2)
  await expect(tryMailbox({ ...access, secret: 'wrong', auth: 'password' })).rejects.toThrow(/\w/)
})
