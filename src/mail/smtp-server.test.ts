import { afterEach, expect, test } from 'vitest'
import getTLSOptions from 'smtp-server/lib/tls-options.js'
import { Problem } from '../kit/problem.ts'
import { deliver, envelope, startListener, until, type TestListener } from '../../test/doubles/smtp-listener.ts'
import { talkSmtp, talkTo } from '../../test/doubles/talk.ts'

const running: TestListener[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.server.stop(0)))
})

async function listen(change?: Parameters<typeof startListener>[0]): Promise<TestListener> {
  const listener = await startListener(change)
  running.push(listener)
  return listener
}

test('a message is handed over with its trace on top, and acknowledged', async () => {
  const { port, messages, server } = await listen()
  const talk = await talkSmtp(port)

  const answer = await deliver(talk, 'Subject: Hello\r\n\r\n..dot\r\n\0 bare \n and \r stay')

  expect(answer).toMatch(/^250 2\.6\.0 /)
  const [one] = messages
  expect(one).toMatchObject({ from: 'dora@acme.example', to: ['help@desk.example'], remote: '127.0.0.1', tls: false })
  expect(one?.raw.subarray(one.traceBytes).toString()).toBe('Subject: Hello\r\n\r\n.dot\r\n\0 bare \n and \r stay\r\n')
  expect(one?.raw.subarray(0, one.traceBytes).toString()).toMatch(
    /^Return-Path: <dora@acme\.example>\r\nReceived: from client\.example \(\[127\.0\.0\.1\]\)\r\n\tby desk\.example with ESMTP id \S+\r\n\tfor <help@desk\.example>;\r\n\t\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000\r\n$/,
  )
  expect(server.stats()).toMatchObject({ messages: 1, connections: 1, bufferedBytes: 0 })
})

test('what a client calls itself cannot forge a header', async () => {
  const { port, messages } = await listen()
  const talk = await talkTo(port)
  await talk.hear(/^220 .*\r\n/m)
  await talk.ask('HELO evil(;by')

  await deliver(talk, 'Subject: x\r\n\r\ny')

  expect(messages[0]?.raw.toString()).toContain('Received: from invalid.helo ([127.0.0.1])')
})

test('a bounce comes from nobody', async () => {
  const { port, messages } = await listen()
  const talk = await talkSmtp(port)
  await talk.ask('MAIL FROM:<>')
  await talk.ask('RCPT TO:<help@desk.example>')
  await talk.ask('DATA')

  await talk.ask('Subject: x\r\n\r\ny\r\n.')

  expect(messages[0]?.from).toBeNull()
  expect(messages[0]?.raw.toString()).toMatch(/^Return-Path: <>\r\n/)
})

test('the greeting and EHLO tell our name and what we can, and nothing else', async () => {
  const { port } = await listen()
  const talk = await talkTo(port)
  await talk.hear(/^220 .*\r\n/m)

  await talk.ask('EHLO client.example')

  expect(talk.heard()).toMatch(/^220 desk\.example ESMTP\r\n250-desk\.example\r\n/)
  expect(talk.heard()).toContain('SIZE 36700160')
  expect(talk.heard()).not.toMatch(/STARTTLS|AUTH|XCLIENT|node|postroom/i)
})

test('unknown recipients are refused at once, uncertain ones for now', async () => {
  const { port, server } = await listen()
  const talk = await talkSmtp(port)
  await talk.ask('MAIL FROM:<dora@acme.example>')

  expect(await talk.ask('RCPT TO:<nobody@desk.example>')).toMatch(/^550 5\.1\.1 /)
  expect(await talk.ask('RCPT TO:<later@desk.example>')).toMatch(/^451 4\.3\.0 /)
  expect(await talk.ask('DATA')).toMatch(/^503 /)
  expect(server.stats().recipientsRefused).toBe(1)
})

test('a look-up of a recipient that fails is a reason to come back, not to give up', async () => {
  const { port } = await listen({
    recipient: async () => {
      throw new Error('the database is away')
    },
  })
  const talk = await talkSmtp(port)
  await talk.ask('MAIL FROM:<dora@acme.example>')

  const answer = await talk.ask('RCPT TO:<help@desk.example>')

  expect(answer).toMatch(/^451 4\.3\.0 /)
  expect(answer).not.toContain('database')
})

