// Against Gmail as Google describes it (test/doubles/gmail.ts): folders that show labels, and All Mail, in which everything lies.
import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { gmailCapabilities, gmailFolders } from '../../test/doubles/gmail.ts'
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
import { addMailbox } from '../desk/mailboxes/mailboxes.ts'
import { createAccepting } from '../flows/intake/accept.ts'
import { createFiling } from '../flows/intake/file.ts'
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
    // prettier-ignore
    await act((tx) => tx.db.deleteFrom(table).execute())
})

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)
const [ALL, TRASH, SPAM] = ['[Gmail]/All Mail', '[Gmail]/Trash', '[Gmail]/Spam']
const both: Wished = {
  onArchived: 'resolve',
  onDeleted: 'bin',
  onFlagged: 'tag',
  onLabelled: 'tag',
  tellResolved: 'archive',
  tellDeleted: 'trash',
  tellTags: 'label',
  statusRule: 'later',
}
/** Limits for what hangs. */
const patient = { timeout: 60_000 }
const long = { timeout: 300_000 }
let named = 0

/** An account of Gmail that is read into an inbox. */
async function account(follow: Wished = both) {
  const others = { ...gmailFolders, Support: '', 'To do': '' }
  const server = await startImapServer({ others, capabilities: gmailCapabilities, isGmail: true })
  ends.push(() => server.stop())
  const means = await meansOf(store())
  const inbox = await act((tx) => addInbox(tx, { name: 'Shop', addresses: [`gmail${++named}@desk.example`] }))
  const access = { host: '127.0.0.1', port: server.port, isSecure: false, username: 'desk', folder: 'INBOX' }
  const auth = { auth: 'password', secret: 'secret' } as const
  const mailbox = await act((tx) => addMailbox(tx, means.keys, { inboxId: inbox.id, ...auth, ...access, ...follow }))
  const write = (name: string, more: { subject?: string; thread?: string; head?: string; labels?: string[] } = {}) => {
    const {
      subject = `About ${name}`,
      thread,
      head = `Message-ID: <${name}${named}@acme.example>\r\n`,
      labels = [],
    } = more
    const uid = server.append(`From: ${name}@acme.example\r\n${head}Subject: ${subject}\r\n\r\nHello, it is ${name}.`, { ...(thread && { thread }) }) // prettier-ignore
    server.label(uid, { add: labels })
    return uid
  }
  const filing = createFiling(means, 'filing')
  const open = async () => {
    const accepting = createAccepting(means, () => undefined)
    const mailboxes = await startMailboxes(means, accepting, openNetwork(means, ['127.0.0.1']), { look: 30 })
    ends.push(() => mailboxes.stop())
  }
  const mails = () => act((tx) => tx.db.selectFrom('message').selectAll().where('inbox_id', '=', inbox.id).execute())
  const filed = (count: number) =>
    expect.poll(async () => (await filing.round(), (await mails()).length), patient).toBe(count)
  const agreed = async () => {
    const look = () => act((tx) => tx.db.selectFrom('mailbox').select('agreed_at').where('id', '=', mailbox.id).executeTakeFirst()) // prettier-ignore
    await expect.poll(async () => (await look())?.agreed_at, patient).toBeInstanceOf(Date)
  }
  const about = (name: string) =>
    act((tx) =>
      tx.db
        .selectFrom('conversation')
        .selectAll()
        .where('inbox_id', '=', inbox.id)
        .where('subject', '=', `About ${name}`)
        .executeTakeFirstOrThrow(),
    )
  const told = async (name: string) => {
    const { id } = await about(name)
    return (await act((tx) => historyOf(tx, id))).map((one) => [one.name, one.data['to']].filter(Boolean).join(' '))
  }
  const waiting = () => act((tx) => tx.db.selectFrom('mailbox_change').selectAll().execute())
  return { server, write, open, filed, agreed, about, told, mails, waiting }
}

test('the exchange that Gmail counts a mail to joins what one correspondent goes on writing, and nobody else', async () => {
  const { write, open, filed, mails } = await account()
  const [one, other] = ['1712345678901234567', '1798765432109876543']
  write('dora', { subject: 'The kettle leaks', thread: one, head: '' })
  write('dora', { subject: 'Photographs of it', thread: one, head: '' })
  write('emil', { subject: 'Also about a kettle', thread: one, head: '' })
  write('dora', { subject: 'Another matter', thread: other, head: `X-GM-THRID: ${one}\r\n` })

  await open()
  await filed(4)

  const rows = await mails()
  const fellows = (subject: string) => {
    const id = rows.find((one) => one.subject === subject)?.conversation_id
    return rows.filter((row) => row.conversation_id === id).length
  }
  expect(fellows('The kettle leaks')).toBe(2)
  expect(fellows('Photographs of it')).toBe(2)
  expect(fellows('Also about a kettle')).toBe(1)
  expect(fellows('Another matter')).toBe(1)
})

