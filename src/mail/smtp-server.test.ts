import { afterEach, expect, test } from 'vitest'
import { silentLog } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'
import { talkSmtp, talkTo, type Talk } from '../../test/doubles/talk.ts'
import { startSmtpServer, type IncomingMessage, type RunningSmtpServer, type SmtpServerOptions } from './smtp-server.ts'

const running: RunningSmtpServer[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop(0)))
})

type Change = Partial<Omit<SmtpServerOptions, 'accept'>> & Partial<SmtpServerOptions['accept']>

async function listen({ recipient, message, ...change }: Change = {}) {
  const messages: IncomingMessage[] = []
  const server = await startSmtpServer({
    host: '127.0.0.1',
    port: 0,
    lmtp: false,
    name: 'desk.example',
    log: silentLog,
    ...change,
    accept: {
      recipient:
        recipient ??
        (async (address) =>
          address.startsWith('nobody@') ? 'unknown' : address.startsWith('later@') ? 'later' : 'ok'),
      message:
        message ??
        (async (one) => {
          messages.push(one)
        }),
    },
  })
  running.push(server)
  return { server, messages, port: server.port }
}

async function envelope(talk: Talk, to = 'help@desk.example') {
  await talk.ask('MAIL FROM:<dora@acme.example>')
  await talk.ask(`RCPT TO:<${to}>`)
}

