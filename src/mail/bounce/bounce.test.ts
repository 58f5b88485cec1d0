import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cpuMs } from '../../../test/cpu.ts'
import { headersFrom } from '../parse/headers.ts'
import { parseMail } from '../parse/parse.ts'
import { readBounce } from './bounce.ts'
import type { Bounce, BounceInput } from './bounce.ts'

const read = (change: Partial<BounceInput> & { fields?: [string, string][] }): Bounce | null =>
  readBounce({
    headers: headersFrom(
      change.fields ?? [
        ['From', 'Mail Delivery System <MAILER-DAEMON@mx.example>'],
        ['To', 'support@desk.example'],
      ],
    ),
    from: 'mailer-daemon@mx.example',
    subject: 'Undelivered Mail Returned to Sender',
    text: '',
    parts: [],
    envelopeFrom: '',
    ...change,
  })

const report = (fields: string): { type: string; text: string } => ({
  type: 'message/delivery-status',
  text: `Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; Dora@acme.example\n${fields}\n`,
})
const original =
  'From: support@desk.example\nTo: Dora <dora@acme.example>,\n ben@acme.example\nSubject: Re: Kettle\nMessage-ID: <m-1@desk.example>\nIn-Reply-To: <b@acme.example>\nReferences: <a@acme.example>\n <b@acme.example>\n\nHello'

describe('a delivery status report', () => {
  test.each<[string, string, Partial<Bounce>, Partial<Bounce['recipients'][number]>]>([
    [
      'of a permanent failure',
      'Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown',
      { kind: 'failed' },
      { status: '5.1.1', replyCode: '550', reason: 'userunknown', hard: true },
    ],
    [
      'whose words say more than its status',
      'Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox\n full',
      { kind: 'failed' },
      { status: '5.2.2', reason: 'mailboxfull', hard: false },
    ],
    [
      'of a delay',
      'Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; connect to mx.acme.example: Connection timed out',
      { kind: 'delayed' },
      { status: '4.4.1', reason: 'expired', hard: false },
    ],
    [
      'of a delivery',
      'Action: delivered\nStatus: 2.1.5',
      { kind: 'delivered' },
      { status: '2.1.5', reason: 'delivered', hard: false },
    ],
    [
      'with nothing but a status',
      'Action: failed\nStatus: 5.1.2',
      { kind: 'failed' },
      { reason: 'hostunknown', hard: true },
    ],
    [
      'with a code and no words',
      'Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1',
      { kind: 'failed' },
      { reason: 'securityerror' },
    ],
    [
      'naming the address it was forwarded to',
      'Original-Recipient: rfc822;doris@acme.example\nAction: failed\nStatus: 5.1.1',
      { kind: 'failed' },
      { address: 'doris@acme.example' },
    ],
  ])('%s', (_what, fields, bounce, recipient) => {
    const got = read({ parts: [report(fields), { type: 'message/rfc822', text: original }] })
    expect(got).toMatchObject(bounce)
    expect(got?.recipients).toEqual([expect.objectContaining({ address: 'dora@acme.example', ...recipient })])
  })

  test('of an address in other letters than ASCII (RFC 6533)', () => {
    const text =
      'Reporting-MTA: dns; mx.example\n\nFinal-Recipient: utf-8; d\\x{F6}ra@acme.example\nAction: failed\nStatus: 5.1.1\n'

    const got = read({ parts: [{ type: 'message/global-delivery-status', text }] })

    expect(got?.recipients).toMatchObject([{ address: 'döra@acme.example', reason: 'userunknown', hard: true }])
  })

  test.each<[string, string, string]>([
    ['believed where it was the recipient that was refused', '>>> RCPT To:<dora@acme.example>', 'userunknown'],
    ['a filter’s where the whole mail had been taken', '>>> DATA', 'filtered'],
  ])('“user unknown” is %s', (_what, command, reason) => {
    const text = `   ----- Transcript of session follows -----\n${command}\n<<< 550 User unknown\n`

    const got = read({
      text,
      parts: [report('Action: failed\nStatus: 5.0.0\nDiagnostic-Code: SMTP; 550 User unknown')],
    })

    expect(got?.recipients).toMatchObject([{ reason, hard: reason === 'userunknown' }])
  })

  test('the refusing server’s own status goes before that of whoever reports it', () => {
    const fields = 'Action: failed\nStatus: 5.1.1\nDiagnostic-Code: SMTP; 550 5.7.1 IP address blacklisted'

    expect(read({ parts: [report(fields)] })?.recipients).toMatchObject([{ status: '5.7.1', reason: 'blocked' }])
  })

  test('leads back to the mail that failed', () => {
    expect(
      read({ parts: [report('Action: failed'), { type: 'text/rfc822-headers', text: original }] })?.original,
    ).toEqual({
      messageId: 'm-1@desk.example',
      references: ['a@acme.example', 'b@acme.example', 'b@acme.example'],
      subject: 'Re: Kettle',
      to: ['dora@acme.example', 'ben@acme.example'],
    })
  })

  test('keeps its recipients apart', () => {
    const text =
      'Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@acme.example\nStatus: 5.1.1\nAction: failed\n\nFinal-Recipient: rfc822; b@acme.example\nStatus: 4.2.2\nAction: delayed\n'
    expect(
      read({ parts: [{ type: 'message/delivery-status', text }] })?.recipients.map((one) => [
        one.address,
        one.reason,
        one.hard,
      ]),
    ).toEqual([
      ['a@acme.example', 'userunknown', true],
      ['b@acme.example', 'mailboxfull', false],
    ])
  })
})

