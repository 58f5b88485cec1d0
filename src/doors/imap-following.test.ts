import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { startImapServer } from '../../test/doubles/imap-server.ts'
import { useMeans } from '../../test/means.ts'
import { addInbox } from '../desk/inboxes/inboxes.ts'
import type { addMailbox as addMailboxRoute } from '../desk/mailboxes/mailboxes.api.ts'
import { addMailbox } from '../desk/mailboxes/mailboxes.ts'
import { createAccepting } from '../flows/intake/accept.ts'
import { createFiling } from '../flows/intake/file.ts'
import type { InputOf } from '../kit/route.ts'
import { historyOf } from '../store/events.ts'
import type { Tx } from '../store/tx.ts'
import { startMailboxes } from './imap.ts'
import { openNetwork } from './network.ts'

const store = useStore()
const meansOf = useMeans()
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  for (const table of ['mailbox', 'mailbox_message', 'mailbox_folder', 'intake'] as const)
    await act((tx) => tx.db.deleteFrom(table).execute())
})

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)
const usual = { onArchived: 'resolve', onDeleted: 'mark', onFlagged: 'tag' } as const
/** Limits for what hangs. */
const patient = { timeout: 60_000 }
const long = { timeout: 300_000 }
let named = 0

/** A mailbox with two mails of Dora's about one matter, read and filed; all on a server with an archive and a bin. */
async function following(policy: Partial<InputOf<typeof addMailboxRoute>> = {}, { isNamed = true } = {}) {
  const others = { Archive: '\\Archive', 'Deleted Items': '\\Trash' }
  const server = await startImapServer({ others, capabilities: ['IDLE', 'UIDPLUS', 'ENABLE', 'CONDSTORE', 'QRESYNC'] })
  ends.push(() => server.stop())
  const means = await meansOf(store())
  const inbox = await act((tx) => addInbox(tx, { name: 'Shop', addresses: [`following${++named}@desk.example`] }))
  const access = { host: '127.0.0.1', port: server.port, isSecure: false, username: 'desk', folder: 'INBOX' }
  await act((tx) =>
    addMailbox(tx, means.keys, {
      inboxId: inbox.id,
      secret: 'secret',
      auth: 'password',
      ...access,
      ...usual,
      ...policy,
    }),
  )
  const write = (name: string, more = '') =>
    server.append(
      `From: dora@acme.example\r\nMessage-ID: <${name}${named}@acme.example>\r\n${more}Subject: An order\r\n\r\nHello, ${name}.`,
    )
  const nameless = (text: string) => server.append(`From: dora@acme.example\r\nSubject: An order\r\n\r\n${text}`)
  const uids = isNamed
    ? ([write('one'), write('two', `In-Reply-To: <one${named}@acme.example>\r\n`)] as const)
    : ([nameless('Hello, one.'), nameless('Hello, two.')] as const)
  const open = async () => {
    const accepting = createAccepting(means, () => undefined)
    const mailboxes = await startMailboxes(means, accepting, openNetwork(means, ['127.0.0.1']), { look: 30 })
    ends.push(() => mailboxes.stop())
    return mailboxes
  }
  const mailboxes = await open()
  const mails = () => act((tx) => tx.db.selectFrom('message').select('id').where('inbox_id', '=', inbox.id).execute())
  const filing = createFiling(means, 'filing')
  const filed = async () => {
    await filing.round()
    return (await mails()).length
  }
  await expect.poll(filed, patient).toBe(2)
  // What lies in archive and trash before they were looked at once is nobody's deed.
  const agreed = () =>
    act((tx) => tx.db.selectFrom('mailbox').select('agreed_at').where('inbox_id', '=', inbox.id).executeTakeFirst())
  await expect.poll(async () => (await agreed())?.agreed_at, patient).toBeInstanceOf(Date)
  const conversation = () =>
    act((tx) => tx.db.selectFrom('conversation').selectAll().where('inbox_id', '=', inbox.id).executeTakeFirstOrThrow())
  const told = async () => {
    const { id } = await conversation()
    return (await act((tx) => historyOf(tx, id))).map(({ name, data }) => [name, data['to']].filter(Boolean).join(' '))
  }
  return { server, uids, conversation, told, mails, filing, filed, inbox, mailboxes, open }
}

test(
  'archived on the server is resolved here, once all of it is; moved back is open again, and nothing comes twice',
  long,
  async () => {
    const { server, uids, conversation, told, mails, filing } = await following()

    const first = server.move(uids[0], 'Archive')
    await expect.poll(told, patient).toContain('message.leftServer archive')
    expect((await conversation()).status).toBe('open')
    server.move(uids[1], 'Archive')
    await expect.poll(async () => (await conversation()).status, patient).toBe('resolved')
    server.move(first, 'INBOX', 'Archive')
    await expect.poll(async () => (await conversation()).status, patient).toBe('open')
    await filing.round()

    expect(await mails()).toHaveLength(2)
    expect(await told()).not.toContain('message.repeated')
  },
)

