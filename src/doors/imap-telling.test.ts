// What is done at the desk shows on the server: on one with everything, on one with little, and on a real one where it is installed.
import { ImapFlow } from 'imapflow'
import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { hasDovecot, startDovecot } from '../../test/doubles/dovecot.ts'
import { startImapServer } from '../../test/doubles/imap-server.ts'
import { useMeans } from '../../test/means.ts'
import {
  addTags,
  deleteConversation,
  removeTags,
  restoreConversation,
  setStatus,
} from '../desk/conversations/change.ts'
import { addInbox } from '../desk/inboxes/inboxes.ts'
import type { Wished } from '../desk/mailboxes/following.ts'
import { noteChange } from '../desk/mailboxes/changes.ts'
import { addMailbox } from '../desk/mailboxes/mailboxes.ts'
import { createAccepting } from '../flows/intake/accept.ts'
import { createFiling } from '../flows/intake/file.ts'
import { queueOutgoing } from '../flows/reply/outgoing.ts'
import { fileSentHandler } from '../flows/sync/file-sent.ts'
import { historyOf } from '../store/events.ts'
import type { Tx } from '../store/tx.ts'
import { startMailboxes } from './imap.ts'
import { openNetwork } from './network.ts'

const store = useStore()
const meansOf = useMeans()
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  for (const table of [
    'mailbox',
    'mailbox_message',
    'mailbox_folder',
    'mailbox_change',
    'mailbox_conflict',
    'intake',
  ] as const)
    await act((tx) => tx.db.deleteFrom(table).execute())
})

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)
const others = { Archive: '\\Archive', Trash: '\\Trash', Sent: '\\Sent' }
const little = ['IDLE', 'UIDPLUS']
const much = ['IDLE', 'UIDPLUS', 'ENABLE', 'CONDSTORE', 'QRESYNC', 'MOVE', 'SPECIAL-USE']

async function startDouble(capabilities: string[]) {
  const server = await startImapServer({ others, capabilities })
  ends.push(() => server.stop())
  return { port: server.port, user: 'desk', pass: 'secret' }
}

async function startReal() {
  const server = await startDovecot()
  ends.push(() => server.stop())
  return server
}

const servers = [
  { name: 'a server that has everything', start: () => startDouble(much), isThere: true },
  { name: 'a server without MOVE and modification numbers', start: () => startDouble(little), isThere: true },
  { name: 'Dovecot (skipped where none is installed)', start: startReal, isThere: hasDovecot },
]
const all: Wished = {
  onArchived: 'resolve',
  onFlagged: 'tag',
  tellResolved: 'archive',
  tellDeleted: 'trash',
  tellFlagged: 'flag',
  tellSeen: 'handled',
}
/** Limits for what hangs. */
const patient = { timeout: 60_000 }
const long = { timeout: 300_000 }
let named = 0