describe('a bounce written for people', () => {
  test.each<[string, string, Partial<Bounce['recipients'][number]>]>([
    [
      'qmail',
      "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n<dora@acme.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <support@desk.example>\nTo: dora@acme.example\n",
      { status: '5.1.1', reason: 'userunknown', hard: true },
    ],
    [
      'Exim',
      'A message that you sent could not be delivered to one or more of its recipients.\nThe following address(es) failed:\n\n  dora@acme.example\n    host mx.acme.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<dora@acme.example>:\n    552 5.2.2 over quota\n\n------ This is a copy of the message ------\n\nTo: dora@acme.example\n',
      { status: '5.2.2', replyCode: '552', reason: 'mailboxfull', hard: false },
    ],
    [
      'Sendmail',
      '   ----- The following addresses had permanent fatal errors -----\n<dora@acme.example>\n\n   ----- Transcript of session follows -----\n>>> RCPT To:<dora@acme.example>\n<<< 550 No such user here\n550 <dora@acme.example>... User unknown\n',
      { replyCode: '550', reason: 'userunknown' },
    ],
    [
      'Gmail',
      'Delivery to the following recipient failed permanently:\n\n     dora@acme.example\n\nTechnical details of permanent failure: \nThe error that the other server returned was: 554 554 5.7.1 Blocked using bl.example (state 14).\n\n----- Original message -----\n\nReceived: by 192.0.2.1\nTo: dora@acme.example\n',
      { status: '5.7.1', replyCode: '554', reason: 'blocked' },
    ],
    [
      'DragonFly',
      'There was an error delivering your mail to <dora@acme.example>.\n\nmx.acme.example [192.0.2.1] did not like our DATA:\n550 5.7.26 This message fails DMARC\n\nMessage headers follow.\n\nReceived: from x\nTo: dora@acme.example\nSubject: x\n',
      { status: '5.7.26', reason: 'authfailure' },
    ],
    [
      'a gateway in Russian',
      'К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:\n\n  dora@acme.example\n    550 5.1.1 нет такого адреса\n',
      { status: '5.1.1', reason: 'userunknown' },
    ],
  ])('%s', (_what, text, recipient) => {
    const got = read({ text, subject: 'failure notice' })
    expect(got?.kind).toBe('failed')
    expect(got?.recipients).toEqual([expect.objectContaining({ address: 'dora@acme.example', ...recipient })])
  })

  test('an IP address is no status, and a delay is never hard', () => {
    const text =
      'Your message to <dora@acme.example> has been delayed.\nmx.acme.example[5.1.1.9]: 550 User unknown\nIt will be retried.\n'
    expect(read({ text, subject: 'Warning: could not send message' })).toMatchObject({
      kind: 'delayed',
      recipients: [{ status: null, reason: 'expired', hard: false }],
    })
  })

  test('names the recipient by header when its words do not', () => {
    const fields: [string, string][] = [
      ['From', 'mailer-daemon@mx.example'],
      ['To', 'support@desk.example'],
      ['X-Failed-Recipients', 'dora@acme.example'],
    ]
    expect(
      read({ fields, text: 'Mail delivery failed. Message was too big for its inbox.' })?.recipients[0],
    ).toMatchObject({ address: 'dora@acme.example', reason: 'mesgtoobig' })
  })
})

