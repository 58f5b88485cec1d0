import { describe, expect, test } from 'vitest'
import { cpuMs } from '../../../../test/cpu.ts'
import * as write from '../../../../test/tnef.ts'
import { attachmentBytes, parseMail } from '../parse.ts'
import { decompressRtf } from './compressed-rtf.ts'
import { readRtf } from './rtf.ts'
import { readTnef } from './tnef.ts'

const LONG_NAME = 0x3707
const RTF = 0x1009
const HTML = 0x1013
/** The first example of MS-OXRTFCP §4.1. */
const HELLO = Buffer.from(
  '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
  'hex',
)

const mailWith = (tnef: Buffer, text = ''): Buffer =>
  Buffer.from(
    [
      'From: Dora <dora@acme.example>',
      'Subject: Packed',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      text,
      '--b',
      'Content-Type: application/ms-tnef; name=winmail.dat',
      'Content-Transfer-Encoding: base64',
      '',
      tnef.toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--b--',
      '',
    ].join('\r\n'),
  )

test('files in winmail.dat are attachments under their long names, byte-exact, and the text is in its RTF', async () => {
  const bytes = Buffer.from('%PDF-1.4 \0\xff\r\n', 'latin1')
  const raw = mailWith(
    write.tnefOf(
      write.messageProperties(write.named('Keywords', 7), write.binary(RTF, HELLO)),
      write.attachment('RECHNU~1.PDF', bytes),
      write.attachmentProperties(write.unicode(LONG_NAME, 'Rechnung für März.pdf')),
      write.attachment('data.bin', Buffer.from([1])),
    ),
  )

  const parsed = await parseMail(raw)

  expect(parsed.text.trim()).toBe('hello world')
  expect(parsed.attachments.map(({ name, type }) => [name, type])).toEqual([
    ['Rechnung für März.pdf', 'application/pdf'],
    ['data.bin', 'application/octet-stream'],
  ])
  expect((await attachmentBytes(raw, parsed.attachments[0]?.part ?? -1)).bytes).toEqual(bytes)
  expect(parsed.warnings).toEqual([])
})

test('what the mail says outside of winmail.dat stays the text, and its HTML comes from within', async () => {
  const html = Buffer.from('<p>Sch\xf6n <b>fett</b></p>', 'latin1')
  const tnef = write.tnefOf(write.messageProperties(write.long(0x3fde, 1252), write.binary(HTML, html)))

  const parsed = await parseMail(mailWith(tnef, 'Schoen fett'))

  expect(parsed.text.trim()).toBe('Schoen fett')
  expect(parsed.html).toBe('<p>Schön <b>fett</b></p>')
})

test('a message within the message gives its text and its files', async () => {
  const inner = write.tnefOf(
    write.messageProperties(write.unicode(0x37, 'Offer'), write.unicode(0x1000, 'The offer is attached.')),
    write.attachment('offer.txt', Buffer.from('10 €')),
  )
  const raw = mailWith(
    write.tnefOf(write.attachment('', Buffer.alloc(0)), write.attachmentProperties(write.object(0x3701, inner))),
  )

  const { attachments } = await parseMail(raw)

  expect(attachments.map(({ name }) => name)).toEqual(['Offer.txt', 'offer.txt'])
  expect((await attachmentBytes(raw, attachments[0]?.part ?? -1)).bytes.toString()).toBe('The offer is attached.')
})

test('a meeting in winmail.dat is an invitation that can be answered', async () => {
  const appointment = '0220060000000000c000000000000046'
  const globalId = Buffer.from(
    '040000008200e00074c5b7101a82e00807ea0305000000000000000000000000000000001000000011223344',
    'hex',
  )
  const tnef = write.tnefOf(
    write.messageProperties(
      write.unicode(0x1a, 'IPM.Schedule.Meeting.Request'),
      write.unicode(0x37, 'The parcel; again'),
      write.numbered(appointment, 0x820d, write.time(new Date('2026-03-05T09:00:00Z'))),
      write.numbered(appointment, 0x820e, write.time(new Date('2026-03-05T10:00:00Z'))),
      write.numbered(appointment, 0x8208, write.unicode(0, 'Room 4')),
      write.numbered('90dad86e0b451b1098da00aa003f1305', 3, write.binary(0, globalId)),
    ),
  )

  const { invitation, attachments } = await parseMail(mailWith(tnef, 'See the invitation'))

  expect(invitation).toMatchObject({
    method: 'request',
    uid: '040000008200E00074C5B7101A82E00800000000000000000000000000000000000000001000000011223344',
    summary: 'The parcel; again',
    location: 'Room 4',
    start: { at: '2026-03-05T09:00:00.000Z' },
    end: { at: '2026-03-05T10:00:00.000Z' },
    organizer: { address: 'dora@acme.example' },
  })
  expect(attachments).toMatchObject([{ type: 'text/calendar' }])
})