async function deliver(talk: Talk, text: string): Promise<string> {
  await envelope(talk)
  await talk.ask('DATA')
  return talk.ask(`${text}\r\n.`)
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

// What ends a message for one server and not for the next (CVE-2023-51764 and its family).
test.each(['\n.\n', '\n.\r\n', '\r\n.\n', '\r.\r', '\r\n.\r', '\r.\r\n', '\n\n.\r\n', '\r\n\0.\r\n', '\r\n.\0\r\n'])(
  'only CR LF . CR LF ends a message, not %j',
  async (fake) => {
    const { port, messages } = await listen()
    const talk = await talkSmtp(port)

    await deliver(
      talk,
      `Subject: one\r\n\r\ntext${fake}MAIL FROM:<evil@e.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\nSubject: two`,
    )

    expect(messages).toHaveLength(1)
    expect(messages[0]?.from).toBe('dora@acme.example')
  },
)

test.each(['NOOP\n', 'MAIL FROM:<a@b.example>\rRSET\r\n', 'NO\0OP\r\n', 'NOOP\r\r\n'])(
  'a command that ends or holds anything but CR LF is refused: %j',
  async (line) => {
    const { port } = await listen()
    const talk = await talkSmtp(port)

    talk.say(line)

    expect(await talk.hear(/^\d{3} .*\r\n/m)).toMatch(/^500 5\.5\.2 /)
    expect(await talk.ask('NOOP')).toMatch(/^250 /)
  },
)

test('commands cut at any byte, or all in one piece, mean the same', async () => {
  const { port, messages } = await listen()
  const bytes = 'EHLO c.example\r\nMAIL FROM:<dora@acme.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n'
  const whole = await talkTo(port)
  await whole.hear(/^220 .*\r\n/m)
  whole.say(bytes)
  await whole.hear(/^354 /m)
  whole.say('Subject: x\r\n\r\ny\r\n.\r\nQUIT\r\n')
  await whole.hear(/^221 /m)

  const pieces = await talkTo(port)
  await pieces.hear(/^220 .*\r\n/m)
  for (const byte of bytes) {
    pieces.say(byte)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await pieces.hear(/^354 /m)
  pieces.say('Subject: x\r\n\r\ny\r\n.\r\nQUIT\r\n')
  await pieces.hear(/^221 /m)

  expect(messages).toHaveLength(2)
  expect(messages[1]?.raw.subarray(messages[1].traceBytes)).toEqual(messages[0]?.raw.subarray(messages[0].traceBytes))
})

test('too many recipients are told to come in a second message', async () => {
  const { port, messages } = await listen({ limits: { recipients: 3 } })
  const talk = await talkSmtp(port)
  await talk.ask('MAIL FROM:<dora@acme.example>')
  for (const name of ['a', 'b', 'c']) await talk.ask(`RCPT TO:<${name}@desk.example>`)

  expect(await talk.ask('RCPT TO:<d@desk.example>')).toMatch(/^452 4\.5\.3 /)
  await talk.ask('DATA')
  await talk.ask('Subject: x\r\n\r\ny\r\n.')
  expect(messages[0]?.to).toHaveLength(3)
})

test('a message that says it is too large is refused before it comes, another after', async () => {
  const { port, messages, server } = await listen({ limits: { bytes: 10_000 } })
  const talk = await talkSmtp(port)

  expect(await talk.ask('MAIL FROM:<dora@acme.example> SIZE=10001')).toMatch(/^552 5\.3\.4 /)
  expect(await deliver(talk, `Subject: x\r\n\r\n${'y'.repeat(20_000)}`)).toMatch(/^552 5\.3\.4 /)
  expect(await deliver(talk, 'Subject: x\r\n\r\nsmall')).toMatch(/^250 /)
  expect(messages).toHaveLength(1)
  expect(server.stats().bufferedBytes).toBe(0)
})

test('a header without end is refused', async () => {
  const { port } = await listen({ limits: { headerBytes: 1_000 } })
  const talk = await talkSmtp(port)

  expect(await deliver(talk, `${'X-Long: y\r\n'.repeat(200)}\r\ntext`)).toMatch(/^552 5\.3\.4 /)
  expect(await deliver(talk, `Subject: x\r\n\r\n${'long text\r\n'.repeat(200)}`)).toMatch(/^250 /)
})

test('when memory is full, more mail is asked to come later', async () => {
  const held: (() => void)[] = []
  const { port, server } = await listen({
    limits: { bufferedBytes: 10_000 },
    message: () => new Promise((resolve) => held.push(resolve)),
  })
  const first = await talkSmtp(port)
  await envelope(first)
  await first.ask('DATA')
  first.say(`Subject: x\r\n\r\n${'y'.repeat(8_000)}\r\n.\r\n`)
  await until(() => held.length === 1)

  const second = await talkSmtp(port)
  expect(await deliver(second, `Subject: x\r\n\r\n${'y'.repeat(8_000)}`)).toMatch(/^451 4\.3\.1 /)
  held[0]?.()
  await first.hear(/^250 2\.6\.0/m)
  expect(server.stats().bufferedBytes).toBe(0)
})

test('whoever talks much without bringing a message is shown out', async () => {
  const { port, server } = await listen({ limits: { junkCommands: 5 } })
  const talk = await talkSmtp(port)

  for (let i = 0; i < 50; i++) talk.say('NOOP\r\n')
  await talk.hear(/^421 4\.7\.0 /m)
  await talk.closed

  expect(talk.heard().match(/^250 2/gm)?.length).toBe(4)
  expect(server.stats().junk).toBe(1)
})

test.each(['HELP\r\n', 'XYZZY\r\n', 'NOOP\n', 'AUTH PLAIN AGEAYg==\r\n'])('so is who keeps saying %j', async (line) => {
  const { port } = await listen({ limits: { junkCommands: 5 } })
  const talk = await talkSmtp(port)

  talk.say(line.repeat(500))

  await talk.closed
  expect(talk.heard()).toMatch(/^421 .*\r\n$/m)
  expect(talk.heard().length).toBeLessThan(1_500)
})

test('a message forgives what came before it', async () => {
  const { port } = await listen({ limits: { junkCommands: 5 } })
  const talk = await talkSmtp(port)

  for (let i = 0; i < 4; i++) {
    expect(await talk.ask('RSET')).toMatch(/^250 /)
    expect(await talk.ask('RSET')).toMatch(/^250 /)
    expect(await deliver(talk, 'Subject: x\r\n\r\ny')).toMatch(/^250 /)
  }
})

test.each([`GET / HTTP/1.1\r\nHost: desk.example\r\n\r\n`, 'x'.repeat(1_000_000)])(
  'what is not SMTP is shown out: %.15s',
  async (bytes) => {
    const { port } = await listen()
    const talk = await talkTo(port)
    await talk.hear(/^220 .*\r\n/m)

    talk.say(bytes)

    await talk.hear(/^421 /m)
    await talk.closed
  },
)

test('one address gets only so many connections, and another still gets in', async () => {
  const { port, server } = await listen({ limits: { connectionsPerAddress: 2 } })
  const [first] = await Promise.all([talkSmtp(port), talkSmtp(port)])

  const third = await talkTo(port)
  await third.hear(/^421 4\.7\.0 /m)
  await third.closed
  const stranger = await talkSmtp(port, '127.0.0.2')
  first.hangUp()
  await until(() => server.stats().connections === 2)
  const again = await talkSmtp(port)

  expect(stranger.isOpen() && again.isOpen()).toBe(true)
  expect(server.stats().connectionsRefused).toBe(1)
})

test('a trusted relay may open more', async () => {
  const { port } = await listen({ limits: { connectionsPerAddress: 1 }, trusted: ['127.0.0.1'] })

  const both = await Promise.all([talkSmtp(port), talkSmtp(port)])

  expect(both.every((talk) => talk.isOpen())).toBe(true)
})

test('connections in all are limited', async () => {
  const { port } = await listen({ limits: { connections: 2 } })
  await Promise.all([talkSmtp(port), talkSmtp(port, '127.0.0.2')])

  const third = await talkTo(port, '127.0.0.3')

  await third.hear(/^421 4\.3\.2 /m)
})

test('a byte now and then does not hold a connection open: not in a command, not in a message', async () => {
  const { port, server } = await listen({ limits: { commandTimeout: 400, messageTimeout: 400 } })
  const command = await talkSmtp(port)
  const message = await talkSmtp(port)
  await envelope(message)
  await message.ask('DATA')
  const drip = setInterval(() => {
    command.say('N')
    message.say('y')
  }, 50)

  await Promise.all([command.hear(/^421 4\.4\.2 /m), message.hear(/^421 4\.4\.2 /m)])

  clearInterval(drip)
  await Promise.all([command.closed, message.closed])
  await until(() => server.stats().connections === 0)
  expect(server.stats()).toMatchObject({ timeouts: 2, bufferedBytes: 0 })
})

test('in a crowd everybody has to hurry', async () => {
  const { port, server } = await listen({ limits: { commandTimeout: 4_000, connections: 5, stressAt: 0.8 } })
  const idle = await Promise.all([1, 2, 3].map(() => talkSmtp(port)))
  expect(server.stats().isStressed).toBe(false)

  await talkSmtp(port)

  expect(server.stats().isStressed).toBe(true)
  await idle[0]?.hear(/^421 4\.4\.2 /m, 2_000)
})

test('the time we need to store a message is not held against the client', async () => {
  const { port } = await listen({
    limits: { commandTimeout: 200, messageTimeout: 200 },
    message: () => new Promise((resolve) => setTimeout(resolve, 600)),
  })
  const talk = await talkSmtp(port)

  expect(await deliver(talk, 'Subject: x\r\n\r\ny')).toMatch(/^250 /)
})

test('stopping lets a message in flight finish and sends the idle away', async () => {
  const { port, server, messages } = await listen()
  const idle = await talkSmtp(port)
  const busy = await talkSmtp(port)
  await envelope(busy)
  await busy.ask('DATA')

  const start = performance.now()
  const stopped = server.stop(5_000)
  await idle.hear(/^421 4\.3\.2 /m)
  expect(await busy.ask('Subject: x\r\n\r\ny\r\n.')).toMatch(/^250 /)
  await busy.hear(/^421 /m)
  await stopped

  expect(performance.now() - start).toBeLessThan(1_000)
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
  expect(performance.now() - start).toBeLessThan(1_000)
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

async function until(isTrue: () => boolean, ms = 5_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
