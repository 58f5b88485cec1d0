import { ImapFlow } from 'imapflow'
import { afterEach, expect, test } from 'vitest'
import { startImapServer, type ImapDouble } from '../../../test/doubles/imap-server.ts'
import type { Ended, Step, Task } from './deeds.ts'
import type { Cursor } from './folder.ts'
import { tell } from './tell.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const much = ['IDLE', 'UIDPLUS', 'ENABLE', 'CONDSTORE', 'QRESYNC', 'MOVE']
const others = { Archive: '\\Archive', Sent: '\\Sent' }

async function account(capabilities = much) {
  const server = await startImapServer({ others, capabilities })
  ends.push(() => server.stop())
  return server
}

/** Says these tasks, and answers what became of them. */
async function say(server: ImapDouble, tasks: Task[], agreed: Partial<Cursor> = {}): Promise<Ended<Task>[]> {
  const auth = { user: 'desk', pass: 'secret' }
  const client = new ImapFlow({ host: '127.0.0.1', port: server.port, secure: false, auth, logger: false, qresync: true, disableAutoIdle: true }) // prettier-ignore
  client.on('error', () => undefined)
  await client.connect()
  let open = tasks
  const ended: Ended<Task>[] = []
  try {
    await tell(
      client,
      'INBOX',
      { uidValidity: '1000', uid: 0, modseq: null, ...agreed },
      {
        named: { archive: null, sent: null },
        isDue: async () => true,
        next: async () => {
          const next = open
          open = []
          return next
        },
        ended: async (those) => void ended.push(...those),
      },
    )
    return ended
  } finally {
    client.close()
  }
}

function answer(): Task {
  const raw = Buffer.from('Message-ID: <answer@desk.example>\r\nSubject: Re: An order\r\n\r\nIt is on its way.\r\n')
  const append = { folder: 'Sent', mailId: 'answer@desk.example', at: new Date(), whole: <T>(use: (raw: Buffer) => Promise<T>) => use(raw) } // prettier-ignore
  return { steps: [], append, attempts: 0 }
}

test('an answer is put among sent mail with one command and lies there once', async () => {
  const server = await account()

  const [ended] = await say(server, [answer()])

  expect(ended?.outcomes).toEqual([{ kind: 'done' }])
  expect(server.commands.filter((one) => one.startsWith('APPEND'))).toHaveLength(1)
  expect(server.textsIn('Sent')).toHaveLength(1)
})

test('an answer that lay there when the connection broke, before anybody could say so, is not put there again', async () => {
  const server = await account()
  server.failNext(/^APPEND/, 'hang-up once done')

  await expect(say(server, [answer()])).rejects.toThrow()
  expect(server.textsIn('Sent')).toHaveLength(1)
  const [ended] = await say(server, [{ ...answer(), attempts: 1 }])

  expect(ended?.outcomes).toEqual([{ kind: 'done' }])
  expect(server.textsIn('Sent')).toHaveLength(1)
})

const letters = (server: ImapDouble, count: number) =>
  Array.from({ length: count }, (_, at) => server.append(`Message-ID: <${at}@acme.example>\r\n\r\n${at}`))

const place = { folder: 'INBOX', uidValidity: '1000' }
const taskOf = (step: Omit<Step, 'folder' | 'uidValidity'>): Task => ({ steps: [{ ...place, ...step }], append: null, attempts: 0 }) // prettier-ignore
const said = (server: ImapDouble, verb: RegExp) => server.commands.filter((one) => verb.test(one)).length

for (const [name, capabilities] of [
  ['modification numbers', much],
  ['nothing but UIDPLUS', ['UIDPLUS']],
] as const)
  // prettier-ignore
  test(`many are marked with one command, but none that somebody changed meanwhile, on a server with ${name}`, async () => {
    const server = await account([...capabilities])
    const uids = letters(server, 40)
    const hasNumbers = capabilities === much
    // As it was when all was compared last: every message at the number it was put there with.
    const agreedOn = (uid: number) => ({ uid, flags: [], modseq: hasNumbers ? String(uid + 1) : null })
    const highest = hasNumbers ? '41' : null
    server.setFlags(7, ['\\Flagged'])
    server.expunge(9)

    const tasks = uids.map((uid) => taskOf({ uid, deed: { kind: 'flags', add: ['\\Seen'], remove: [], agreed: agreedOn(uid) } })) // prettier-ignore
    const ended = await say(server, tasks, { modseq: highest })

    const kinds = ended.map((one) => one.outcomes[0]?.kind)
    expect(Map.groupBy(kinds, (kind) => kind).get('done')).toHaveLength(38)
    expect([kinds[6], kinds[8]]).toEqual(['overtaken', 'gone'])
    expect(ended[6]?.outcomes[0]).toMatchObject({ now: { flags: ['\\Flagged'] } })
    expect(server.flagsOf(7)).toEqual(['\\Flagged'])
    expect(server.flagsOf(8)).toEqual(['\\Seen'])
    expect(said(server, /UID STORE/)).toBe(1)
  })

test('one that both sides agreed on later than on the rest is not marked where somebody was faster', async () => {
  const server = await account()
  letters(server, 3)
  server.setFlags(2, ['\\Flagged']) // at 5: nobody has heard of it
  server.setFlags(3, ['\\Answered']) // at 6: our own doing, and known
  const known = [
    { uid: 1, flags: [], modseq: '2' },
    { uid: 2, flags: [], modseq: '3' },
    { uid: 3, flags: ['\\Answered'], modseq: '6' },
  ]

  const tasks = known.map((agreed) => taskOf({ uid: agreed.uid, deed: { kind: 'flags', add: ['\\Seen'], remove: [], agreed } })) // prettier-ignore
  const ended = await say(server, tasks, { modseq: '4' })

  expect(ended.map((one) => one.outcomes[0]?.kind)).toEqual(['done', 'overtaken', 'done'])
  expect(server.flagsOf(2)).toEqual(['\\Flagged'])
})

test('many are moved with one command, each with its new place; one that is gone is told so, and one folder too many refuses nobody else', async () => {
  const server = await account()
  const uids = letters(server, 40)
  server.expunge(9)

  const to = (folder: string) => (uid: number) => taskOf({ uid, deed: { kind: 'move', to: folder, mailId: `${uid - 1}@acme.example`, size: 1 } }) // prettier-ignore
  const ended = await say(server, [...uids.slice(0, 30).map(to('Archive')), ...uids.slice(30).map(to('Nowhere'))])

  const outcomes = ended.map((one) => one.outcomes[0])
  expect(outcomes[8]).toEqual({ kind: 'gone' })
  expect(outcomes[0]).toMatchObject({ kind: 'done', at: { folder: 'Archive', uid: 1 } })
  expect(outcomes[29]).toMatchObject({ kind: 'done', at: { folder: 'Archive', uid: 29 } })
  expect(outcomes.slice(30).every((one) => one?.kind === 'refused')).toBe(true)
  expect(server.textsIn('Archive')).toHaveLength(29)
  expect(server.textsIn('INBOX')).toHaveLength(10)
  expect(said(server, /MOVE .*Archive/)).toBe(1)
})