test.each([
  [new Problem('busy', 'database-away', 'Not now.'), /^451 4\.3\.2 Not now\./],
  [new Problem('busy', 'disk-full', 'Full.'), /^452 4\.3\.1 Full\./],
  [new Problem('invalid', 'unacceptable', 'Never.\r\n250 ok'), /^554 5\.6\.0 Never\. 250 ok/],
  [new Error('select * from secret'), /^451 4\.3\.0 Something went wrong/],
])('what goes wrong in storing a message becomes the reply: %s', async (thrown, pattern) => {
  const { port, server } = await listen({
    message: async () => {
      throw thrown
    },
  })
  const talk = await talkSmtp(port)

  expect(await deliver(talk, 'Subject: x\r\n\r\ny')).toMatch(pattern)
  expect(server.stats()).toMatchObject({ messages: 0, messagesRefused: 1, bufferedBytes: 0 })
})

test('LMTP answers once for every recipient', async () => {
  const { port, messages } = await listen({ lmtp: true })
  const talk = await talkTo(port)
  await talk.hear(/^220 .*\r\n/m)
  expect(await talk.ask('EHLO client.example')).toMatch(/^500 /)
  await talk.ask('LHLO client.example')
  await envelope(talk)
  await talk.ask('RCPT TO:<sales@desk.example>')
  await talk.ask('DATA')

  talk.say('Subject: x\r\n\r\ny\r\n.\r\n')
  await talk.hear(/^250 .*\r\n250 .*\r\n/m)

  expect(messages[0]?.raw.toString()).toContain('with LMTP id')
  expect(messages[0]?.raw.toString()).not.toContain('\tfor <')
})

test('stopping lets a message in flight finish and sends the idle away', async () => {
  const { port, server, messages } = await listen()
  const idle = await talkSmtp(port)
  const busy = await talkSmtp(port)
  await envelope(busy)
  await busy.ask('DATA')

  const start = performance.now()
  const stopped = server.stop(50_000)
  await idle.hear(/^421 4\.3\.2 /m)
  expect(await busy.ask('Subject: x\r\n\r\ny\r\n.')).toMatch(/^250 /)
  await busy.hear(/^421 /m)
  await stopped

  expect(performance.now() - start).toBeLessThan(20_000)
  expect(messages).toHaveLength(1)
  await expect(talkTo(port)).rejects.toThrow()
})

test('stopping does not wait longer than it was told', async () => {
  const { port, server } = await listen()
  const slow = await talkSmtp(port)
  await envelope(slow)
  await slow.ask('DATA')
  const start = performance.now()

  await server.stop(400)

  await slow.hear(/^421 /m)
  expect(performance.now() - start).toBeLessThan(20_000)
})

test('a client that goes away in the middle leaves nothing behind', async () => {
  const { port, server, messages } = await listen()
  const talk = await talkSmtp(port)
  await envelope(talk)
  await talk.ask('DATA')
  talk.say(`Subject: x\r\n\r\n${'y'.repeat(100_000)}`)
  await until(() => server.stats().bufferedBytes > 0)

  talk.hangUp()

  await until(() => server.stats().connections === 0)
  expect(server.stats()).toMatchObject({ bufferedBytes: 0, messages: 0, messagesRefused: 0 })
  expect(messages).toEqual([])
})

test('a port in use is named, with the setting that changes it', async () => {
  const { port } = await listen()

  const second = listen({ port, setting: 'POSTROOM_SMTP_PORT' })

  await expect(second).rejects.toMatchObject({
    kind: 'conflict',
    code: 'port-in-use',
    message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}.*POSTROOM_SMTP_PORT`)),
  })
})

test('STARTTLS is offered with a certificate; the message knows it came encrypted, and nothing said before counts', async () => {
  const { key, cert } = getTLSOptions() as { key: string; cert: string }
  const { port, messages } = await listen({ tls: { key, cert } })
  const talk = await talkSmtp(port)
  expect(talk.heard()).toContain('STARTTLS')
  talk.say('STARTTLS\r\nMAIL FROM:<evil@e.example>\r\n')
  await talk.hear(/^220 .*\r\n/m)
  const secure = await talk.encrypt()

  expect(await secure.ask('MAIL FROM:<dora@acme.example>')).toMatch(/^503 /)
  await secure.ask('EHLO client.example')
  expect(await deliver(secure, 'Subject: x\r\n\r\ny')).toMatch(/^250 /)

  expect(messages).toMatchObject([{ from: 'dora@acme.example', tls: true }])
  expect(messages[0]?.raw.toString()).toContain('with ESMTPS id')
})
