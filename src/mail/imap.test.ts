import { afterEach, expect, test } from 'vitest'
import { startImapServer, type ImapDouble, type ImapDoubleOptions } from '../../test/doubles/imap-server.ts'
import { until } from '../../test/doubles/smtp-listener.ts'
import { silentLog } from '../kit/log.ts'
import { createPuller, type Cursor, type Oversize, type Puller, type PullerOptions } from './imap.ts'
import { waitBefore } from './imap/backoff.ts'
import { batches } from './imap/batches.ts'
import { resume } from './imap/folder.ts'

// All here runs against the test double; imap-dovecot.test.ts asks a real server, where one is installed.

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function serve(options?: ImapDoubleOptions): Promise<ImapDouble> {
  const server = await startImapServer(options)
  ends.push(() => server.stop())
  return server
}

/** What a store would keep: messages and cursor, changed together or not at all. */
function pull(server: ImapDouble, options: Partial<PullerOptions> = {}) {
  const kept: { texts: string[]; cursor: Cursor | null; oversize: Oversize[] } = {
    texts: [],
    cursor: options.cursor ?? null,
    oversize: [],
  }
  const puller: Puller = createPuller({
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    auth: { user: 'desk', pass: 'secret' },
    folder: 'INBOX',
    cursor: null,
    log: silentLog,
    backoff: { first: 20, longest: 50 },
    async onMessages(batch, cursor) {
      kept.texts.push(...batch.map((one) => one.raw.toString()))
      kept.cursor = cursor
    },
    async onLarge({ pieces }, cursor) {
      kept.texts.push(Buffer.concat(await Array.fromAsync(pieces)).toString())
      kept.cursor = cursor
    },
    async onOversize(message, cursor) {
      kept.oversize.push(message)
      kept.cursor = cursor
    },
    ...options,
  })
  ends.push(() => puller.stop())
  puller.start()
  return { puller, kept }
}

const isIdle = (puller: Puller) => () => puller.state().phase === 'idle'

