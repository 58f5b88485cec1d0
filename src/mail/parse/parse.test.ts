import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { attachmentBytes, parseMail } from './parse.ts'
import type { ParsedMail } from './parsed.ts'

const fixture = (name: string): Buffer => readFileSync(path.resolve('test/mail', `${name}.eml`))
const read = (name: string): Promise<ParsedMail> => parseMail(fixture(name))
const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'))

test('an ordinary mail is read as it was written', async () => {
  const parsed = await read('plain')

  expect(parsed).toMatchObject({
    messageId: 'plain@acme.example',
    from: [{ name: 'Dora Adler', address: 'dora@acme.example' }],
    to: [{ name: 'Support', address: 'support@desk.example' }],
    subject: 'Where is my order?',
    date: new Date('2026-03-02T09:15:00Z'),
    text: 'Hello,\n\nwhere is order 4711?\n\nDora\n',
    html: null,
    attachments: [],
    warnings: [],
    degraded: false,
  })
  expect(parsed.headers.first('MESSAGE-id')).toBe('<plain@acme.example>')
})

describe('text comes out readable', () => {
  test.each([
    ['latin1-headers', 'Rückgabe für 5 €', 'Ich hätte gern 5 € zurück.'],
    ['utf8-headers', 'Sifarişim gəlməyib', 'Salam, sifarişim hələ gəlməyib.'],
    ['windows-1252', 'Price', '“It costs 10 €” – right?'],
    ['mislabelled-ascii', 'Menu', 'Crème brûlée'],
    ['utf-7', 'Grüße', 'Schöne Grüße ä + mehr'],
    ['iso-2022-jp', '注文番号', '届いていません。'],
    ['koi8-r', 'Заказ', 'Где мой заказ?'],
    ['split-word', 'Viele Grüße aus Köln', 'x'],
    ['raw-in-word', '订单', 'x'],
    ['meta-charset', 'Meta', 'Счёт'],
    ['flowed-delsp', 'Flowed', '届いていません。\nFrom stuffed'],
    ['flowed', 'Flowed', 'This paragraph was cut for the wire.\n\n> A quoted paragraph.\n>> deeper\n\n-- \nDora'],
    ['html-only', 'Rich', 'Café is open\n\n * one\n * two'],
    ['nul-bytes', 'Nul', 'beforeafter'],
    ['two-times-base64', 'Joined', 'One. Two more.'],
    ['lf-only', 'LF only', 'plain'],
    ['cr-only', 'CR only', 'old computers\nwrote this'],
    ['bom-lead-in', 'Lead-in', 'x'],
    ['mbox-line', 'From an mbox', 'x'],
    [
      'broken-boundary',
      'Broken',
      'The text stands where no part begins.\n--other\nContent-Type: text/plain\n\nand goes on.',
    ],
    ['unterminated', 'Cut', 'The first part.'],
    ['winmail', 'Packed', 'hello world'],
    ['smime', 'Wrapped in its signature', 'signed héllo'],
    ['pgp-clear', 'Signed', 'Please send it again.\n-- \nDora'],
    ['card', 'My card', 'See my card.'],
    ['invitation', 'Shall we meet?', 'Please come.'],
  ])('%s', async (name, subject, text) => {
    const parsed = await read(name)

    expect(parsed.subject).toBe(subject)
    expect(parsed.text.trimEnd()).toBe(text)
    expect(parsed.degraded).toBe(false)
  })
})

test('a date that is bad or missing is nothing, and never now', async () => {
  expect(await read('bad-date')).toMatchObject({ date: null, warnings: ['date: cannot be read'] })
  expect(await read('no-date')).toMatchObject({ date: null, warnings: [] })
})

test('every sender is found, whatever stands in their names', async () => {
  const { from } = await read('comma-name')

  expect(from.map(({ address }) => address)).toEqual(['billing@acme.example', 'dora@acme.example'])
  expect(from[1]?.name).toBe('Adler, Dora')
  expect((await read('encoded-comma')).from).toEqual([{ name: 'Adler, Dóra', address: 'dora@acme.example' }])
})

test('attached names are decoded, and their bytes come out exactly', async () => {
  const { attachments } = await read('rfc2231')

  expect(attachments.map(({ name, type }) => [name, type])).toEqual([
    ['Rechnung März.pdf', 'application/pdf'],
    ['übersicht.csv', 'text/csv'],
  ])
  const [pdf, csv] = await Promise.all(attachments.map(({ part }) => attachmentBytes(fixture('rfc2231'), part)))
  expect(pdf?.bytes.toString()).toBe('%PDF-1.4 test')
  expect(csv?.bytes.toString()).toBe('a,b\r\n1,2\r\n')
  expect(
    createHash('sha256')
      .update(csv?.bytes ?? '')
      .digest('hex'),
  ).toBe(attachments[1]?.sha256)
})

test('a mail within a mail is attached whole, and its boundary may be called like ours', async () => {
  const { text, attachments } = await read('nested-rfc822')

  expect(text).toBe('See below.')
  expect(attachments).toMatchObject([{ type: 'message/rfc822', name: 'part-2.eml' }])
  const { bytes } = await attachmentBytes(fixture('nested-rfc822'), attachments[0]?.part ?? -1)
  expect(bytes.toString()).toMatch(/^From: Eve <eve@acme\.example>\r\n[^]*inner text\r\n--outer--\r\n$/)
})

test('a uuencoded file in the text is an attachment, and the text goes on around it', async () => {
  const { text, attachments } = await read('uuencode')

  expect(text).toBe('See the log:\n\n\nDora\n')
  expect(attachments).toMatchObject([{ name: 'log.txt', size: 11 }])
  expect((await attachmentBytes(fixture('uuencode'), attachments[0]?.part ?? -1)).bytes.toString()).toBe('Hello, Ada\n')
})

