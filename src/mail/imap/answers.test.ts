// What a mail server may send is ours to say, not its own.
import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../../test/doubles/smtp-listener.ts'
import { silentLog } from '../../kit/log.ts'
import { createPuller } from '../imap.ts'

test('a server that answers with more than any message may have is left, before any of it is held', async () => {
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
        if (/FETCH/.test(line) && !/BODY/.test(line)) socket.write('* 1 FETCH (UID 1 RFC822.SIZE 100)\r\n')
        if (/FETCH.*BODY/.test(line)) socket.write('* 1 FETCH (UID 1 BODY[] {1000000000}\r\nSubject: endless')
        else socket.write(`${tag} OK done\r\n`)
      }
    })
    socket.on('close', () => resolve(heard))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  const { port } = server.address() as net.AddressInfo

  const kept: unknown[] = []
  const keep = async (one: unknown) => void kept.push(one)
  const puller = createPuller({
    host: '127.0.0.1',
    port,
    secure: false,
    auth: { user: 'desk', pass: 'secret' },
    folder: 'INBOX',
    cursor: null,
    log: silentLog,
    backoff: { first: 60_000, longest: 60_000 },
    onMessages: keep,
    onLarge: keep,
    onOversize: keep,
  })
  onTestFinished(() => puller.stop())
  puller.start()

  expect(await over).toMatch(/FETCH.*BODY/)
  await until(() => puller.state().phase === 'waiting')
  expect(kept).toEqual([])
})
