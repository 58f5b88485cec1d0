// The whole loop with real mail programs: a customer writes, a page hears of it, somebody answers, the customer gets the answer
// and writes back; and what becomes of an answer that cannot be delivered.
import nodemailer, { type SendMailOptions } from 'nodemailer'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConversation } from '../../src/desk/conversations/conversations.api.ts'
import { sendReply, undoSend } from '../../src/flows/reply/reply.api.ts'
import { must } from '../../src/kit/must.ts'
import { startSink, type Sink } from '../doubles/smtp-sink.ts'
import { desk, startServer, type Server } from './server.ts'

let server: Server
let customers: Sink
const undoMs = 4_000

beforeAll(async () => {
  customers = await startSink()
  server = await startServer({
    env: { POSTROOM_SMTP_URL: customers.url, POSTROOM_UNDO_SECONDS: String(undoMs / 1000) },
  })
})
afterAll(async () => {
  await server?.remove()
  await customers?.stop()
})

test('a customer writes, is answered and writes back: one conversation, heard of at once', async () => {
  const live = await server.api.live()
  await send({ subject: 'The parcel is late', text: 'Where is my order?', messageId: '<first@acme.example>' })
  await live.hear('message.received')
  const conversation = await server.api.bySubject('The parcel is late')
  live.close()
  const [question] = await server.api.messages(conversation.id)
  expect(question).toMatchObject({ direction: 'in', text: expect.stringContaining('Where is my order?') })

  const { undoUntil } = await reply(conversation.id, 'It is on its way.')
  expect(Date.parse(undoUntil) - Date.now()).toBeGreaterThan(undoMs / 2)
  const answer = await arrived('It is on its way.')

  const parsed = await simpleParser(answer.raw)
  expect(answer.to).toEqual(['dora@acme.example'])
  expect(parsed.inReplyTo).toBe('<first@acme.example>')
  expect([parsed.references].flat()).toEqual(['<first@acme.example>'])
  expect(parsed.messageId).toMatch(/^<[^@<>]+@desk\.example>$/)
  const replyTo = must(parsed.replyTo?.value[0]?.address, 'a Reply-To')
  expect(replyTo).toMatch(/^support\+t-[a-z2-7]+@desk\.example$/)
  await expect.poll(() => deliveries(conversation.id)).toEqual([['dora@acme.example', 'delivered']])

  // From another address, with another subject, without any header to go by: the address alone knows.
  await send({ from: 'dora.private@home.example', to: replyTo, subject: 'it came', text: 'Thank you!' })
  await expect.poll(async () => (await server.api.messages(conversation.id)).length).toBe(3)
  const third = must((await server.api.messages(conversation.id))[2], 'the third message')
  expect(third).toMatchObject({ direction: 'in', isStranger: true })
})

test('what is called back in time never leaves, and the conversation is as it was', async () => {
  await send({ subject: 'A refund, please', text: 'For order 1042.' })
  const conversation = await server.api.bySubject('A refund, please')

  const { message } = await reply(conversation.id, 'Never to be read')
  const undone = await server.api.call(undoSend, { id: must(message.outboxId, 'its place in the outbox') })

  expect(undone.text).toBe('Never to be read')
  expect(await server.api.messages(conversation.id)).toHaveLength(1)
  await new Promise((resolve) => setTimeout(resolve, undoMs + 1_500))
  expect(customers.messages.filter((one) => one.raw.includes('Never to be read'))).toEqual([])
})

test('an answer written while the customer wrote again is refused, and says why', async () => {
  await send({ subject: 'Which colour', text: 'Red?', messageId: '<red@acme.example>' })
  const before = await server.api.bySubject('Which colour')
  await send({ subject: 'Re: Which colour', text: 'No, blue.', inReplyTo: '<red@acme.example>' })
  await expect.poll(async () => (await server.api.messages(before.id)).length).toBe(2)

  await expect(reply(before.id, 'Red it is.', before.version)).rejects.toThrow(/409/)
})

test('a bounce of our answer is told at the answer, and opens no conversation', async () => {
  await send({ from: 'gone@acme.example', subject: 'Call me', text: 'Soon.' })
  const conversation = await server.api.bySubject('Call me')
  await reply(conversation.id, 'We called, nobody answered.')
  const answer = await arrived('We called, nobody answered.')
  const { messageId } = await simpleParser(answer.raw)
  const before = (await server.api.conversations()).length

  await send({ from: '', to: answer.from, raw: bounceOf(must(messageId, 'a Message-ID'), 'gone@acme.example') })

  await expect.poll(() => deliveries(conversation.id)).toEqual([['gone@acme.example', 'failed']])
  expect((await server.api.messages(conversation.id)).map((one) => one.kind)).toEqual(['message', 'message', 'bounce'])
  expect(await server.api.conversations()).toHaveLength(before)
  expect((await server.api.call(readConversation, { id: conversation.id })).status).toBe('open')
})

test('mail for an address that is not ours is refused at RCPT', async () => {
  await expect(send({ to: 'nobody@desk.example', subject: 'Hello?' })).rejects.toMatchObject({ responseCode: 550 })
})

async function send(letter: SendMailOptions & { raw?: Buffer }): Promise<void> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: server.smtpPort,
    secure: false,
    ignoreTLS: true,
  })
  const from = (letter.from as string | undefined) ?? 'Dora <dora@acme.example>'
  const to = (letter.to as string | undefined) ?? desk.address
  const raw = letter.raw && { raw: letter.raw, envelope: { from, to: [to] } }
  try {
    await transport.sendMail(raw ?? { ...letter, from, to })
  } finally {
    transport.close()
  }
}

async function reply(id: string, text: string, version?: number) {
  const conversation = await server.api.call(readConversation, { id })
  const to = [conversation.from]
  const asked = { id, to, subject: `Re: ${conversation.subject}`, text, version: version ?? conversation.version }
  return await server.api.call(sendReply, asked)
}

async function arrived(text: string) {
  const find = () => customers.messages.find((one) => one.raw.includes(text))
  await expect.poll(() => Boolean(find())).toBe(true)
  return must(find(), 'the mail')
}

async function deliveries(conversationId: string): Promise<[string, string][]> {
  const messages = await server.api.messages(conversationId)
  return messages.flatMap((one) =>
    one.deliveries.map((delivery): [string, string] => [delivery.recipient, delivery.state]),
  )
}

/** RFC 3464 */
function bounceOf(messageId: string, recipient: string): Buffer {
  return Buffer.from(
    [
      'From: Mail Delivery System <mailer-daemon@mx.example.net>',
      `To: ${desk.address}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <bounce@mx.example.net>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="edge"',
      '',
      '--edge',
      '',
      `<${recipient}>: 550 5.1.1 User unknown`,
      '--edge',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.net',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
      '--edge',
      'Content-Type: text/rfc822-headers',
      '',
      `From: <${desk.address}>`,
      `To: <${recipient}>`,
      `Message-ID: ${messageId}`,
      '--edge--',
      '',
    ].join('\r\n'),
  )
}
