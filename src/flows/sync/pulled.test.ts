import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import { useMeans } from '../../../test/means.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { addMailbox } from '../../desk/mailboxes/mailboxes.ts'
import { must } from '../../kit/must.ts'
import { wholeOf } from '../../kit/streamed.ts'
import type { WrittenBlob } from '../../store/blobs.ts'
import type { Tx } from '../../store/tx.ts'
import { createAccepting } from '../intake/accept.ts'
import { leaseMailboxes } from './lease.ts'
import { keepLarge } from './pulled.ts'

const store = useStore()
const meansOf = useMeans()
const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)

let named = 0

/** A mailbox that is ours to read; what was written to the disk for nothing, and how one message of it is taken. */
async function reading() {
  const means = await meansOf(store())
  const discarded: WrittenBlob[] = []
  const { discard } = means.blobs
  means.blobs.discard = async (written) => {
    discarded.push(written)
    await discard(written)
  }
  const folder = { host: '127.0.0.1', username: 'desk', folder: 'INBOX' }
  const policy = { onArchived: 'resolve', onDeleted: 'mark', onFlagged: 'tag' } as const
  const { inbox, mailbox } = await act(async (tx) => {
    const inbox = await addInbox(tx, { name: 'Shop', addresses: [`large${++named}@desk.example`] })
    const access = { ...folder, port: 143, isSecure: false, auth: 'password', secret: 'secret' } as const
    const mailbox = await addMailbox(tx, means.keys, { inboxId: inbox.id, ...access, ...policy })
    await leaseMailboxes(tx, 'us')
    return { inbox, mailbox }
  })
  const puller = { mailboxId: mailbox.id, inboxId: inbox.id, folder, holder: 'us' }
  const accepting = createAccepting(means, () => undefined)
  const known = () =>
    act((tx) => tx.db.selectFrom('mailbox_message').selectAll().where('mailbox_id', '=', mailbox.id).execute())
  const take = (pieces: AsyncIterable<Buffer>, { uid = 1, uidValidity = '1000' } = {}) => {
    const message = {
      uid,
      internalDate: new Date(),
      flags: [],
      modseq: null,
      emailId: null,
      providerThread: null,
      pieces,
    }
    return keepLarge(means, accepting, puller, message, { uidValidity, uid, modseq: null })
  }
  return { means, discarded, known, take }
}

const waitingMails = async () => (await act((tx) => tx.db.selectFrom('intake').select('id').execute())).length

const head = Buffer.from('From: dora@acme.example\r\nMessage-ID: <large@acme.example>\r\n\r\n')
const lines = Buffer.from('Much of it.\r\n'.repeat(50_000))

async function* large(pieces = 3): AsyncGenerator<Buffer> {
  yield head
  for (let at = 0; at < pieces; at++) yield lines
}

test('what is large is written down while it comes; known already, it leaves no file behind', async () => {
  const { means, discarded, known, take } = await reading()

  await take(large())
  await take(large(), { uidValidity: '1001' })

  const [one, ...others] = await known()
  const raw = await act((tx) => means.raw.open(tx, must(one?.raw_id, 'a mail')))
  expect(Buffer.isBuffer(raw)).toBe(false)
  expect((await wholeOf(raw)).equals(Buffer.concat([head, lines, lines, lines]))).toBe(true)
  expect(one).toMatchObject({ uid_validity: '1001', mail_id: 'large@acme.example', key: expect.any(Buffer) })
  expect(others).toEqual([])
  expect(discarded).toHaveLength(1)
})

test('of what is not all there nothing is kept; what is larger than its server said is left there', async () => {
  const { known, take } = await reading()
  async function* broken() {
    yield* large()
    throw new Error('the connection is gone')
  }

  const waiting = await waitingMails()

  await expect(take(broken())).rejects.toThrow('the connection is gone')
  const before = await known()
  await take(large(60))

  expect(before).toEqual([])
  expect(await known()).toMatchObject([{ uid: '1', raw_id: null, key: null }])
  expect(await waitingMails()).toBe(waiting)
})

test('a mail whose names hold what no table takes is taken in like any other, and does not stop those behind it', async () => {
  const { known, take } = await reading()
  const odd = Buffer.from(
    'From: "D\0ora" <do\0ra@acme.example>\r\nTo: a\0b@desk.example\r\nMessage-ID: <a\0b\xff@acme.example>\r\n\r\nHi\0',
    'latin1',
  )

  await take(
    (async function* () {
      yield odd
    })(),
  )

  expect(await known()).toMatchObject([{ mail_id: expect.stringMatching(/^ab.*@acme\.example$/), gone_at: null }])
})

test('a mail whose Message-ID is longer than an index takes is taken in like any other', async () => {
  const { known, take } = await reading()
  const long = randomBytes(6_000).toString('hex')

  await take(
    (async function* () {
      yield Buffer.from(`From: dora@acme.example\r\nTo: a@desk.example\r\nMessage-ID: <${long}@acme.example>\r\n\r\nHi`)
    })(),
  )

  expect(await known()).toHaveLength(1)
})
