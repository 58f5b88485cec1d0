// The other ways in: LMTP, HTTP, a mail server's pipe. Whichever it comes by, it is one mail.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLine, toWire } from '../../bench/senders.ts'
import { desk, freePorts, run, startServer, type Server } from './server.ts'

let server: Server
/** It is patient for twenty seconds: it waits beside all the others. */
let later: ReturnType<typeof run>
beforeAll(async () => {
  server = await startServer({ lmtp: true })
  const [port] = await freePorts(1)
  const away = { POSTROOM_DATABASE_URL: `postgres://postroom@127.0.0.1:${port}/postroom` }
  later = deliver(['--to', desk.address], letter('later'), away)
})
afterAll(() => server?.remove())

const letter = (subject: string, to = desk.address) =>
  Buffer.from(
    [
      'From: Dora <dora@acme.example>',
      `To: ${to}`,
      `Subject: ${subject}`,
      `Message-ID: <${subject.replaceAll(' ', '-')}@acme.example>`,
      '',
      'Where is my order?',
      '',
    ].join('\r\n'),
  )
const deliver = (args: string[], input: Buffer, env: Record<string, string> = {}) =>
  run(['deliver', ...args], { input, env: { ...server.env, ...env } })

test('by LMTP', async () => {
  const line = await openLine(server.lmtpPort, { lmtp: true })
  const reply = await line.send({ from: 'dora@acme.example', to: desk.address, wire: toWire(letter('by lmtp')) })
  line.quit()

  expect(reply.code).toBe(250)
  await server.api.bySubject('by lmtp')
})

test('by HTTP: 202 when it is durable, and what is addressed to nobody here is refused', async () => {
  expect(await server.api.deliver(letter('by http'))).toMatchObject({ status: 202, body: { id: expect.any(String) } })
  await server.api.bySubject('by http')

  const refused = await server.api.deliver(letter('to nobody', 'nobody@elsewhere.example'))
  expect(refused).toMatchObject({ status: 404, body: { code: 'recipient-unknown' } })
})

test('by a pipe, beside the Postroom that runs: status 0 means that it is there', async () => {
  const { code, err } = await deliver(['--to', desk.address, '--from', 'dora@acme.example'], letter('by pipe'))

  expect([code, err]).toEqual([0, ''])
  await server.api.bySubject('by pipe')
})

test('the pipe tells a mail server what to do: 67 for an address nobody has, 65 for nothing at all', async () => {
  const unknown = await deliver(['--to', 'nobody@desk.example'], letter('unknown'))
  const nothing = await deliver([], Buffer.alloc(0))

  expect([unknown.code, nothing.code]).toEqual([67, 65])
  expect(nothing.err).toContain('postroom deliver < mail.eml')
})

test('the same mail by four ways is one message', async () => {
  const raw = letter('one and the same')
  for (const [port, lmtp] of [
    [server.smtpPort, false],
    [server.lmtpPort, true],
  ] as const) {
    const line = await openLine(port, { lmtp })
    expect((await line.send({ from: 'dora@acme.example', to: desk.address, wire: toWire(raw) })).code).toBe(250)
    line.quit()
  }
  expect((await server.api.deliver(raw)).status).toBe(202)
  expect((await deliver([], raw)).code).toBe(0)

  const { id } = await server.api.bySubject('one and the same')
  await expect.poll(() => server.api.metric('postroom_messages_filed_total', 'duplicate')).toBe(3)
  expect(await server.api.messages(id)).toHaveLength(1)
})

test('without a Postroom running the pipe opens the store itself, and the next one files the mail', async () => {
  await server.stop()

  const { code } = await deliver(['--to', desk.address], letter('while away'))
  await server.start()

  expect(code).toBe(0)
  await server.api.bySubject('while away')
})

test('with the database away the pipe says 75, so that the mail server keeps the mail and comes again', async () => {
  const { code, err } = await later

  expect(code).toBe(75)
  expect(err).toContain('database')
})