/** An account with two mails of Dora's about one matter, and somebody else who looks at it. */
async function account(start: (typeof servers)[number]['start'], tells: Wished = all) {
  const server = await start()
  const other = new ImapFlow({
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    auth: { user: server.user, pass: server.pass },
    logger: false,
    disableAutoIdle: true,
  })
  other.on('error', () => undefined)
  await other.connect()
  ends.push(() => other.logout())
  for (const folder of Object.keys(others))
    if (!(await other.list()).some((one) => one.path === folder)) await other.mailboxCreate(folder)
  const means = await meansOf(store())
  const inbox = await act((tx) => addInbox(tx, { name: 'Shop', addresses: [`telling${++named}@desk.example`] }))
  const access = { host: '127.0.0.1', port: server.port, isSecure: false, username: server.user, folder: 'INBOX' }
  const mailbox = await act((tx) =>
    addMailbox(tx, means.keys, { inboxId: inbox.id, secret: server.pass, auth: 'password', ...access, ...tells }),
  )
  const write = (name: string, more = '') =>
    other.append(
      'INBOX',
      `From: dora@acme.example\r\nMessage-ID: <${name}${named}@acme.example>\r\n${more}Subject: An order\r\n\r\nHello, ${name}.\r\n`,
    )
  await write('one')
  await write('two', `In-Reply-To: <one${named}@acme.example>\r\n`)
  const accepting = createAccepting(means, () => undefined)
  const begin = async () => {
    const mailboxes = await startMailboxes(means, accepting, openNetwork(means, ['127.0.0.1']), { look: 50 })
    ends.push(() => mailboxes.stop())
    return mailboxes
  }
  const mailboxes = await begin()
  const filing = createFiling(means, 'filing')
  const mails = () => act((tx) => tx.db.selectFrom('message').selectAll().where('inbox_id', '=', inbox.id).execute())
  await expect.poll(async () => (await filing.round(), (await mails()).length), patient).toBe(2)
  const conversation = () =>
    act((tx) => tx.db.selectFrom('conversation').selectAll().where('inbox_id', '=', inbox.id).executeTakeFirstOrThrow())
  const { id } = await conversation()
  const told = async () => (await act((tx) => historyOf(tx, id))).map((one) => one.name)
  /** Message-IDs and marks. */
  const lyingIn = async (folder: string) => {
    await other.mailboxOpen(folder, { readOnly: true })
    const found =
      other.mailbox && other.mailbox.exists > 0
        ? await other.fetchAll('1:*', { flags: true, headers: ['message-id'] })
        : []
    return found
      .map((one) =>
        [
          /<([a-z]+)/.exec(one.headers?.toString() ?? '')?.[1] ?? '',
          ...[...(one.flags ?? [])].filter((flag) => /Seen|Flagged|Done/.test(flag)).toSorted(),
        ].join(' '),
      )
      .toSorted()
  }
  const waiting = () => act((tx) => tx.db.selectFrom('mailbox_change').selectAll().execute())
  const conflicts = () => act((tx) => tx.db.selectFrom('mailbox_conflict').selectAll().execute())
  return {
    id,
    other,
    mailbox,
    mailboxes,
    begin,
    filing,
    conversation,
    told,
    mails,
    lyingIn,
    waiting,
    conflicts,
    means,
    inbox,
  }
}

for (const { name, start, isThere } of servers)
  test.skipIf(!isThere)(
    `${name}: resolved is archived, opened again is back, deleted lies in the trash, and nothing of it comes back as news`,
    long,
    async () => {
      const { id, conversation, told, mails, lyingIn, waiting, conflicts, filing } = await account(start)

      await act((tx) => addTags(tx, id, ['flagged']))
      await expect.poll(() => lyingIn('INBOX'), patient).toEqual(['one', 'two \\Flagged'])
      await act((tx) => removeTags(tx, id, ['flagged']))
      await expect.poll(() => lyingIn('INBOX'), patient).toEqual(['one', 'two'])
      await act((tx) => setStatus(tx, id, 'resolved'))
      await expect.poll(() => lyingIn('Archive'), patient).toEqual(['one \\Seen', 'two \\Seen'])
      expect(await lyingIn('INBOX')).toEqual([])
      await act((tx) => setStatus(tx, id, 'open'))
      await expect.poll(() => lyingIn('INBOX'), patient).toEqual(['one \\Seen', 'two \\Seen'])
      await act((tx) => deleteConversation(tx, id))
      await expect.poll(() => lyingIn('Trash'), patient).toEqual(['one \\Seen', 'two \\Seen'])
      await act((tx) => restoreConversation(tx, id))
      await expect.poll(() => lyingIn('INBOX'), patient).toEqual(['one \\Seen', 'two \\Seen'])

      await expect.poll(waiting, patient).toEqual([])
      await filing.round()
      expect(await conversation()).toMatchObject({ status: 'open', deleted_at: null, tags: [] })
      expect(await mails()).toHaveLength(2)
      expect((await told()).filter((one) => /leftServer|repeated|conflicted/.test(one))).toEqual([])
      expect(await conflicts()).toEqual([])
      for (const folder of ['Archive', 'Trash']) expect(await lyingIn(folder)).toEqual([])
    },
  )

