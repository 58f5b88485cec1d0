// The log holds ids, counts and codes: a day of mail and requests, good and bad, with one word in every place where somebody's text
// can stand, leaves no trace of that word in what the server and its database say, even where they are told to say everything.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../../src/kit/must.ts'
import { startSink, type Sink } from '../doubles/smtp-sink.ts'
import { talkTo } from '../doubles/talk.ts'
import { desk, startServer, type Server } from './server.ts'

const WORD = 'kanarienvogel'
const written = [WORD, Buffer.from(WORD).toString('base64').slice(0, 16), Buffer.from(WORD).toString('hex')]

let server: Server
let relay: Sink

beforeAll(async () => {
  // Every second answer is refused, with a text that says more than it should.
  const auth = { user: WORD, pass: `${WORD}-password` }
  relay = await startSink({ auth, recipient: (address) => (address.includes('refused') ? 550 : null) })
  server = await startServer({ env: { POSTROOM_LOG_LEVEL: 'trace', POSTROOM_SMTP_URL: relay.url } })
})
afterAll(async () => {
  await server?.remove()
  await relay?.stop()
})

test('no mail text, address, name, question or secret is in the log or in the log of the database', async () => {
  await goodMail()
  await badMail()
  const conversation = await server.api.bySubject(`${WORD} 0`)
  await requests(conversation.id)
  await expect.poll(() => server.api.metric('postroom_search_lag_seconds')).toBe(0)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await server.stop()

  const said = `${server.output()}\n${readFileSync(path.join(server.dataDir, 'postgres.log'), 'utf8')}`
  const lines = said.split('\n')
  const telling = lines.filter((line) => {
    const small = line.toLowerCase()
    return written.some((form) => small.includes(form.toLowerCase())) || secrets().some((one) => line.includes(one))
  })

  expect(telling.slice(0, 5)).toEqual([])
  expect(lines.filter((line) => line.includes('"requestId"')).length).toBeGreaterThan(30) // it did say something
})

const secrets = () => [desk.token, desk.admin.password, 'pr_live_']

async function goodMail(): Promise<void> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: server.smtpPort,
    name: `${WORD}.example`,
    ignoreTLS: true,
  })
  for (let n = 0; n < 10; n++)
    await transport.sendMail({
      from: { name: `${WORD} ${n}`, address: `${WORD}${n}@acme.example` },
      to: [desk.address, `"${WORD}" <support+${WORD}@desk.example>`],
      subject: `${WORD} ${n}`,
      text: `${WORD}\n`.repeat(n + 1),
      html: `<p onclick="${WORD}">${WORD}<img src="https://${WORD}.example/"></p>`,
      headers: { [`X-${WORD}`]: WORD },
      messageId: `<${WORD}-${n}@acme.example>`,
      attachments: [{ filename: `${WORD}.html`, content: WORD, contentType: `text/${WORD}` }],
    })
  transport.close()
}

async function badMail(): Promise<void> {
  const talk = await talkTo(server.smtpPort)
  await talk.hear(/^220 /m)
  for (const line of [
    `EHLO ${WORD}.example`,
    `${WORD} ${WORD}`,
    `MAIL FROM:<${WORD}@acme.example> ${WORD}=1`,
    `VRFY ${WORD}`,
  ])
    await talk.ask(line)
  for (const line of [
    `MAIL FROM:<${WORD}@acme.example>`,
    `RCPT TO:<${WORD}@desk.example>`,
    `RCPT TO:<${desk.address}>`,
    'DATA',
  ])
    await talk.ask(line)
  talk.say(`Subject: ${WORD}\r\n\r\n${WORD}\r\n`)
  talk.hangUp()
  const raw = [
    `Subject: =?${WORD}?Q?${WORD}?=\r\nContent-Type: multipart/mixed; boundary=${WORD}\r\n\r\n--${WORD}\r\nContent-Type: ${WORD}`,
    `From: ${WORD}\0 <${WORD}\0@acme.example>\r\nSubject: ${WORD}\0\r\n\r\n${WORD}\0\ud800`,
    `${WORD}`,
    `Content-Type: message/rfc822\r\nSubject: ${WORD} nest\r\n\r\n`.repeat(2_000),
    `Subject: bounce\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; ${WORD}\r\n\r\nFinal-Recipient: rfc822; ${WORD}@acme.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 ${WORD}\r\n\r\n--b--\r\n`,
  ]
  for (const one of raw) await server.api.deliver(Buffer.from(one), `?to=${desk.address}&from=${WORD}@acme.example`)
  await server.api.deliver(Buffer.from(`Subject: ${WORD}\r\n\r\n`), `?to=${WORD}@elsewhere.example`)
}