describe('complaints and news', () => {
  test('an abuse report names who complained and about what', () => {
    const parts = [
      {
        type: 'message/feedback-report',
        text: 'Feedback-Type: abuse\nOriginal-Rcpt-To: <dora@acme.example>\nOriginal-Rcpt-To: <eve@acme.example>\n',
      },
      { type: 'message/rfc822', text: original },
    ]
    expect(
      read({ from: 'fbl@provider.example', envelopeFrom: 'fbl@provider.example', subject: 'FW: Kettle', parts }),
    ).toMatchObject({
      kind: 'complaint',
      recipients: [{ address: 'dora@acme.example', reason: 'feedback' }, { address: 'eve@acme.example' }],
      original: { messageId: 'm-1@desk.example' },
    })
  })

  test('a sending service’s JSON is read, with its footer', () => {
    const text = `${JSON.stringify({ notificationType: 'Bounce', bounce: { bouncedRecipients: [{ emailAddress: 'dora@acme.example', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }] }, mail: { destination: ['dora@acme.example'], commonHeaders: { subject: 'Kettle' } } })}\n\n--\nTo unsubscribe {click}`
    const got = read({
      from: 'no-reply@service.example',
      envelopeFrom: 'x@service.example',
      subject: 'Notification',
      text,
    })
    expect(got).toMatchObject({
      kind: 'failed',
      recipients: [{ address: 'dora@acme.example', hard: true }],
      original: { subject: 'Kettle', to: ['dora@acme.example'] },
    })
  })
})

describe('no bounce', () => {
  const dora = {
    fields: [['From', 'Dora <dora@acme.example>']] as [string, string][],
    from: 'dora@acme.example',
    envelopeFrom: 'dora@acme.example',
  }
  test.each<[string, Partial<BounceInput>]>([
    [
      'a person’s mail about one',
      { ...dora, subject: 'Mail delivery failed?', text: 'I got "user unknown" for ben@desk.example. Why?' },
    ],
    ['an ordinary mail', { ...dora, subject: 'Broken kettle', text: 'My mailbox is full of your mail.' }],
    [
      'a vacation reply with the null sender',
      { ...dora, envelopeFrom: '', subject: 'Out of office', text: 'I am away. Write to ben@desk.example.' },
    ],
  ])('%s', (_what, change) => {
    expect(read(change)).toBeNull()
  })
})

test.each(['<', '5.', 'a@', '550 ', 'x: ', '----- original message -----\n', '> ', 'said: ', '\n ', 'delivery '])(
  'a flood of %j takes no time',
  (flood) => {
    const text = `Undelivered mail\n${flood.repeat(200_000)}`
    const before = cpuMs()
    read({
      text,
      subject: flood.repeat(1000),
      parts: [
        { type: 'message/delivery-status', text },
        { type: 'message/rfc822', text },
      ],
    })
    read({ text })
    expect(cpuMs() - before).toBeLessThan(3000)
  },
)

const corpus = `${process.env.POSTROOM_CORPORA ?? '../shared/corpora'}/bounces`
// Development set; a floor, not a goal.
test.skipIf(!existsSync(corpus))('of the labelled bounces, most are understood', async () => {
  type Label = { dsn: string; reason: string }
  const labels = JSON.parse(readFileSync(`${corpus}/labels.json`, 'utf8')) as Record<string, Label[]>
  const count = { all: 0, found: 0, reason: 0 }
  for (const [file, wanted] of Object.entries(labels)) {
    const mail = await parseMail(readFileSync(`${corpus}/${file}`))
    const bounce = readBounce({
      headers: mail.headers,
      from: mail.from[0]?.address ?? null,
      subject: mail.subject,
      text: mail.text,
      parts: mail.reportParts,
      envelopeFrom: null,
    })
    const got = bounce?.recipients ?? []
    count.all += wanted.length
    count.found += Math.min(got.length, wanted.length)
    count.reason += wanted.filter((label) => got.some((one) => one.reason === label.reason)).length
  }
  expect(count.found / count.all).toBeGreaterThan(0.97)
  expect(count.reason / count.all).toBeGreaterThan(0.9)
})
