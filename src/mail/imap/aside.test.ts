import { ImapFlow } from 'imapflow'
import { afterEach, expect, test } from 'vitest'
import { startImapServer, type ImapDouble } from '../../../test/doubles/imap-server.ts'
import { lookAside, markAside, nowhere, type Aside } from './aside.ts'
import type { SideCursor } from './sent.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function account(others: Record<string, string>) {
  const server = await startImapServer({ others })
  ends.push(() => server.stop())
  return server
}

/** What a store would keep. */
function memory() {
  const cursors = new Map<string, SideCursor>()
  const pages: { path: string; names: string[]; isAgain: boolean }[] = []
  const looks: boolean[] = []
  const aside: Aside = {
    named: { archive: null, sent: null },
    sent: null,
    begin: async () => [...cursors.values()],
    arrived: async (_side, cursor, messages, { isAgain } = { isAgain: false }) => {
      cursors.set(cursor.path, cursor)
      if (messages.length > 0)
        pages.push({ path: cursor.path, names: messages.map((one) => one.mailId ?? ''), isAgain })
    },
    missed: async () => [],
    found: async () => undefined,
    vanished: async (path) => void cursors.set(path, nowhere(path)),
    ended: async ({ isWhole }) => void looks.push(isWhole),
  }
  return { cursors, pages, looks, aside }
}

async function look(server: ImapDouble, aside: Aside, how = lookAside): Promise<void> {
  const auth = { user: 'desk', pass: 'secret' }
  const client = new ImapFlow({ host: '127.0.0.1', port: server.port, secure: false, auth, logger: false, disableAutoIdle: true }) // prettier-ignore
  client.on('error', () => undefined)
  await client.connect()
  try {
    await how(client, 'INBOX', aside)
  } finally {
    client.close()
  }
}

const put = (server: ImapDouble, folder: string, name: string) =>
  server.append(`Message-ID: <${name}@acme.example>\r\n\r\nx`, { folder })

test('a large folder that is numbered anew is read in pages, and after a cut from where it was; what comes meanwhile is news', async () => {
  const server = await account({ Archive: '\\Archive' })
  const { cursors, pages, looks, aside } = memory()
  for (let at = 0; at < 1_200; at++) put(server, 'Archive', `${at}`)
  await look(server, aside)
  server.changeUidValidity('Archive')

  server.failNext(/FETCH 501,/, 'hang-up')
  await expect(look(server, aside)).rejects.toThrow()
  put(server, 'Archive', 'later')
  await look(server, aside)
  await look(server, aside)

  expect(pages.map(({ names, isAgain }) => [names.length, isAgain])).toEqual([[500, true], [500, true], [200, true], [1, false]]) // prettier-ignore
  expect(new Set(pages.flatMap((page) => page.names)).size).toBe(1_201)
  expect(cursors.get('Archive')).toMatchObject({ uidValidity: '1001', uid: 1_201 })
  expect(looks).toEqual([true, true, true])
})

test('what is moved there while the folder is read for the first time is news, not what always lay there', async () => {
  const server = await account({ Archive: '\\Archive' })
  const { pages, aside } = memory()
  put(server, 'Archive', 'old')

  await look(server, aside, markAside as never)
  put(server, 'Archive', 'new')
  await look(server, aside)

  expect(pages).toEqual([{ path: 'Archive', names: ['new@acme.example'], isAgain: false }])
})

test('a folder that is not there is no reason to think its mails gone: under another name, or made anew, it is read again', async () => {
  const server = await account({ Archive: '\\Archive', Trash: '\\Trash' })
  const { cursors, pages, looks, aside } = memory()
  put(server, 'Archive', 'kept')
  await look(server, aside)

  server.rename('Archive', 'Done')
  await look(server, aside)
  const found = pages.splice(0)
  server.rename('Done', 'Archive')
  await look(server, aside)
  await look(server, aside)

  expect(found).toEqual([{ path: 'Done', names: ['kept@acme.example'], isAgain: true }])
  expect(pages).toEqual([{ path: 'Archive', names: ['kept@acme.example'], isAgain: true }])
  expect(looks).toEqual([true, false, false, true])
  expect(cursors.get('Done')).toEqual(nowhere('Done'))
})