const stranger = (of: number) =>
  `From: erik@other.example\r\nMessage-ID: <one${of}@acme.example>\r\nSubject: Another matter\r\n\r\nI borrowed a name.\r\n`

for (const { name, start, isThere } of servers.slice(1))
  test.skipIf(!isThere)(
    `${name}: what was done there when we died is found done, what was not is done after; a mail of a borrowed name is left alone`,
    long,
    async () => {
      const { id, other, begin, mailboxes, mails, filing, lyingIn, waiting, told, conflicts } = await account(start)
      await other.append('INBOX', stranger(named))
      await expect.poll(async () => (await filing.round(), (await mails()).length), patient).toBe(3)
      await mailboxes.stop()

      await act((tx) => setStatus(tx, id, 'resolved'))
      await other.mailboxOpen('INBOX')
      await other.messageMove('1', 'Archive', { uid: true }) // as we would have, in the moment before we died
      await begin()
      await expect.poll(waiting, patient).toEqual([])

      expect(await lyingIn('Archive')).toEqual(['one', 'two \\Seen'])
      expect(await lyingIn('INBOX')).toEqual(['one'])
      await filing.round()
      expect(await mails()).toHaveLength(3)
      expect(await conflicts()).toEqual([])
      expect(await told()).not.toContain('conversation.conflicted')
    },
  )

for (const { name, start, isThere } of servers)
  test.skipIf(!isThere)(
    `${name}: an answer lies among sent mail once, however often it is put there; one that somebody sends from there is an answer here`,
    long,
    async () => {
      const { id, mailbox, other, mails, means, lyingIn, waiting, conversation } = await account(start, { tellSent: 'append', onSent: 'file' }) // prettier-ignore
      const to = [{ name: 'Dora', address: 'dora@acme.example' }]
      const words = { to, cc: [], bcc: [], subject: 'Re: An order', text: 'It is on its way.', html: null, files: [] }
      const { inbox_id: inboxId } = await conversation()
      const rest = { calendar: null, answers: null, authorId: null, kind: 'message' as const, delay: 0, before: {} }
      const { messageId } = await act((tx) =>
        queueOutgoing(tx, means, { conversationId: id, inboxId, ...words, ...rest }),
      )

      for (let time = 0; time < 2; time++) {
        await act((tx) => noteChange(tx, mailbox.id, id, { field: 'sent', wanted: 'yes', messageId }))
        await expect.poll(waiting, patient).toEqual([])
      }
      expect(await lyingIn('Sent')).toHaveLength(1)
      expect(await mails()).toHaveLength(3)

      const answer = `From: telling${named}@desk.example\r\nTo: dora@acme.example\r\nMessage-ID: <sent${named}@desk.example>\r\nIn-Reply-To: <two${named}@acme.example>\r\nSubject: Re: An order\r\n\r\nBy phone: it has left.\r\n`
      await other.append('Sent', answer, ['\\Seen'])
      await other.mailboxOpen('INBOX')
      await other.messageFlagsAdd('1:*', ['\\Answered'])
      const jobs = () => act((tx) => tx.db.selectFrom('job').selectAll().where('kind', '=', 'sync.fileSent').execute())
      await expect.poll(async () => (await jobs()).length, patient).toBe(1)
      const [job] = await jobs()
      await fileSentHandler(means).runOutside(store(), { ...job, payload: job?.payload } as never)

      expect(await conversation()).toMatchObject({ status: 'waiting', message_count: 3 })
      expect(await lyingIn('Sent')).toHaveLength(2)
      await act((tx) => tx.db.deleteFrom('job').where('kind', '=', 'sync.fileSent').execute())
    },
  )

