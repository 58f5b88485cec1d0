// What a stranger or a careless hand can put into a field that becomes a header or an SMTP command: thirty ways in, and nine ends
// of a message that are none. Besides, what reads files on the way out: nothing does.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { startSink, type Sink } from '../../test/doubles/smtp-sink.ts'
import { silentLog } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'
import { compose, type Draft } from './compose.ts'
import { sanitizeMailHtml } from './html/sanitize.ts'
import { readMail } from './read.ts'
import { createSubmitter } from './smtp-client.ts'

const EVIL = 'evil@evil.test'
const draft = (changed: Partial<Draft> = {}): Draft => ({
  from: { name: 'Support', address: 'support@desk.example' },
  to: [{ name: 'Dora', address: 'dora@acme.example' }],
  cc: [],
  bcc: [],
  subject: 'Re: The parcel',
  text: 'It left.',
  html: null,
  messageId: '<m1@desk.example>',
  inReplyTo: null,
  references: [],
  date: new Date('2026-03-02T09:00:00Z'),
  attachments: [],
  ...changed,
})
const file = (changed: object) => ({ name: 'a.txt', type: 'text/plain', bytes: Buffer.from('x'), ...changed })
const ends = ['\r\n', '\n', '\r', '\r\n\r\n', '\0\r\n', '\u2028', '\u0085', '\r\n\t\r\n']
const extra = `Bcc: ${EVIL}`

const injections: [string, Partial<Draft>][] = [
  ...ends.map((end): [string, Partial<Draft>] => [
    `subject with ${JSON.stringify(end)}`,
    { subject: `Hello${end}${extra}` },
  ]),
  ...ends
    .slice(0, 4)
    .map((end): [string, Partial<Draft>] => [
      `name of a recipient with ${JSON.stringify(end)}`,
      { to: [{ name: `Dora${end}${extra}`, address: 'dora@acme.example' }] },
    ]),
  ['name that closes its quotes', { to: [{ name: `Dora" <${EVIL}>, "`, address: 'dora@acme.example' }] }],
  [
    'name with a backslash at its end',
    {
      to: [
        { name: 'Dora\\', address: 'dora@acme.example' },
        { name: `" <${EVIL}>`, address: 'fay@acme.example' },
      ],
    },
  ],
  ['name that is an encoded word', { to: [{ name: `=?utf-8?Q?a=0D=0ABcc:_${EVIL}?=`, address: 'dora@acme.example' }] }],
  ['name of the desk', { from: { name: `Support\r\n${extra}`, address: 'support@desk.example' } }],
  ['address with a line end', { to: [{ name: '', address: `dora@acme.example\r\n${extra}` }] }],
  ['address with a second command', { to: [{ name: '', address: `dora@acme.example>\r\nRCPT TO:<${EVIL}` }] }],
  ['address with a parameter', { to: [{ name: '', address: `dora@acme.example> NOTIFY=NEVER ORCPT=<${EVIL}` }] }],
  ['two addresses in one', { to: [{ name: '', address: `dora@acme.example, ${EVIL}` }] }],
  ['a quoted address with a line end', { to: [{ name: '', address: `"dora\r\n${extra}"@acme.example` }] }],
  ['a comment in an address', { cc: [{ name: '', address: `dora(${EVIL})@acme.example` }] }],
  ['a group', { bcc: [{ name: '', address: `x: ${EVIL};` }] }],
  ['Reply-To', { replyTo: [{ name: `x\r\n${extra}`, address: 'support@desk.example' }] }],
  ['Message-ID', { messageId: `<m1@desk.example>\r\n${extra}` }],
  ['In-Reply-To', { inReplyTo: `<q@acme.example>\r\n${extra}` }],
  ['References', { references: [`<q@acme.example>\r\n${extra}`, `<a\r\n${extra}@b>`, `<q@acme.example\t${EVIL}>`] }],
  ['a field of ours', { headers: [['X-Desk', `1\r\n${extra}`]] }],
  ['the name of a field', { headers: [[`X: 1\r\nBcc`, EVIL]] }],
  ['a field that is not ours to set', { headers: [['bcc', EVIL]] }],
  ...ends
    .slice(0, 3)
    .map((end): [string, Partial<Draft>] => [
      `name of a file with ${JSON.stringify(end)}`,
      { attachments: [file({ name: `a.txt"${end}${extra}` })] },
    ]),
  ['type of a file', { attachments: [file({ type: `text/plain\r\n${extra}` })] }],
  ['type of a file with a parameter', { attachments: [file({ type: `text/plain; name="x"\r\n${extra}` })] }],
  ['Content-ID of a file', { attachments: [file({ contentId: `x>\r\n${extra}` })] }],
]

test.each(injections)('nothing gets in by way of the %s', async (_, changed) => {
  const made = await compose(draft(changed)).catch((thrown: unknown) => thrown)
  if (made instanceof Error) return expect(made).toBeInstanceOf(Problem)
  const { raw, envelope } = made as Awaited<ReturnType<typeof compose>>
  const text = raw.toString('latin1')

  expect(injections.length).toBeGreaterThanOrEqual(30)
  expect(text.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im)
  expect(text).not.toMatch(/(?:^|[\r\n])Bcc: evil/)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/)
  expect(envelope.to.filter((one) => !one.endsWith('@acme.example'))).toEqual([])
  const read = await readMail(raw, { from: null })
  expect([...read.to, ...read.cc].map((one) => one.address).filter((one) => one.includes('evil'))).toEqual([])
})

