import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { compose, trimReferences, type Draft } from './compose.ts'

const draft: Draft = {
  from: { name: 'Desk, Support', address: 'help@desk.example' },
  to: [{ name: 'Dora', address: 'dora@acme.example' }],
  cc: [],
  bcc: [],
  subject: 'Re: Hello',
  text: 'Hi Dora\n.\nBen',
  html: null,
  messageId: '<1.abc@desk.example>',
  inReplyTo: null,
  references: [],
  date: new Date('2026-03-02T09:00:00Z'),
  attachments: [],
}

test('a plain message is what mail programs expect, and no more', async () => {
  const { raw, envelope } = await compose(draft)

  expect(raw.toString()).toBe(
    [
      'From: "Desk, Support" <help@desk.example>',
      'To: Dora <dora@acme.example>',
      'Subject: Re: Hello',
      'Message-ID: <1.abc@desk.example>',
      'Date: Mon, 02 Mar 2026 09:00:00 +0000',
      'Content-Transfer-Encoding: 7bit',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Hi Dora',
      '.',
      'Ben',
      '',
    ].join('\r\n'),
  )
  expect(envelope).toEqual({ from: 'help@desk.example', to: ['dora@acme.example'] })
})

test('nobody sees who got a blind copy, but they get it; each address once', async () => {
  const bcc = [{ name: 'Cleo', address: 'cleo@desk.example' }]

  const { raw, envelope } = await compose({ ...draft, cc: draft.to, bcc })

  expect(raw.toString()).not.toMatch(/bcc|cleo|x-mailer|nodemailer/i)
  expect(envelope.to).toEqual(['dora@acme.example', 'cleo@desk.example'])
})

test('text, HTML, an inline picture and an attachment come out as they went in', async () => {
  const bytes = Buffer.from([0, 13, 10, 46, 13, 10, 255])
  const { raw } = await compose({
    ...draft,
    subject: 'Əla! Grüße, 你好 '.repeat(20).trim(),
    text: 'Çox sağ ol — ' + 'long '.repeat(500),
    html: '<p>Çox <img src="cid:logo"></p>',
    inReplyTo: '<q@acme.example>',
    references: ['<p@acme.example>', '<q@acme.example>'],
    attachments: [
      { name: 'şəkil.png', type: 'image/png', bytes, contentId: 'logo' },
      { name: 'data.csv', type: 'text/csv', bytes },
    ],
  })

  const parsed = await simpleParser(raw, { skipImageLinks: true })
  expect(parsed.subject).toBe('Əla! Grüße, 你好 '.repeat(20).trim())
  expect(parsed.text?.trim()).toBe(('Çox sağ ol — ' + 'long '.repeat(500)).trim())
  expect(parsed.html).toContain('<p>Çox <img src="cid:logo"></p>')
  expect([parsed.inReplyTo, parsed.references]).toEqual(['<q@acme.example>', ['<p@acme.example>', '<q@acme.example>']])
  expect(
    parsed.attachments.map((one) => [one.filename, one.contentType, one.cid, one.related, one.content.equals(bytes)]),
  ).toEqual([
    ['şəkil.png', 'image/png', 'logo', true, true],
    ['data.csv', 'text/csv', undefined, undefined, true],
  ])
  expect(raw.toString('latin1')).not.toMatch(/[^\r]\n|\r[^\n]|[\x80-\xff]/)
  expect(
    Math.max(
      ...raw
        .toString()
        .split('\r\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(998)
})

test('our own fields are set as given', async () => {
  const headers: [string, string][] = [
    ['Auto-Submitted', 'auto-replied'],
    ['List-Unsubscribe', '<https://desk.example/u/1>, <mailto:u@desk.example>'],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
  ]

  const { raw } = await compose({ ...draft, headers })

  for (const [name, value] of headers) expect(raw.toString().replace(/\r\n /g, ' ')).toContain(`${name}: ${value}\r\n`)
})

const evil = 'x\r\nBcc: evil@e.example'
test.each<[string, Partial<Draft>]>([
  ['a recipient', { to: [{ name: '', address: 'you@them.example\r\nBcc: evil@e.example' }] }],
  ['a name', { to: [{ name: evil, address: 'dora@acme.example' }] }],
  ['the sender', { from: { name: '', address: 'a@b.example>\r\nRCPT TO:<evil@e.example' } }],
  ['the reply address', { replyTo: [{ name: '', address: 'a, evil@e.example' }] }],
  ['the subject', { subject: evil }],
  ['the subject, by a lone CR', { subject: 'x\rBcc: evil@e.example' }],
  ['the Message-ID', { messageId: '<a@b>\r\nBcc: evil@e.example' }],
  ['In-Reply-To', { inReplyTo: '<a@b>\nBcc: evil@e.example' }],
  ['a field', { headers: [['Auto-Submitted', evil]] }],
  ['a field name', { headers: [['X\r\nBcc', 'evil@e.example']] }],
  ['a field that is not ours to set', { headers: [['Bcc', 'evil@e.example']] }],
  [
    'a Content-ID',
    { attachments: [{ name: 'x', type: 'image/png', bytes: Buffer.alloc(1), contentId: 'a>\r\nX: y' }] },
  ],
])('nothing breaks out of its header: %s', async (_where, change) => {
  await expect(compose({ ...draft, ...change })).rejects.toMatchObject({ kind: 'invalid' })
})

test('an attachment’s name and type are only data', async () => {
  const bytes = Buffer.from('x')
  const { raw } = await compose({
    ...draft,
    attachments: [{ name: 'a"\r\nBcc: evil@e.example\r\n.exe', type: 'text/html\r\nX: y', bytes }],
  })

  expect(raw.toString()).not.toMatch(/^(?:Bcc|X):/m)
  expect(raw.toString()).toContain('application/octet-stream')
})

test('file and web addresses in a text stay text', async () => {
  const { raw } = await compose({
    ...draft,
    html: '<img src="file:///etc/passwd"><img src="data:image/png;base64,AAAA">',
  })

  expect(raw.toString()).toContain('file:///etc/passwd')
})

test('a domain beyond ASCII goes out in ASCII, in the header and in the envelope', async () => {
  const { raw, envelope } = await compose({ ...draft, to: [{ name: 'D', address: 'Dora@bücher.example' }] })

  expect(envelope.to).toEqual(['Dora@xn--bcher-kva.example'])
  expect(raw.toString()).toContain('<Dora@xn--bcher-kva.example>')
})

test('a long list of references keeps its root and its end; what is no Message-ID goes', () => {
  const all = Array.from({ length: 100 }, (_, i) => `<${i}@acme.example>`)

  const kept = trimReferences([...all, 'not one', '<x\r\nBcc: y@z>'])

  expect(kept).toHaveLength(21)
  expect([kept[0], kept[1], kept.at(-1)]).toEqual(['<0@acme.example>', '<80@acme.example>', '<99@acme.example>'])
  expect(trimReferences(['<a@b>', '<a@b>'])).toEqual(['<a@b>'])
})
