// Mails made to hurt whoever reads them: each is small or at most as large as mail may be, and costs a naive reader minutes or
// gigabytes. Every subject begins with "Bomb", so that what can be shown of it can be told.
import { attachment, attachmentProperties, binary, messageProperties, object, tnefOf } from '../tnef.ts'

export interface Bomb {
  name: string
  raw(): Buffer
}

const mail = (headers: string, body: string): Buffer =>
  Buffer.from(
    `From: Dora <dora@acme.example>\r\nTo: <support@desk.example>\r\nSubject: Bomb\r\n${headers === '' ? '' : `${headers}\r\n`}\r\n${body}`,
    'latin1',
  )
const repeated = (count: number, piece: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => piece(at)).join('')
const typed = (type: string, body: string, encoding = '7bit'): Buffer =>
  mail(`Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}`, body)
const bounce = (text: string): Buffer =>
  Buffer.from(
    `From: MAILER-DAEMON@acme.example\r\nTo: <support@desk.example>\r\nSubject: Bomb undeliverable\r\n\r\nwas not delivered\r\n${text}`,
  )
const report = (notice: string, count: number): Buffer =>
  mail(
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    `--b\r\n\r\n${notice}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${repeated(count, (at) => `\r\nFinal-Recipient: rfc822; u${at}@acme.example\r\nAction: failed\r\nStatus: 5.1.1\r\n`)}`,
  )
const MIXED = 'Content-Type: multipart/mixed; boundary=b'