test('only what the HTML shows is in line', async () => {
  const { html, attachments } = await read('related-cid')

  expect(html).toContain('cid:logo@acme.example')
  expect(attachments.map(({ name, inline, contentId }) => [name, inline, contentId])).toEqual([
    ['part-4.png', true, 'logo@acme.example'],
    ['terms.pdf', false, null],
  ])
})

test('text after HTML joins both, as text and as HTML', async () => {
  const { text, html } = await read('mixed-html')

  expect(text).toBe("Hello Ada\nThe list's footer <x>")
  expect(html).toContain('<p>Hello <b>Ada</b></p>')
  expect(html).toContain('footer &lt;x&gt;')
})

test('the parts of a report are handed on as text', async () => {
  const { reportParts } = await read('report')

  expect(reportParts.map(({ type }) => type)).toEqual(['message/delivery-status', 'text/rfc822-headers'])
  expect(reportParts[0]?.text).toContain('Final-Recipient: rfc822; nobody@acme.example\nAction: failed')
})

test('a mail without headers is shown as it is, and says so', async () => {
  const parsed = await read('no-header')

  expect(parsed).toMatchObject({ degraded: true, from: [], warnings: ['degraded: no header was found'] })
  expect(parsed.text).toContain('just some text\nwithout any header')
})

test('names of attachments lose what hides or redirects', async () => {
  const { attachments } = await parseMail(
    mail(
      'Subject: x',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: application/pdf',
      "Content-Disposition: attachment; filename*=utf-8''%E2%80%AEfdp.exe%00%0D%0Ax",
      '',
      'x',
      '--b--',
      '',
    ),
  )

  expect(attachments).toMatchObject([{ name: 'fdp.exex' }])
})

test('past the limits a mail is degraded, keeps what was found, and is not lost', async () => {
  const part = '--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\nx\r\n'
  const parts = await parseMail(
    mail('Subject: Many', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'Read me', part.repeat(2_000)),
  )
  const header = await parseMail(mail('Subject: Wide', `X-Wide: ${'x'.repeat(400_000)}`, '', 'the text'))

  expect(parts).toMatchObject({ subject: 'Many', text: 'Read me', degraded: true })
  expect(parts.attachments.length).toBeGreaterThan(900)
  expect(header).toMatchObject({ subject: 'Wide', text: 'the text', degraded: true })
})

test.each([
  Buffer.alloc(0),
  Buffer.alloc(3),
  Buffer.from('\r\n\r\n'),
  Buffer.from(':'),
  Buffer.from([0xff, 0xfe, 0, 10, 10]),
])('nothing makes the parser throw (%#)', async (raw) => {
  expect(await parseMail(raw)).toMatchObject({ degraded: true, from: [] })
})

test('any prefix and any mangled copy of a mail is still read', async () => {
  for (const name of ['rfc2231', 'report', 'related-cid', 'uuencode', 'iso-2022-jp']) {
    const raw = fixture(name)
    for (let end = 0; end < raw.length; end += 37) await expect(parseMail(raw.subarray(0, end))).resolves.toBeDefined()
    for (let at = 0; at < raw.length; at += 23) {
      const mangled = Buffer.from(raw)
      mangled[at] = (at * 31) & 255
      await expect(parseMail(mangled)).resolves.toBeDefined()
    }
  }
})

test('a text too long to be shown is read as far as it is shown, and base64 in thousands of pieces as a whole', async () => {
  const long = await parseMail(Buffer.from(`Subject: long\r\n\r\n${'\u00e4 line\n'.repeat(700_000)}`))
  const head = 'Subject: pieces\r\nContent-Transfer-Encoding: base64\r\n\r\n'
  const pieces = await parseMail(Buffer.from(head + 'QUJDRA==\r\n'.repeat(100_000)))

  expect(long.text).toHaveLength(1_000_000)
  expect(long.warnings.map((one) => one.split(':')[0])).toEqual(['long', 'long', 'from'])
  expect(pieces).toMatchObject({ text: 'ABCD'.repeat(100_000), warnings: ['from: no sender address'] })
})

test('a mail that says neither who, what nor anything is shown as it came', async () => {
  const damaged = await parseMail(Buffer.from('Return-Path: <>X-To: dora@acme.example\r\nX-Long: y\r\n\r\n'))

  expect(damaged.degraded).toBe(true)
  expect(damaged.text).toContain('dora@acme.example')
})

test('text without a blank line before it is shown', async () => {
  const read = await parseMail(
    Buffer.from('From: Dora <dora@acme.example>\r\nSubject: hi\r\nWhere is my order?\r\nDora\r\n'),
  )
  const empty = await parseMail(Buffer.from('From: Dora <dora@acme.example>\r\nSubject: hi\r\n\r\n'))

  expect(read).toMatchObject({ subject: 'hi', text: 'Where is my order?\nDora\n', degraded: true })
  expect(empty).toMatchObject({ subject: 'hi', text: '', degraded: false })
})

test('a line break hidden in a name or a subject is a blank', async () => {
  const mail = await parseMail(
    Buffer.from(
      [
        'From: =?utf-8?Q?x=0D=0ABcc:_evil=40e.example?= <poison@b.example>',
        'Subject: =?utf-8?Q?one=0D=0Atwo?=',
        '',
        'text',
      ].join('\r\n'),
    ),
  )

  expect(mail.from).toEqual([{ name: 'x Bcc: evil@e.example', address: 'poison@b.example' }])
  expect(mail.subject).toBe('one two')
})
