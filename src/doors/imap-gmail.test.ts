import { afterEach, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { startImapServer } from '../../test/doubles/imap-server.ts'
import { useMeans } from '../../test/means.ts'
import { addInbox } from '../desk/inboxes/inboxes.ts'
import { addMailbox } from '../desk/mailboxes/mailboxes.ts'
import { createAccepting } from '../flows/intake/accept.ts'
import { createFiling } from '../flows/intake/file.ts'
import type { Tx } from '../store/tx.ts'
import { startMailboxes } from './imap.ts'
import { openNetwork } from './network.ts'

const store = useStore()
const meansOf = useMeans()
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)

test('the exchange that Gmail counts a mail to joins what one correspondent goes on writing, and nobody else', async () => {
  const server = await startImapServer({ capabilities: ['IDLE', 'UIDPLUS', 'X-GM-EXT-1'] })
  ends.push(() => server.stop())
  const means = await meansOf(store())
  const inbox = await act((tx) => addInbox(tx, { name: 'Shop', addresses: ['gmail@desk.example'] }))
  const access = { host: '127.0.0.1', port: server.port, isSecure: false, username: 'desk', folder: 'INBOX' }
  const policy = { onArchived: 'resolve', onDeleted: 'mark', onFlagged: 'tag' } as const
  const auth = { auth: 'password', secret: 'secret' } as const
  await act((tx) => addMailbox(tx, means.keys, { inboxId: inbox.id, ...auth, ...access, ...policy }))
  const write = (from: string, subject: string, thread: string, more = '') =>
    server.append(`From: ${from}@acme.example\r\n${more}Subject: ${subject}\r\n\r\n${subject}, from ${from}.`, {
      thread,
    })
  write('dora', 'The kettle leaks', '1712345678901234567')
  write('dora', 'Photographs of it', '1712345678901234567')
  write('emil', 'Also about a kettle', '1712345678901234567')
  write('dora', 'Another matter', '1798765432109876543', 'X-GM-THRID: 1712345678901234567\r\n')

  const network = openNetwork(means, ['127.0.0.1'])
  const accepting = createAccepting(means, () => undefined)
  const mailboxes = await startMailboxes(means, accepting, network, { look: 30 })
  ends.push(() => mailboxes.stop())
  const filing = createFiling(means, 'filing')
  const messages = async () => {
    await filing.round()
    return await act((tx) =>
      tx.db.selectFrom('message').select(['subject', 'conversation_id']).where('inbox_id', '=', inbox.id).execute(),
    )
  }
  await expect.poll(async () => (await messages()).length).toBe(4)

  const mails = await messages()
  const fellows = (subject: string) => {
    const id = mails.find((one) => one.subject === subject)?.conversation_id
    return mails.filter((one) => one.conversation_id === id).length
  }
  expect(fellows('The kettle leaks')).toBe(2)
  expect(fellows('Photographs of it')).toBe(2)
  expect(fellows('Also about a kettle')).toBe(1)
  expect(fellows('Another matter')).toBe(1)
})
