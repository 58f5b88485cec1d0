// What a mail server may send is ours to say, not its own.
import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../../test/doubles/smtp-listener.ts'
import { silentLog } from '../../kit/log.ts'
import { createPuller, type PulledMessage } from '../imap.ts'
import { asFlagged } from './flagged.ts'
import type { BatchLimits } from './folder.ts'

interface Told {
  /** What the server says to a line, before it says that it is done; null: and it never does. */
  answer: (line: string, say: (words: string) => void) => boolean
}

/** A server that says what it likes; what was asked of it last, when it was left, and what a puller kept. */
async function lying({ answer }: Told, batch: Partial<BatchLimits> = {}) {
  const { promise: over, resolve } = Promise.withResolvers<string>()
  const server = net.createServer((socket) => {
    let heard = ''
    socket.on('error', () => undefined)
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n')
    socket.on('data', (bytes) => {
      for (const line of bytes.toString().split('\r\n').filter(Boolean)) {
        const [tag = '', verb = '', ...rest] = line.split(' ')
        heard = `${verb} ${rest.join(' ')}`
        if (verb === 'EXAMINE') socket.write('* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 2] x\r\n')
        if (/SEARCH/.test(line)) socket.write('* SEARCH 1\r\n')
        const isDone = answer(line, (words) => void (socket.destroyed || socket.write(words)))
        if (isDone) socket.write(`${tag} OK done\r\n`)
      }
    })
    socket.on('close', () => resolve(heard))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  const { port } = server.address() as net.AddressInfo
  const kept: PulledMessage[] = []
  const large: Buffer[] = []
  const puller = createPuller({
    host: '127.0.0.1',
    port,
    secure: false,
    auth: { user: 'desk', pass: 'secret' },
    folder: 'INBOX',
    cursor: null,
    log: silentLog,
    backoff: { first: 60_000, longest: 60_000 },
    batch,
    onMessages: async (messages) => void kept.push(...messages),
    onLarge: async ({ pieces }) => {
      for await (const piece of pieces) large.push(piece)
    },
    onOversize: async () => undefined,
  })
  onTestFinished(() => puller.stop())
  puller.start()
  return { over, kept, large, puller }
}

const SIZE = '* 1 FETCH (UID 1 RFC822.SIZE 100 INTERNALDATE "02-Mar-2026 08:00:00 +0000")\r\n'
const bodyOf = (uid: number, body: string) =>
  `* ${uid} FETCH (UID ${uid} FLAGS () BODY[] {${body.length}}\r\n${body})\r\n`

test('a server that answers with more than any message may have is left, before any of it is held', async () => {
  const { over, kept, puller } = await lying({
    answer: (line, say) => {
      if (/FETCH/.test(line) && !/BODY/.test(line)) say(SIZE)
      const isBody = /FETCH.*BODY/.test(line)
      if (isBody) say('* 1 FETCH (UID 1 BODY[] {1000000000}\r\nSubject: endless')
      return !isBody
    },
  })

  expect(await over).toMatch(/FETCH.*BODY/)
  await until(() => puller.state().phase === 'waiting')
  expect(kept).toEqual([])
})

test('messages that nobody asked for take no room from the one that was, and are kept by nobody', async () => {
  const { kept, puller } = await lying(
    {
      answer: (line, say) => {
        if (/FETCH/.test(line) && !/BODY/.test(line))
          say(`* 9 FETCH (UID 9 FLAGS (\\Seen))\r\n* 1 FETCH (UID 1 FLAGS ())\r\n${SIZE}`)
        if (/FETCH.*BODY/.test(line)) say(`${bodyOf(9, 'x'.repeat(800))}${bodyOf(1, 'Subject: asked\r\n\r\nHi')}`)
        return true
      },
    },
    { bytes: 801 },
  )

  await until(() => puller.state().phase === 'idle')
  expect(kept.map(({ uid, raw }) => [uid, raw.toString()])).toEqual([[1, 'Subject: asked\r\n\r\nHi']])
})

test('a flag that somebody sets while a large message is fetched does not cut it off', async () => {
  const piece = 'x'.repeat(512 * 1024)
  const { large, puller } = await lying({
    answer: (line, say) => {
      const [, from] = /BODY\.PEEK\[\]<(\d+)\./.exec(line) ?? []
      if (/FETCH/.test(line) && from === undefined)
        say('* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 2000000 INTERNALDATE "02-Mar-2026 08:00:00 +0000")\r\n')
      const rest = from === '0' ? piece : 'end'
      if (from !== undefined)
        say(`* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 1 FETCH (UID 1 BODY[]<${from}> {${rest.length}}\r\n${rest})\r\n`)
      return true
    },
  })

  await until(() => puller.state().phase === 'idle')
  expect(Buffer.concat(large).length).toBe(piece.length + 3)
})

test('a server that tells of messages without end is left', async () => {
  const { over, kept, puller } = await lying({
    answer: (line, say) => {
      if (!/FETCH/.test(line)) return true
      const told = Array.from({ length: 11_000 }, (_, at) => `* ${at + 2} FETCH (UID ${at + 2} FLAGS ())\r\n`)
      say(told.join(''))
      return false
    },
  })

  expect(await over).toMatch(/FETCH/)
  await until(() => puller.state().phase === 'waiting')
  expect([kept, puller.state().error]).toEqual([[], expect.stringContaining('without end')])
})

test('of the flags of a message those of the system are remembered, and of what programs add as much as they need', () => {
  const many = new Set(['\\Seen', '\\Recent', ...Array.from({ length: 500 }, (_, at) => `k${at}`), 'x'.repeat(5_000)])

  const { flags } = asFlagged({ uid: 1, flags: many })

  expect(flags).toHaveLength(100)
  expect(flags).toContain('\\Seen')
})