for (const { name, start, isThere } of servers)
  test.skipIf(!isThere)(
    `${name}: a mail without a Message-ID is one and the same, archived there, brought back from here, thrown away`,
    long,
    async () => {
      const { other, mails, filing, lyingIn, waiting, conflicts, inbox } = await account(start)
      const unnamed = (text: string) => other.append('INBOX', `From: emil@acme.example\r\nSubject: Nameless ${text}\r\n\r\nHello.\r\n`) // prettier-ignore
      await unnamed('1')
      await unnamed('2') // as long, and not it
      await expect.poll(async () => (await filing.round(), (await mails()).length), patient).toBe(4)
      const conversations = () => act((tx) => tx.db.selectFrom('conversation').selectAll().where('inbox_id', '=', inbox.id).orderBy('id').execute()) // prettier-ignore
      const status = async () => (await conversations()).map((one) => one.status).join(' ')
      const first = (await conversations())[1]?.id ?? ''

      await other.mailboxOpen('INBOX')
      await other.messageMove('3', 'Archive', { uid: true })
      await expect.poll(status, patient).toBe('open resolved open')
      await act((tx) => setStatus(tx, first, 'open'))
      await expect.poll(() => lyingIn('Archive'), patient).toEqual([])
      await act((tx) => deleteConversation(tx, first))
      await expect.poll(() => lyingIn('Trash'), patient).toHaveLength(1)
      await expect.poll(waiting, patient).toEqual([])

      await filing.round()
      expect(await mails()).toHaveLength(4)
      expect(await conflicts()).toEqual([])
    },
  )

test(
  'a server that can neither move nor delete single messages is told nothing it would do to others; that is said',
  long,
  async () => {
    const { id, lyingIn, waiting } = await account(() => startDouble(['IDLE']))

    await act((tx) => setStatus(tx, id, 'resolved'))
    await expect
      .poll(async () => (await waiting()).map((one) => one.error), patient)
      .toEqual(['The mail server can neither move messages (MOVE) nor delete single ones (UIDPLUS).'])

    expect(await lyingIn('INBOX')).toEqual(['one \\Seen', 'two \\Seen'])
    expect(await lyingIn('Archive')).toEqual([])
  },
)

test('mails that stay where they are get a keyword, and lose it', long, async () => {
  const { id, lyingIn } = await account(() => startDouble(much), { tellResolved: 'mark' })

  await act((tx) => setStatus(tx, id, 'resolved'))
  await expect.poll(() => lyingIn('INBOX'), patient).toEqual(['one $Done', 'two $Done'])
  await act((tx) => setStatus(tx, id, 'open'))
  await expect.poll(() => lyingIn('INBOX'), patient).toEqual(['one', 'two'])
})

test(
  'where the trash was numbered anew and nobody knows where a mail lies, a conversation that is restored is not done before its mails are back',
  long,
  async () => {
    const server = await startImapServer({ others, capabilities: much })
    ends.push(() => server.stop())
    const { id, lyingIn, waiting, conversation, conflicts, told } = await account(
      async () => ({ port: server.port, user: 'desk', pass: 'secret' }),
      { ...all, onDeleted: 'bin', statusRule: 'later' },
    )
    await act((tx) => deleteConversation(tx, id))
    await expect.poll(() => lyingIn('Trash'), patient).toEqual(['one', 'two'])
    await expect.poll(waiting, patient).toEqual([])

    server.changeUidValidity('Trash')
    await act((tx) => restoreConversation(tx, id))

    const later = async () => {
      store().clock.advance(4_000) // what cannot be done is tried again after a while
      return await lyingIn('INBOX')
    }
    await expect.poll(later, patient).toEqual(['one', 'two'])
    await expect.poll(waiting, patient).toEqual([])
    expect(await conversation()).toMatchObject({ status: 'open', deleted_at: null })
    expect(await conflicts()).toEqual([])
    expect(await told()).not.toContain('message.leftServer')
  },
)