const nesting: [string, () => Buffer][] = [
  [
    '10,000 mails within mails',
    () =>
      typed(
        'message/rfc822',
        repeated(10_000, (at) => `Content-Type: message/rfc822\r\nSubject: ${at}\r\n\r\n`),
      ),
  ],
  [
    '10,000 multiparts within multiparts',
    () =>
      mail(
        repeated(10_000, (at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`).trimEnd(),
        'x',
      ),
  ],
  ['100,000 opened elements', () => typed('text/html', `${'<div>'.repeat(100_000)}in the middle`)],
  ['a million opened elements', () => typed('text/html', '<b>'.repeat(1_000_000))],
  ['100,000 tables within tables', () => typed('text/html', '<table><tr><td>x'.repeat(100_000))],
  ['100,000 quotations within quotations', () => typed('text/html', '<blockquote type=cite>x'.repeat(100_000))],
  ['a million quote marks', () => typed('text/plain', '>'.repeat(1_000_000))],
  ['comments within comments', () => mail(`Cc: ${'('.repeat(100_000)}x${')'.repeat(100_000)} <a@acme.example>`, 'x')],
]

const many: [string, () => Buffer][] = [
  ['100,000 parts', () => mail(MIXED, '--b\r\n\r\nx\r\n'.repeat(100_000))],
  [
    '10,000 attachments',
    () =>
      mail(
        MIXED,
        repeated(
          10_000,
          (at) =>
            `--b\r\nContent-Type: application/x-a\r\nContent-Disposition: attachment; filename=f${at}\r\n\r\nx\r\n`,
        ),
      ),
  ],
  [
    '900 parts with 4,000 header fields each',
    () => mail(MIXED, `--b\r\n${'A:b\r\n'.repeat(4_000)}\r\nx\r\n`.repeat(900)),
  ],
  ['a million header fields', () => mail('X-A: b\r\n'.repeat(1_000_000).trimEnd(), 'x')],
  ['a header of 10 MB', () => mail(`X-A: ${'b'.repeat(10_000_000)}`, 'x')],
  ['250,000 folded lines', () => mail(`X-A: b${'\r\n c'.repeat(250_000)}`, 'x')],
  [
    '100,000 recipients',
    () => mail(`Cc: ${repeated(100_000, (at) => `u${at}@acme.example,\r\n `)}x@acme.example`, 'x'),
  ],
  [
    'a megabyte of addresses in one line',
    () => mail(`Cc: ${repeated(40_000, (at) => `"U, ${at}" <u${at}@acme.example>, `)}x@acme.example`, 'x'),
  ],
  ['100,000 groups', () => mail(`Cc: ${'g:;'.repeat(100_000)}`, 'x')],
  ['100,000 parameters', () => mail(`Content-Type: text/plain${repeated(100_000, (at) => `; p${at}=v`)}`, 'x')],
  [
    '50,000 pieces of a name',
    () => mail(`Content-Disposition: attachment${repeated(50_000, (at) => `;\r\n filename*${at}*=v`)}`, 'x'),
  ],
  [
    '8,000 pieces of a name',
    () => mail(`Content-Disposition: attachment${repeated(8_000, (at) => `; filename*${at}=v`)}`, 'x'),
  ],
  ['100,000 encoded words', () => mail(`X-A: ${'=?utf-8?q?=C3=A4?= '.repeat(100_000)}`, 'x')],
  [
    '12,000 encoded words in a subject',
    () => mail(`Keywords: x\r\nSubject: ${'=?utf-8?b?w6Q=?= '.repeat(12_000)}`, 'x'),
  ],
  ['openings of encoded words', () => mail(`X-A: ${'=?a?q?'.repeat(40_000)}`, 'x')],
  ['openings of comments and quotes', () => mail(`Cc: ${'("<'.repeat(60_000)}`, 'x')],
  [
    '10,000 references',
    () => mail(`References: ${repeated(10_000, (at) => `<${at}@acme.example>\r\n `)}<x@y.example>`, 'x'),
  ],
  ['20,000 Re:', () => mail(`Keywords: x\r\nSubject: ${'Re: [a] '.repeat(20_000)}`, 'x')],
  [
    'a boundary of 200,000 letters',
    () => mail(`Content-Type: multipart/mixed; boundary=${'b'.repeat(200_000)}`, '--b\r\n'.repeat(500_000)),
  ],
  ['a report about 100,000 recipients', () => report('Undelivered', 100_000)],
  [
    'a report about 4,000 recipients beside a long notice',
    () => report('Undelivered mail follows. '.repeat(30_000), 4_000),
  ],
  [
    'a notice about 10,000 recipients',
    () => bounce(repeated(10_000, (at) => `<u${at % 900}@acme.example>: said: 550 5.1.1 no\r\n`)),
  ],
  ['a notice that says one address 100,000 times', () => bounce('<u@acme.example>: it failed\r\n'.repeat(100_000))],
]

const large: [string, () => Buffer][] = [
  [
    '11 MB of HTML',
    () => typed('text/html', '<table><tr><td style="color:red">Hello <b>Ada</b></td></tr></table>\r\n'.repeat(160_000)),
  ],
  ['a million styles', () => typed('text/html', `<p style="${'color:red;'.repeat(500_000)}">x`)],
  ['a million attributes', () => typed('text/html', `<p ${'a=b '.repeat(1_000_000)}>x`)],
  ['five million angle brackets', () => typed('text/html', '<'.repeat(5_000_000))],
  ['a million opened comments', () => typed('text/html', '<!--'.repeat(1_000_000))],
  ['two million entities', () => typed('text/html', '&amp;&#x26;'.repeat(1_000_000))],
  ['10,000 pictures from elsewhere', () => typed('text/html', '<img src="https://acme.example/x.png">'.repeat(10_000))],
  ['5 MB of style', () => typed('text/html', `<style>${'a{color:red}'.repeat(400_000)}</style>x`)],
  ['8 MB of flowed quotes', () => typed('text/plain; format=flowed', '>> some words that go on \r\n'.repeat(330_000))],
  ['8 MB that flow for ever', () => typed('text/plain; format=flowed; delsp=yes', 'a \r\n'.repeat(2_000_000))],
  ['a line of 10 MB', () => typed('text/plain', 'word '.repeat(2_000_000))],
  ['five million blank lines', () => typed('text/plain', '\r\n'.repeat(5_000_000))],
  ['3 MB of CR', () => typed('text/plain', `x\n${'\r'.repeat(3_000_000)}x`)],
  ['a header of 200,000 CR', () => mail(`X-A: b\r\nX-B: ${'\r'.repeat(200_000)}x`, 'x')],
  ['a charset of quotation marks', () => mail(`Content-Type: text/plain; charset=x${"'".repeat(200_000)}y`, '\xe4')],
  ['160,000 blanks that do not break', () => typed('text/html', `x${'&nbsp;'.repeat(160_000)}<b>y</b>`)],
  ['a link of 300,000 blanks', () => typed('text/html', `<a href="x${'%20'.repeat(300_000)}y">x</a>`)],
  ['links that are never closed', () => typed('text/plain', `> x\n${'<http:'.repeat(150_000)}\n> <http://x\nx)\n> y`)],
  ['5 MB of NUL', () => typed('text/plain', `x${'\0'.repeat(5_000_000)}`)],
  ['dashes that might be a boundary', () => mail(MIXED, '--\r\n--b-\r\n'.repeat(900_000))],
  ['beginnings of uuencoded files', () => typed('text/plain', 'begin 644 a\r\nM\r\n'.repeat(60_000))],
  [
    '100,000 lines above quotations',
    () => typed('text/plain', 'On 3 May 2026 at 10:12, Dora wrote:\r\n> x\r\n'.repeat(100_000)),
  ],
  [
    '100,000 heads of mails',
    () => typed('text/plain', 'From: Dora\r\nSent: 3 May 2026\r\nTo: Ben\r\n'.repeat(100_000)),
  ],
  ['8 MB of quoted-printable', () => typed('text/plain', '=\r\n=C3=A4='.repeat(800_000), 'quoted-printable')],
  ['blanks after an equals sign', () => typed('text/plain', `=${' '.repeat(100_000)}`.repeat(50), 'quoted-printable')],
  ['base64 with garbage', () => typed('text/plain', 'QUJD!*=\r\n=?\0QQ=='.repeat(500_000), 'base64')],
  ['padding only', () => typed('text/plain', '='.repeat(5_000_000), 'base64')],
  ['base64 in pieces', () => typed('text/plain', 'QUJDRA==\r\n'.repeat(700_000), 'base64')],
]

const charsets: [string, () => Buffer][] = [
  ['iso-2022-jp', '\x1b$B\x1b(B'],
  ['iso-2022-kr', '\x0e!\x0f'],
  ['hz-gb-2312', '~{!'],
  ['utf-7', '+AGE-+'],
  ['utf-16', '\xd8\x00'],
  ['utf-8', '\xc3'],
  ['gb18030', '\x81\x30'],
  ['"x; y"; charset=z', '\xff'],
].map(([charset, piece]) => [
  `5 MB of ${charset}`,
  () => typed(`text/plain; charset=${charset}`, (piece ?? '').repeat(5_000_000 / (piece ?? ' ').length), '8bit'),
])

/** What Outlook packs, what S/MIME wraps, what a calendar and a card say: opened, so as bounded as the mail around them. */
const packed: [string, () => Buffer][] = (
  [
    [
      '100,000 files in winmail.dat',
      'application/ms-tnef',
      () => tnefOf(repeatedBytes(attachment('a', Buffer.alloc(0)), 100_000)),
    ],
    [
      '8 MB of RTF from one of a megabyte',
      'application/ms-tnef',
      () => tnefOf(messageProperties(binary(0x1009, endlessRtf(1_000_000)))),
    ],
    [
      'winmail.dat within winmail.dat',
      'application/ms-tnef',
      () => {
        let inner = tnefOf()
        for (let depth = 0; depth < 200; depth++)
          inner = tnefOf(attachment('', Buffer.alloc(0)), attachmentProperties(object(0x3701, inner)))
        return inner
      },
    ],
    ['S/MIME without an end', 'application/pkcs7-mime', () => Buffer.from('3080'.repeat(2_000_000), 'hex')],
    [
      '5 MB of attendees',
      'text/calendar; method=REQUEST',
      () =>
        Buffer.from(
          `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n${'ATTENDEE;CN="x":mailto:u@acme.example\r\n'.repeat(140_000)}END:VEVENT\r\n`,
        ),
    ],
    ['500,000 cards', 'text/vcard', () => Buffer.from('BEGIN:VCARD\r\nFN:D\r\nEND:VCARD\r\n'.repeat(500_000))],
  ] as [string, string, () => Buffer][]
).map(([name, type, bytes]) => [name, () => typed(type, bytes().toString('base64'), 'base64')])

const repeatedBytes = (piece: Buffer, count: number): Buffer => Buffer.alloc(piece.length * count, piece)

/** References to what it has just written itself: the most that so many bytes can unfold to. */
function endlessRtf(size: number): Buffer {
  const claims = Buffer.from('ffffffffffffffff4c5a467500000000', 'hex')
  return Buffer.concat([claims, Buffer.alloc(size, 0xff)])
}

const all = (list: [string, () => Buffer][]): Bomb[] => list.map(([name, raw]) => ({ name, raw }))

export const bombs: Bomb[] = all([
  ...nesting,
  ...many,
  ...large,
  ...charsets,
  ...packed,
  [
    '900 parts in 900 charsets',
    () =>
      mail(
        MIXED,
        repeated(900, (at) => `--b\r\nContent-Type: text/plain; charset=windows-${at}\r\n\r\n\xe4\r\n`),
      ),
  ],
])