test('winmail.dat that cannot be read whole is attached as it came, beside what was found', async () => {
  const whole = write.tnefOf(write.attachment('a.txt', Buffer.from('a')), write.attachment('b.txt', Buffer.alloc(200)))

  const { attachments, warnings } = await parseMail(mailWith(whole.subarray(0, -100)))

  expect(attachments.map(({ name, size }) => [name, size])).toEqual([
    ['a.txt', 1],
    ['b.txt', 0],
    ['winmail.dat', whole.length - 100],
  ])
  expect(warnings).toEqual(['tnef: not all of winmail.dat could be read; it is attached as it came'])
})

describe('what is made to hurt is soon over', () => {
  const claims = Buffer.from('ffffffff', 'hex')
  const bombs: [string, () => unknown][] = [
    [
      'a count of four billion properties',
      () => readTnef(write.tnefOf(replaceCount(write.messageProperties(), claims))),
    ],
    [
      'four billion values of no bytes',
      () => readTnef(write.tnefOf(write.messageProperties(Buffer.concat([Buffer.from('1e100110', 'hex'), claims])))),
    ],
    [
      '300 messages within messages',
      () => {
        let inner = write.tnefOf()
        for (let depth = 0; depth < 300; depth++)
          inner = write.tnefOf(
            write.attachment('', Buffer.alloc(0)),
            write.attachmentProperties(write.object(0x3701, inner)),
          )
        return readTnef(inner)
      },
    ],
    [
      '20,000 attachments',
      () => readTnef(write.tnefOf(...Array.from({ length: 20_000 }, () => write.attachment('a', Buffer.alloc(0))))),
    ],
    ['RTF that claims four gigabytes', () => decompressRtf(Buffer.concat([claims, claims, HELLO.subarray(8)]))],
    [
      'RTF that repeats itself for ever',
      () =>
        decompressRtf(
          Buffer.concat([claims, claims, Buffer.from('4c5a467500000000', 'hex'), Buffer.alloc(1_000_000, 0xff)]),
        ),
    ],
    ['half a million groups', () => readRtf(Buffer.from(`{\\rtf1${'{\\b '.repeat(500_000)}`))],
    ['20,000 changes of font', () => readRtf(Buffer.from(`{\\rtf1${"\\f1\\'e4\\f2\\u228?".repeat(20_000)}`))],
  ]
  test.each(bombs)('%s', (_name, read) => {
    const began = cpuMs()

    read()

    expect(cpuMs() - began).toBeLessThan(3_000)
  })
})

const replaceCount = (attribute: Buffer, count: Buffer): Buffer =>
  Buffer.concat([attribute.subarray(0, 9), count, attribute.subarray(13)])

describe('RTF', () => {
  test('is unpacked as the specification says, also where a match overlaps itself', () => {
    const overlapping = Buffer.from('1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0', 'hex')

    expect(decompressRtf(HELLO)?.toString()).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n')
    expect(decompressRtf(overlapping)?.toString()).toBe('{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}')
  })

  test('made of HTML becomes that HTML', () => {
    const rtf =
      '{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\fonttbl{\\f0\\fswiss Arial;}}{\\*\\htmltag19 <html>}{\\*\\htmltag64 <p>}' +
      "\\htmlrtf {\\htmlrtf0 Gr\\'fc\\'dfe {\\*\\htmltag84 <b>}\\htmlrtf \\b\\htmlrtf0 \\u8364?5{\\*\\htmltag92 </b>}\\htmlrtf\\par}\\htmlrtf0{\\*\\htmltag27 </html>}}"

    expect(readRtf(Buffer.from(rtf))).toEqual({ html: '<html><p>Grüße <b>€5</b></html>' })
  })

  test('of letters in several charsets becomes its text, without styles and pictures', () => {
    const rtf =
      '{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Arial Cyr;}}{\\stylesheet{\\s1 Heading;}}{\\pict 0102ff}' +
      "\\f1 \\'cf\\'f0\\'e8\\'e2\\'e5\\'f2\\f0 , \\{Ben\\}\\'85\\par\\uc2\\u1575??\\tab x}"

    expect(readRtf(Buffer.from(rtf))).toEqual({ text: 'Привет, {Ben}…\nا\tx' })
  })
})