test('what is there is read, seen or not, byte for byte, and nothing is marked', async () => {
  const server = await serve()
  const at = new Date('2026-03-02T09:00:00Z')
  server.append('Subject: one\r\n\r\n)\r\n* BAD {5}\r\n', { flags: ['\\Seen'], internalDate: at })
  server.append('Subject: two\r\n\r\n')
  const dates: Date[] = []
  const texts: string[] = []

  const { puller } = pull(server, {
    async onMessages(batch) {
      for (const one of batch) {
        dates.push(one.internalDate)
        texts.push(one.raw.toString())
      }
    },
  })
  await until(isIdle(puller))

  expect(texts).toEqual(['Subject: one\r\n\r\n)\r\n* BAD {5}\r\n', 'Subject: two\r\n\r\n'])
  expect(dates[0]).toEqual(at)
  expect(server.flagsOf(2)).toEqual([])
  expect(puller.state()).toMatchObject({ cursor: { uidValidity: '1000', uid: 2, modseq: null }, error: null })
  expect(server.commands.filter((one) => /STORE|SELECT|BODY\[/.test(one))).toEqual([])
})

test('new mail is told by the server and comes at once', async () => {
  const server = await serve()
  const { puller, kept } = pull(server)
  await until(() => server.commands.includes('IDLE'))

  server.append('Subject: new\r\n\r\n')

  await until(() => kept.texts.length === 1)
  await until(isIdle(puller))
  server.append('Subject: newer\r\n\r\n')
  await until(() => kept.texts.length === 2)
  expect(kept.cursor?.uid).toBe(2)
})

test('without IDLE, and when it misses something, the folder is looked at now and then', async () => {
  const server = await serve({ capabilities: [] })
  const { kept } = pull(server, { pollEvery: 100 })
  await until(() => server.commands.some((one) => one.startsWith('UID SEARCH')))

  server.append('Subject: new\r\n\r\n')

  await until(() => kept.texts.length === 1)
  const looks = server.commands.length
  await until(() => server.commands.length > looks + 10)
  expect(kept.texts).toHaveLength(1)
  expect(kept.cursor?.modseq).toBeNull()
})

test('mail comes in whatever is wrong with the folders beside', async () => {
  const server = await serve({ others: { Archive: '\\Archive' } })
  server.append('Subject: one\r\n\r\n')
  const refuse = () => Promise.reject(new Error('cannot be decided'))

  const { kept } = pull(server, {
    aside: {
      begin: async () => [],
      named: { archive: null, sent: null },
      sent: null,
      arrived: refuse,
      missed: refuse,
      found: refuse,
      vanished: refuse,
      ended: refuse,
    },
  })

  await until(() => kept.texts.length === 1)
})

test('reading begins after the cursor, not at the beginning', async () => {
  const server = await serve()
  for (const name of ['one', 'two', 'three']) server.append(`Subject: ${name}\r\n\r\n`)

  const { puller, kept } = pull(server, { cursor: { uidValidity: '1000', uid: 2, modseq: null } })
  await until(isIdle(puller))

  expect(kept.texts).toEqual(['Subject: three\r\n\r\n'])
})

test('after a lost connection it comes back and misses nothing', async () => {
  const server = await serve()
  server.append('Subject: one\r\n\r\n')
  const { puller, kept } = pull(server)
  await until(isIdle(puller))

  server.cut()
  server.append('Subject: two\r\n\r\n')

  await until(() => kept.texts.length === 2)
  expect(server.connections()).toBe(2)
  expect(kept.texts).toEqual(['Subject: one\r\n\r\n', 'Subject: two\r\n\r\n'])
  await until(() => puller.state().error === null)
})

test.each([
  ['a search', /^UID SEARCH/, 'NO'],
  ['a search', /^UID SEARCH/, 'hang-up'],
  ['a listing', /^UID FETCH.*SIZE/, 'NO'],
  ['a fetch', /^UID FETCH.*BODY/, 'NO'],
  ['a fetch', /^UID FETCH.*BODY/, 'hang-up'],
  ['opening the folder', /^EXAMINE/, 'NO'],
] as const)('%s that fails (%s: %s) moves no cursor and is done again', async (_what, pattern, how) => {
  const server = await serve()
  server.append('Subject: one\r\n\r\n')
  server.failNext(pattern, how)

  const { puller, kept } = pull(server)
  await until(isIdle(puller))

  expect(kept.texts).toEqual(['Subject: one\r\n\r\n'])
  expect(server.connections()).toBe(2)
})

test('what could not be stored is fetched again; what was stored is not', async () => {
  const server = await serve()
  for (const name of ['one', 'two', 'three']) server.append(`Subject: ${name}\r\n\r\n`)
  const seen: number[][] = []
  let failures = 2

  const { puller } = pull(server, {
    batch: { count: 1 },
    async onMessages(batch) {
      seen.push(batch.map((one) => one.uid))
      if (batch[0]?.uid === 2 && failures-- > 0) throw new Error('the database is away')
    },
  })
  await until(isIdle(puller))

  expect(seen).toEqual([[1], [2], [2], [2], [3]])
  expect(puller.state().cursor?.uid).toBe(3)
})

test('while it cannot go on, it says why', async () => {
  const server = await serve()
  const { puller } = pull(server, { auth: { user: 'desk', pass: 'wrong' } })

  await until(() => puller.state().phase === 'refused')

  expect(puller.state().error).toBeTruthy()
  expect(puller.state().readAt).toBeNull()
})

test('a folder that is numbered anew is read again from the first message', async () => {
  const server = await serve()
  for (const name of ['one', 'two']) server.append(`Subject: ${name}\r\n\r\n`)
  const { puller, kept } = pull(server)
  await until(isIdle(puller))

  server.changeUidValidity()
  server.append('Subject: three\r\n\r\n')
  server.cut()

  await until(() => kept.texts.length === 5)
  expect(kept.texts.slice(2)).toEqual(['Subject: one\r\n\r\n', 'Subject: two\r\n\r\n', 'Subject: three\r\n\r\n'])
  expect(kept.cursor).toMatchObject({ uidValidity: '1001', uid: 3 })
})

test('a message over the limit is recorded and stays; those around it come', async () => {
  const server = await serve()
  server.append('Subject: one\r\n\r\n')
  server.append(`Subject: huge\r\n\r\n${'x'.repeat(2_000)}`)
  server.append('Subject: three\r\n\r\n')
  const order: string[] = []

  const { puller } = pull(server, {
    batch: { messageBytes: 1_000 },
    onMessages: async (batch, cursor) => void order.push(`${batch.map((one) => one.uid).join()} → ${cursor.uid}`),
    onOversize: async (one, cursor) => void order.push(`left ${one.uid} of ${one.size} → ${cursor.uid}`),
  })
  await until(isIdle(puller))

  expect(order).toEqual(['1 → 1', 'left 2 of 2017 → 2', '3 → 3'])
})

test('a large message comes in pieces, byte for byte; one that goes meanwhile leaves no hole, and no half of it', async () => {
  const server = await serve()
  const large = `Subject: large\r\n\r\n${'All of it comes.\r\n'.repeat(70_000)}`
  server.append('Subject: one\r\n\r\n')
  const gone = server.append(large)
  server.append(large)
  server.append('Subject: two\r\n\r\n')
  const halves: number[] = []
  const { puller, kept } = pull(server, {
    async onLarge({ pieces }, cursor) {
      const found: Buffer[] = []
      for await (const piece of pieces) {
        found.push(piece)
        halves.push(piece.length)
        if (halves.length === 1) server.expunge(gone)
      }
      kept.texts.push(Buffer.concat(found).toString())
      kept.cursor = cursor
    },
  })

  await until(() => kept.texts.length === 3 && isIdle(puller)())

  expect(kept.texts.map((text) => text.length)).toEqual(['Subject: one\r\n\r\n', large, 'Subject: two\r\n\r\n'].map((text) => text.length)) // prettier-ignore
  expect(kept.texts[1] === large).toBe(true)
  expect(Math.max(...halves)).toBeLessThan(large.length)
  expect(server.commands.filter((one) => /BODY\.PEEK\[\]<0\.\d+>/.test(one))).toHaveLength(2)
})

test('messages deleted before they were read leave no hole that blocks', async () => {
  const server = await serve()
  for (const name of ['one', 'two', 'three']) server.append(`Subject: ${name}\r\n\r\n`)
  server.expunge(2)

  const { puller, kept } = pull(server)
  await until(isIdle(puller))

  expect(kept.texts).toHaveLength(2)
  expect(kept.cursor?.uid).toBe(3)
})

test('a large folder comes in batches, in order, each once', async () => {
  const server = await serve()
  for (let i = 1; i <= 1_200; i++) server.append(`Subject: ${i}\r\n\r\n`)
  const batchSizes: number[] = []
  const uids: number[] = []

  const { puller } = pull(server, {
    async onMessages(batch) {
      batchSizes.push(batch.length)
      uids.push(...batch.map((one) => one.uid))
    },
  })
  await until(isIdle(puller))

  expect(uids).toEqual(Array.from({ length: 1_200 }, (_, i) => i + 1))
  expect(Math.max(...batchSizes)).toBe(50)
})

test('a token signs in as well as a password, and is asked for anew each time', async () => {
  const server = await serve({ accessToken: 't2' })
  const tokens = ['t1', 't2', 't2']

  const { puller } = pull(server, { auth: { user: 'desk', accessToken: async () => tokens.shift() ?? '' } })

  await until(isIdle(puller))
  expect(server.commands.filter((one) => one === 'AUTHENTICATE').length).toBeGreaterThanOrEqual(2)
})

test('stopping waits for what is being stored, and hands over nothing more', async () => {
  const server = await serve()
  for (const name of ['one', 'two', 'three']) server.append(`Subject: ${name}\r\n\r\n`)
  const stored: number[] = []
  let store: (() => void) | undefined

  const { puller } = pull(server, {
    batch: { count: 1 },
    async onMessages(batch) {
      await new Promise<void>((resolve) => (store = resolve))
      stored.push(...batch.map((one) => one.uid))
    },
  })
  await until(() => store !== undefined)
  const stopped = puller.stop()
  store?.()
  await stopped

  expect(stored).toEqual([1])
  expect(puller.state()).toMatchObject({ phase: 'stopped', cursor: { uid: 1 } })
})

test('it can be started again, and goes on where it was', async () => {
  const server = await serve()
  server.append('Subject: one\r\n\r\n')
  const { puller, kept } = pull(server)
  await until(isIdle(puller))
  await puller.stop()

  server.append('Subject: two\r\n\r\n')
  puller.start()

  await until(() => kept.texts.length === 2)
})

test('a password does not travel unencrypted to another machine', async () => {
  const server = await serve()
  // The double offers no STARTTLS; the name is this machine's, but not one that is known to be.
  const { puller } = pull(server, { host: '0.0.0.0' })

  await until(() => puller.state().phase === 'waiting')

  expect(server.commands.filter((one) => /LOGIN|AUTHENTICATE/.test(one))).toEqual([])
})

test('a cursor is worth nothing when numbers have changed or gone back', () => {
  const cursor = { uidValidity: '7', uid: 10, modseq: '5' }

  expect(resume(cursor, { uidValidity: '7', uidNext: 11 })).toBe(cursor)
  expect(resume(cursor, { uidValidity: '7', uidNext: 10 })).toEqual({ uidValidity: '7', uid: 0, modseq: null })
  expect(resume(cursor, { uidValidity: '8', uidNext: 99 })).toEqual({ uidValidity: '8', uid: 0, modseq: null })
  expect(resume(null, { uidValidity: '7', uidNext: 1 })).toEqual({ uidValidity: '7', uid: 0, modseq: null })
})

test('batches keep the order and both bounds', () => {
  const internalDate = new Date()
  const listed = [5, 5, 5, 90, 200, 5].map((size, i) => ({ uid: i + 1, size, internalDate }))

  const pieces = [...batches(listed, { count: 2, bytes: 92, heldBytes: 100, messageBytes: 100 })]

  expect(pieces.map((piece) => (piece.kind === 'batch' ? piece.items.map((one) => one.uid) : -piece.item.uid))).toEqual(
    [[1, 2], [3], [4], -5, [6]],
  )
})

test('waits grow, within bounds, and not in step', () => {
  const bounds = { first: 1_000, longest: 60_000 }

  expect([0, 1, 2, 10, 5_000].map((attempt) => waitBefore(attempt, bounds, () => 0.5))).toEqual([
    1_000, 2_000, 4_000, 60_000, 60_000,
  ])
  expect([waitBefore(0, bounds, () => 0), waitBefore(0, bounds, () => 1)]).toEqual([500, 1_500])
})