async function requests(id: string): Promise<void> {
  const ask = (method: string, where: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/v1${where}`, {
      method,
      headers: {
        authorization: `Bearer ${desk.token}`,
        'content-type': 'application/json',
        'user-agent': WORD,
        referer: `http://${WORD}.example`,
        'x-forwarded-for': WORD,
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }).then((answer) => answer.text())
  const person = { name: WORD, address: `${WORD}@acme.example` }
  const version = async () => (JSON.parse(await ask('GET', `/conversations/${id}`)) as { version: number }).version
  for (const where of [
    `?q=${WORD}`,
    `?q="${WORD} ${WORD}"`,
    `?tag=${WORD}`,
    `?cursor=${WORD}`,
    `?${WORD}=1`,
    `?inboxId=${WORD}`,
  ])
    await ask('GET', `/conversations${where}`)
  for (const where of [
    `/${WORD}`,
    `/conversations/${WORD}`,
    `/contacts?q=${WORD}`,
    `/jobs?kind=${WORD}`,
    '/jobs?limit=200',
  ])
    await ask('GET', where)
  await ask('PATCH', `/conversations/${id}`, { tags: [WORD], subject: `${WORD} again`, [WORD]: WORD })
  await ask('PATCH', `/conversations/${id}`, { tags: [WORD], subject: `${WORD} again` })
  await ask('PATCH', `/conversations/${id}`, `{"subject": "${WORD}`)
  await ask('PATCH', `/conversations/${id}`, { subject: `${WORD}\0` })
  await ask('POST', `/conversations/${id}/notes`, { text: WORD }, { 'idempotency-key': WORD })
  await ask('POST', '/uploads?name=a', WORD, { 'content-type': `text/${WORD}` })
  await ask('POST', '/rules', { name: WORD, condition: { all: [] }, actions: [{ do: 'addTags', tags: [WORD] }] })
  await ask('POST', '/rules/try', { raw: `Subject: ${WORD}\r\n\r\n${WORD}` })
  await ask('POST', '/invitations', { email: `${WORD}@people.example`, name: WORD, role: 'agent' })
  await ask('POST', '/tokens', { name: WORD, scopes: [WORD] })
  await ask('POST', '/mailboxes/test', { host: `${WORD}.invalid`, username: WORD, secret: WORD })
  await ask(
    'POST',
    '/session',
    { email: `${WORD}@people.example`, password: WORD },
    { authorization: '', origin: `http://${WORD}` },
  )
  await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `pr_session=${WORD}` },
    body: JSON.stringify({ email: `${WORD}@people.example`, password: WORD }),
  })
  await ask('GET', '/session', undefined, { authorization: `Bearer ${WORD}` })
  for (const to of [person, { ...person, address: `refused-${WORD}@acme.example` }]) {
    const answer = { to: [to], subject: WORD, text: WORD, html: `<p>${WORD}</p>`, version: await version() }
    expect(must(await ask('POST', `/conversations/${id}/replies`, answer), 'an answer')).toContain('undoUntil')
  }
  await expect.poll(() => relay.messages.length).toBe(1)
}