const sinks: Sink[] = []
afterEach(async () => {
  for (const one of sinks.splice(0)) await one.stop()
})

test.each(['\n.\n', '\n.\r\n', '\r\n.\n', '\r.\r', '\r\n.\r', '\r.\r\n', '\n\n.\r\n', '\r\n\0.\r\n', '\r\n.\r\n'])(
  'an end of a message inside a message leaves as its text: %j',
  async (end) => {
    const sink = await startSink()
    sinks.push(sink)
    const submitter = createSubmitter({ url: sink.url, log: silentLog })
    const smuggled = `MAIL FROM:<${EVIL}>\r\nRCPT TO:<victim@acme.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nx`
    const raw = Buffer.from(`Subject: one\r\n\r\ntext${end}${smuggled}\r\n`)

    const sent = await submitter.submit({ raw, envelope: { from: 'support@desk.example', to: ['dora@acme.example'] } })
    await submitter.close()

    expect(sent.result).toBe('accepted')
    expect(sink.messages).toHaveLength(1)
    expect(sink.messages[0]?.to).toEqual(['dora@acme.example'])
    expect(sink.messages[0]?.raw.toString('latin1')).toContain('Subject: smuggled')
    // Whatever the next server takes for a line end, no dot stands alone on a line but the last.
    expect(sink.messages[0]?.raw.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  },
)

const folder = mkdtempSync(path.join(os.tmpdir(), 'postroom-canary-'))
const canary = path.join(folder, 'canary.txt')
const SECRET = 'canary-4f1c-of-a-file'
writeFileSync(canary, SECRET)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const places = [
  `file://${canary}`,
  `FILE://${canary}`,
  canary,
  `php://filter/resource=${canary}`,
  `\\\\127.0.0.1${canary}`,
  `view-source:file://${canary}`,
  `jar:file://${canary}!/x`,
  `file://localhost${canary}`,
]
const holders: ((place: string) => string)[] = [
  (place) => `<img src="${place}">`,
  (place) => `<iframe src="${place}"></iframe><object data="${place}"></object><embed src="${place}">`,
  (place) => `<link rel=stylesheet href="${place}"><style>@import url(${place}); p{background:url(${place})}</style>`,
  (place) => `<p style="background:url(${place});list-style:url('${place}')">x</p>`,
  (place) => `<a href="${place}">x</a><base href="${place}">`,
  (place) => `<?xml-stylesheet href="${place}"?><!DOCTYPE x [<!ENTITY e SYSTEM "${place}">]><p>&e;</p>`,
  (place) => `<svg><image xlink:href="${place}"/><use href="${place}#x"/></svg>`,
  (place) => `<annotation file="${place}"/><esi:include src="${place}"/><!--#include file="${place}" -->`,
]
/** As it is, and in base64 at any of three beginnings. */
const forms = [SECRET, ...[0, 1, 2].map((skip) => Buffer.from(SECRET.slice(skip)).toString('base64').slice(0, 16))]
const has = (text: string) => forms.some((form) => text.includes(form))

test('no file of this machine is read for a mail, coming in or going out', async () => {
  const outputs: string[] = []
  for (const place of places)
    for (const holder of holders) {
      const html = holder(place)
      const incoming = Buffer.from(`From: dora@acme.example\r\nContent-Type: text/html\r\n\r\n${html}\r\n`)
      outputs.push(
        JSON.stringify(await readMail(incoming, { from: null })),
        JSON.stringify(sanitizeMailHtml(html, { remoteImages: 'kept' })),
      )
      const { raw } = await compose(
        draft({ html, text: html, attachments: [file({ name: place }), file({ type: place })] }),
      )
      outputs.push(raw.toString('latin1'))
    }
  const external = `From: dora@acme.example\r\nContent-Type: message/external-body; access-type=local-file; name="${canary}"\r\n\r\nContent-Type: text/plain\r\n\r\n`
  outputs.push(JSON.stringify(await readMail(Buffer.from(external), { from: null })))

  expect(has(Buffer.from(`xx${SECRET}`).toString('base64'))).toBe(true)
  expect(outputs.filter(has)).toEqual([])
})

test.each(['text', 'html', 'raw'])('what nodemailer would read for us it may not: %s', async (field) => {
  for (const asked of [
    { path: canary },
    { href: `file://${canary}` },
    { path: `data:text/plain,${SECRET.slice(0, 3)}` },
  ])
    for (const changed of [
      { [field]: asked },
      { attachments: [{ ...file({}), bytes: asked }] },
      { attachments: [{ ...file({}), ...asked }] },
    ]) {
      const made = await compose(draft(changed as Partial<Draft>)).catch((thrown: unknown) => String(thrown))
      expect(has(typeof made === 'string' ? made : made.raw.toString('latin1'))).toBe(false)
    }
})