test('deleted on the server is kept here and marked; thrown away there it may go to the bin here', long, async () => {
  const kept = await following()
  kept.server.expunge(kept.uids[0])
  kept.server.move(kept.uids[1], 'Deleted Items')
  const both = ['message.leftServer trash', 'message.leftServer nowhere']
  await expect.poll(kept.told, patient).toEqual(expect.arrayContaining(both))
  expect(await kept.conversation()).toMatchObject({ status: 'open', deleted_at: null })

  const binned = await following({ onDeleted: 'bin' })
  for (const uid of binned.uids) binned.server.move(uid, 'Deleted Items')
  await expect.poll(async () => (await binned.conversation()).deleted_at, patient).not.toBeNull()
})

test(
  'flagged on the server is tagged here, for as long as it is; where a policy says nothing, nothing happens',
  long,
  async () => {
    const { server, uids, conversation } = await following()
    server.setFlags(uids[0], ['\\Flagged'])
    await expect.poll(async () => (await conversation()).tags, patient).toEqual(['flagged'])
    server.setFlags(uids[0], ['\\Seen'])
    await expect.poll(async () => (await conversation()).tags, patient).toEqual([])

    const silent = await following({ onArchived: 'nothing', onFlagged: 'nothing' })
    silent.server.setFlags(silent.uids[0], ['\\Flagged'])
    for (const uid of silent.uids) silent.server.move(uid, 'Archive')
    await expect
      .poll(async () => (await silent.told()).filter((one) => one === 'message.leftServer archive').length, patient)
      .toBe(2)
    expect(await silent.conversation()).toMatchObject({ status: 'open', tags: [] })
  },
)

test(
  'a mail without a Message-ID is the same mail wherever somebody moves it, and not the other of the same size',
  long,
  async () => {
    const { server, uids, mails, filing, inbox } = await following({ onDeleted: 'bin' }, { isNamed: false })
    const of = async (text: string) => {
      const mail = (await act((tx) => tx.db.selectFrom('message').select(['conversation_id', 'text']).where('inbox_id', '=', inbox.id).execute())).find((one) => one.text.includes(text)) // prettier-ignore
      return await act((tx) => tx.db.selectFrom('conversation').selectAll().where('id', '=', mail?.conversation_id ?? '0').executeTakeFirstOrThrow()) // prettier-ignore
    }

    const archived = server.move(uids[0], 'Archive')
    await expect.poll(async () => (await of('one')).status, patient).toBe('resolved')
    server.move(uids[1], 'Deleted Items')
    await expect.poll(async () => (await of('two')).deleted_at, patient).not.toBeNull()
    server.move(archived, 'INBOX', 'Archive')
    await expect.poll(async () => (await of('one')).status, patient).toBe('open')
    await filing.round()

    expect(await mails()).toHaveLength(2)
    const heard = (await act(async (tx) => historyOf(tx, (await of('one')).id))).map((one) => one.name)
    expect(heard).not.toContain('message.repeated')
  },
)

test(
  'a folder that is numbered anew time and again is asked for no text twice; what came meanwhile is, also in the name of another',
  long,
  async () => {
    const { server, uids, mails, filed, ...read } = await following()
    server.append('From: emil@acme.example\r\nSubject: Nameless\r\n\r\nHello.')
    await expect.poll(filed, patient).toBe(3)
    const texts = () => server.commands.filter((one) => /BODY\.PEEK\[\](?!<)/.test(one)).length
    const asked = texts()
    const look = () => act((tx) => tx.db.selectFrom('mailbox_message').select(['uid_validity', 'uid', 'gone_at', 'mail_id']).orderBy('id').execute()) // prettier-ignore
    const lying = async () => (await look()).filter((one) => one.gone_at === null).map((one) => `${one.uid_validity}/${one.uid}`) // prettier-ignore
    let { mailboxes } = read

    for (const validity of [1_001, 1_002, 1_003]) {
      await mailboxes.stop()
      server.changeUidValidity()
      mailboxes = await read.open()
      await expect.poll(lying, patient).toEqual([1, 2, 3].map((uid) => `${validity}/${uid}`))
    }
    const askedAgain = texts() - asked
    await mailboxes.stop()
    server.changeUidValidity()
    server.expunge(uids[0])
    const another = `From: dora@acme.example\r\nMessage-ID: <one${named}@acme.example>\r\nSubject: An order\r\n\r\nHallo, one.`
    server.append(another, { internalDate: new Date(Date.now() + 60_000) }) // of the same size, too
    await read.open()

    await expect.poll(filed, patient).toBe(4)
    await expect.poll(lying, patient).toEqual(['1004/2', '1004/3', '1004/4'])
    expect(askedAgain).toBe(0)
    expect((await mails()).length).toBe(4)
    expect((await look()).filter((one) => one.gone_at !== null).map((one) => one.mail_id)).toEqual([`one${named}@acme.example`]) // prettier-ignore
  },
)
