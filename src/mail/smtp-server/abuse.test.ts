import { afterEach, expect, test } from 'vitest'
import { deliver, envelope, startListener, until, type TestListener } from '../../../test/doubles/smtp-listener.ts'
import { talkSmtp, talkTo } from '../../../test/doubles/talk.ts'

const running: TestListener[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.server.stop(0)))
})

async function listen(change?: Parameters<typeof startListener>[0]): Promise<TestListener> {
  const listener = await startListener(change)
  running.push(listener)
  return listener
}

// What ends a message for one server and not for the next (CVE-2023-51764 and its family).
test.each([
  '\n.\n',
  '\n.\r\n',
  '\r\n.\n',
  '\r.\r',
  '\r\n.\r',
  '\r.\r\n',
  '\n\n.\r\n',
  '\r\n\0.\r\n',
  '\r\n.\0\r\n',
  '\n.\r',
  '\r.\n',
])('only CR LF . CR LF ends a message, not %j', async (fake) => {
  const { port, messages } = await listen()
  const talk = await talkSmtp(port)

  await deliver(
    talk,
    `Subject: one\r\n\r\ntext${fake}MAIL FROM:<evil@e.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\nSubject: two`,
  )

  expect(messages).toHaveLength(1)
  expect(messages[0]?.from).toBe('dora@acme.example')
})

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
  const kept = Promise.withResolvers<void>()
  let storing = 0
  const message = () => (storing++, kept.promise) // nobody makes room meanwhile
  const { port } = await listen({ limits: { connections: 2 }, message })
  const both = await Promise.all([talkSmtp(port), talkSmtp(port, '127.0.0.2')])
  const delivered = Promise.all(both.map((talk) => deliver(talk, 'Subject: x\r\n\r\ny')))
  await until(() => storing === 2)

  const third = await talkTo(port, '127.0.0.3')

  await third.hear(/^421 4\.3\.2 /m)
  kept.resolve()
  expect(await delivered).toEqual([expect.stringMatching(/^250 /), expect.stringMatching(/^250 /)])
})

test('a byte now and then does not hold a connection open: not in a command, not in a message', async () => {
  const { port, server } = await listen({ limits: { commandTimeout: 1_500, messageTimeout: 1_500 } })
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

test('where it is full, whoever brought nothing for longest makes room for whoever comes', async () => {
  const { port, server } = await listen({ limits: { connections: 2 } })
  const idle = await talkSmtp(port)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const useful = await talkSmtp(port)
  await new Promise((resolve) => setTimeout(resolve, 1_100))

  const late = await talkSmtp(port)

  await idle.hear(/^421 4\.3\.2 /m)
  expect(await deliver(late, 'Subject: x\r\n\r\ny')).toMatch(/^250 /)
  expect(await deliver(useful, 'Subject: x\r\n\r\ny')).toMatch(/^250 /)
  await until(() => server.stats().connections === 2)
})

test('where it is full, whoever is in the middle of a message stays, and a silent newcomer makes room for the next', async () => {
  const { port, server } = await listen({ limits: { connections: 3 } })
  const honest = await talkSmtp(port)
  await envelope(honest)
  await honest.ask('DATA')
  honest.say('Subject: long\r\n\r\n')
  const crowd = [await talkTo(port, '127.0.1.1'), await talkTo(port, '127.0.1.2')]

  for (let at = 3; at < 6; at++) {
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    honest.say('y'.repeat(2_000))
    crowd.push(await talkTo(port, `127.0.1.${at}`))
  }

  await until(() => crowd.slice(0, 3).every((one) => !one.isOpen()))
  honest.say('\r\n.\r\n')
  expect(await honest.hear(/^\d{3} .*\r\n/m)).toMatch(/^250 /)
  expect(server.stats().messages).toBe(1)
})

test('in a crowd everybody has to hurry', async () => {
  const { port, server } = await listen({ limits: { commandTimeout: 10_000, connections: 5, stressAt: 0.8 } })
  const idle = await Promise.all([1, 2, 3].map(() => talkSmtp(port)))
  expect(server.stats().isStressed).toBe(false)

  await talkSmtp(port)

  expect(server.stats().isStressed).toBe(true)
  await idle[0]?.hear(/^421 4\.4\.2 /m, 8_000)
})

test('the time we need to store a message is not held against the client', async () => {
  const { port } = await listen({
    limits: { commandTimeout: 1_000, messageTimeout: 1_000 },
    message: () => new Promise((resolve) => setTimeout(resolve, 2_000)),
  })
  const talk = await talkSmtp(port)

  expect(await deliver(talk, 'Subject: x\r\n\r\ny')).toMatch(/^250 /)
})