test(
  'archived in Gmail is resolved here, though its mail lay in All Mail all the time; thrown away or junk it lies there; a label taken away archives',
  long,
  async () => {
    const { server, write, open, filed, agreed, about, told, mails } = await account()
    const uids = ['anna', 'bert', 'carl'].map((name) => write(name))
    const unnamed = write('dora', { head: '' })
    await open()
    await filed(4)
    await agreed()

    server.label(uids[0] ?? 0, { remove: ['\\Inbox'] }) // as archiving does
    server.label(unnamed, { remove: ['\\Inbox'] })
    server.move(uids[1] ?? 0, TRASH)
    server.move(uids[2] ?? 0, SPAM)

    await expect.poll(async () => (await about('anna')).status, patient).toBe('resolved')
    await expect.poll(async () => (await about('dora')).status, patient).toBe('resolved')
    await expect.poll(async () => (await about('bert')).deleted_at, patient).not.toBeNull()
    await expect.poll(() => told('carl'), patient).toContain('message.leftServer junk')
    expect((await about('carl')).status).toBe('open')
    const shown = server.textsIn(ALL).findIndex((text) => text.includes('it is anna'))
    server.label(shown + 1, { add: ['\\Inbox'] }, ALL)
    await expect.poll(async () => (await about('anna')).status, patient).toBe('open')
    expect(await told('anna')).toEqual(expect.arrayContaining(['message.leftServer archive']))
    expect(await mails()).toHaveLength(4)
  },
)

test('a mail that is deleted for good there lies nowhere, whatever was remembered of All Mail', long, async () => {
  const { server, write, open, filed, agreed, about, told } = await account()
  await open()
  await agreed()
  const uid = write('anna')
  server.label(write('bert'), { remove: ['\\Inbox'] })
  const third = write('carl')
  await filed(2)
  server.label(third, { remove: ['\\Inbox'] })
  await expect.poll(async () => (await about('carl')).status, patient).toBe('resolved') // so All Mail was looked into, and Anna's mail seen

  server.move(uid, TRASH)
  server.expunge(1, TRASH)

  await expect.poll(() => told('anna'), patient).toContain('message.leftServer nowhere')
  expect(await about('anna')).toMatchObject({ status: 'open', deleted_at: null })
})

test(
  'resolved here it loses only its place in the inbox; opened again it is back, deleted it lies in the trash alone; none of it is news',
  long,
  async () => {
    const { server, write, open, filed, agreed, about, told, mails, waiting } = await account()
    write('anna', { labels: ['Support'] })
    await open()
    await filed(1)
    await agreed()
    const { id } = await about('anna')
    const lying = () => ['INBOX', ALL, 'Support', TRASH].map((folder) => server.textsIn(folder).length).join(' ')
    await expect.poll(async () => (await about('anna')).tags, patient).toEqual(['Support'])

    await act((tx) => setStatus(tx, id, 'resolved'))
    await expect.poll(lying, patient).toBe('0 1 1 0')
    await act((tx) => setStatus(tx, id, 'open'))
    await expect.poll(lying, patient).toBe('1 1 1 0')
    await act((tx) => deleteConversation(tx, id))
    await expect.poll(lying, patient).toBe('0 0 0 1')
    await act((tx) => restoreConversation(tx, id))
    await expect.poll(lying, patient).toBe('1 1 1 0') // the label too, which the trash had taken from it

    await expect.poll(waiting, patient).toEqual([])
    await filed(1)
    expect(await about('anna')).toMatchObject({ status: 'open', deleted_at: null, tags: ['Support'] })
    expect((await told('anna')).filter((one) => /leftServer|repeated|conflicted/.test(one))).toEqual([])
    expect(await mails()).toHaveLength(1)
  },
)

test('deleted for good where that is chosen, a mail is not merely archived', long, async () => {
  const { server, write, open, filed, agreed, about } = await account({ ...both, tellDeleted: 'expunge' })
  write('anna')
  await open()
  await filed(1)
  await agreed()

  const { id } = await about('anna')
  await act((tx) => deleteConversation(tx, id))

  await expect.poll(() => [ALL, TRASH, 'INBOX'].map((folder) => server.textsIn(folder).length), patient).toEqual([0, 0, 0]) // prettier-ignore
})

test(
  'labels are tags here and tags are labels there: of a mail that is not filed yet, and of one that is archived',
  long,
  async () => {
    const { server, write, open, filed, agreed, about, waiting } = await account()
    const uid = write('anna', { labels: ['Support', '\\Important'] })
    await open()
    await expect.poll(async () => (await act((tx) => tx.db.selectFrom('intake').select('id').execute())).length, patient).toBe(1) // prettier-ignore
    await agreed()
    await filed(1)
    const tags = async () => (await about('anna')).tags.toSorted().join('|')
    const labels = () => server.labelsOf(uid)
    await expect.poll(tags, patient).toBe('Support')
    const { id } = await about('anna')

    server.label(uid, { add: ['To do'], remove: ['Support'] })
    await expect.poll(tags, patient).toBe('To do')
    await act((tx) => addTags(tx, id, ['Größe XL']))
    await expect.poll(labels, patient).toEqual(['Größe XL', 'To do', '\\Important', '\\Inbox'])
    await act((tx) => setStatus(tx, id, 'resolved'))
    await expect.poll(() => server.textsIn('INBOX'), patient).toEqual([])
    await act((tx) => removeTags(tx, id, ['To do']))
    const shown = () => server.labelsOf(1, ALL)
    await expect.poll(shown, patient).toEqual(['Größe XL', '\\Important'])

    await expect.poll(waiting, patient).toEqual([])
    expect(await tags()).toBe('Größe XL')
    expect(server.textsIn('To do')).toEqual([])
  },
)
