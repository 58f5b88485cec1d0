import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readDegraded } from './read-degraded.ts'
import { readMail } from './read.ts'

const fixture = (name: string): Buffer => readFileSync(path.resolve('test/mail', `${name}.eml`))
const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'))

test('what filing needs is read in one go, and can be sent to another thread', async () => {
  const read = await readMail(
    mail(
      'From: Dora <dora@acme.example>',
      'To: support@desk.example',
      'Subject: Re: Order',
      'In-Reply-To: <ours@desk.example>',
      '',
      'Thank you, it arrived this morning and all is well.',
      '',
      'On Mon, 2 Mar 2026 at 10:00, Support <support@desk.example> wrote:',
      '> It is on its way.',
      '',
    ),
    { from: 'dora@acme.example' },
  )

  expect(read).toMatchObject({
    subject: 'Re: Order',
    inReplyTo: ['ours@desk.example'],
    reply: 'Thank you, it arrived this morning and all is well.',
    kind: 'message',
    mayAutoReply: true,
    bounce: null,
    language: 'en',
    degraded: false,
  })
  expect(read.quoted).toContain('It is on its way.')
  expect(structuredClone(read)).toEqual(read)
})

test('a report is a bounce, and nobody answers it automatically', async () => {
  const read = await readMail(fixture('report'), { from: '' })

  expect(read).toMatchObject({ kind: 'bounce', mayAutoReply: false })
  expect(read.bounce?.recipients).toMatchObject([{ address: 'nobody@acme.example', status: '5.1.1', hard: true }])
  expect(read.bounce?.original?.messageId).toBe('ours@desk.example')
})

test('the HTML that is kept is clean, and its remote images wait', async () => {
  const read = await readMail(
    mail(
      'From: dora@acme.example',
      'Content-Type: text/html',
      '',
      '<p onclick="x()">Hi<script>alert(1)</script><img src="https://t.example/p.gif"></p>',
    ),
    { from: null },
  )

  expect(read.html).toBe('<p>Hi<img data-remote-src="https://t.example/p.gif" /></p>')
  expect(read.remoteImages).toBe(1)
})

test('the degraded reading has the same shape, and is answered by people only', async () => {
  const raw = fixture('related-cid')

  const read = readDegraded(raw, 'a test')

  expect(Object.keys(read).sort()).toEqual(Object.keys(await readMail(raw, { from: null })).sort())
  expect(read).toMatchObject({
    degraded: true,
    mayAutoReply: false,
    subject: 'Picture',
    warnings: ['degraded: a test'],
  })
})
