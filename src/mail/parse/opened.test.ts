import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readCms } from './cms.ts'
import { attachmentBytes, parseMail } from './parse.ts'

/** One element of BER, with a length of indefinite form where `open`. */
function ber(tag: number, parts: Buffer[], open = false): Buffer {
  const content = Buffer.concat(parts)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  if (open) return Buffer.concat([Buffer.from([tag, 0x80]), content, Buffer.alloc(2)])
  return Buffer.concat([Buffer.from([tag, 0x84]), length, content])
}

const SIGNED = Buffer.from('2a864886f70d010702', 'hex')
const ENVELOPED = Buffer.from('2a864886f70d010703', 'hex')
const COMPRESSED = Buffer.from('2a864886f70d0109100109', 'hex')
const DATA = Buffer.from('2a864886f70d010701', 'hex')
const version = ber(0x02, [Buffer.from([1])])

/** `pieces`: the content in pieces of that many bytes, as streaming programs write it. */
function wrapped(type: Buffer, content: Buffer, pieces = 0): Buffer {
  const open = pieces > 0
  const parts: Buffer[] = []
  for (let at = 0; open && at < content.length; at += pieces) parts.push(ber(0x04, [content.subarray(at, at + pieces)]))
  const octets = open ? ber(0x24, parts, true) : ber(0x04, [content])
  const inner = ber(0x30, [ber(0x06, [DATA]), ber(0xa0, [octets], open)], open)
  return ber(0x30, [ber(0x06, [type]), ber(0xa0, [ber(0x30, [version, ber(0x31, []), inner], open)], open)], open)
}

const inner = Buffer.from(
  'Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße, signiert\r\n' +
    '--i\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF\r\n--i--\r\n',
)
const mail = (type: string, body: string, encoding = 'base64'): Buffer =>
  Buffer.from(
    `From: dora@acme.example\r\nSubject: x\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`,
  )
const smime = (cms: Buffer, kind: string): Buffer =>
  mail(`application/pkcs7-mime; smime-type=${kind}; name=smime.p7m`, cms.toString('base64'))

const smimeSigned = { scheme: 'smime', isSigned: true, isEncrypted: false }
const pgpSigned = { scheme: 'pgp', isSigned: true, isEncrypted: false }
const pgpEncrypted = { scheme: 'pgp', isSigned: false, isEncrypted: true }

describe('S/MIME', () => {
  test.each([
    ['whole', 0],
    ['in pieces, with lengths nobody said', 10],
  ])('signed mail wrapped in its signature is read: %s', async (_name, pieces) => {
    const raw = smime(wrapped(SIGNED, inner, pieces), 'signed-data')

    const { text, attachments, protection } = await parseMail(raw)

    expect(text.trim()).toBe('Grüße, signiert')
    expect(attachments).toMatchObject([{ name: 'a.pdf', size: 4 }])
    expect((await attachmentBytes(raw, attachments[0]?.part ?? -1)).bytes.toString()).toBe('%PDF')
    expect(protection).toEqual(smimeSigned)
  })

  test('compressed mail is read, and is neither signed nor encrypted', async () => {
    const { text, protection } = await parseMail(smime(wrapped(COMPRESSED, deflateSync(inner)), 'compressed-data'))

    expect(text.trim()).toBe('Grüße, signiert')
    expect(protection).toBe(null)
  })

  test('encrypted mail is named, and its bytes can be had', async () => {
    const cms = wrapped(ENVELOPED, Buffer.from('secret'))

    const { protection, attachments, warnings } = await parseMail(smime(cms, 'whatever'))

    expect(protection).toEqual({ scheme: 'smime', isSigned: false, isEncrypted: true })
    expect(attachments).toMatchObject([{ name: 'smime.p7m', size: cms.length }])
    expect(warnings).toEqual(['encrypted: by S/MIME; only who has the key can read it'])
  })

  test('what unfolds to more than a mail may be, or is cut, or nested without end, is left as it is', () => {
    const bomb = wrapped(COMPRESSED, deflateSync(Buffer.alloc(40 * 1024 * 1024)))
    const nested = Buffer.from('3080'.repeat(100_000), 'hex')

    expect(readCms(bomb)).toBe(null)
    expect(readCms(wrapped(SIGNED, inner).subarray(0, 60))).toBe(null)
    expect(readCms(nested)).toBe(null)
  })

  test('many that each unfold to what a mail may be are together no more than one', async () => {
    const large = Buffer.concat([
      Buffer.from('Content-Type: application/pdf; name=a.pdf\r\n\r\n'),
      Buffer.alloc(15 * 1024 * 1024),
    ])
    const cms = wrapped(COMPRESSED, deflateSync(large)).toString('base64')
    const part = `--b\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n${cms}\r\n`

    const { attachments } = await parseMail(mail('multipart/mixed; boundary=b', `${part.repeat(4)}--b--`, '7bit'))

    expect(attachments.map((one) => one.name)).toEqual(['a.pdf', 'a.pdf', 'smime.p7m', 'smime.p7m'])
  })
})

describe('a signature apart, and PGP', () => {
  const part = (type: string, body: string): string => `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`
  const multipart = (type: string, ...parts: string[]): Buffer =>
    mail(`multipart/${type}; boundary=b`, `${parts.join('')}--b--\r\n`, '7bit')

  test.each([
    ['S/MIME', 'signed; protocol="application/x-pkcs7-signature"', 'application/x-pkcs7-signature', smimeSigned],
    ['PGP/MIME', 'signed; protocol="application/pgp-signature"', 'application/pgp-signature', pgpSigned],
    ['PGP/MIME that does not say so', 'signed', 'application/pgp-signature', pgpSigned],
    ['encrypted PGP/MIME', 'encrypted; protocol="application/pgp-encrypted"', 'application/octet-stream', pgpEncrypted],
    ['the same after a server tore it apart', 'mixed', 'application/pgp-encrypted', pgpEncrypted],
  ])('%s', async (_name, type, second, expected) => {
    const { protection, text } = await parseMail(multipart(type, part('text/plain', 'Hello'), part(second, 'xx')))

    expect(protection).toEqual(expected)
    expect(text.trim()).toBe('Hello')
  })

  test('text in the armour of a signature is read without it', async () => {
    const { text, protection } = await parseMail(
      mail(
        'text/plain',
        [
          'Before',
          '-----BEGIN PGP SIGNED MESSAGE-----',
          'Hash: SHA512',
          '',
          '- -- ',
          'Dora',
          '- - one',
          '-----BEGIN PGP SIGNATURE-----',
          '',
          'iQEzBAEB',
          '-----END PGP SIGNATURE-----',
          'After',
        ].join('\r\n'),
        '7bit',
      ),
    )

    expect(text).toBe('Before\n-- \nDora\n- one\nAfter')
    expect(protection).toEqual(pgpSigned)
  })

  test('what is only quoted protects nothing', async () => {
    const quoted = '> -----BEGIN PGP MESSAGE-----\r\n> xx\r\nsee above, -----BEGIN PGP SIGNED MESSAGE-----'

    expect((await parseMail(mail('text/plain', quoted, '7bit'))).protection).toBe(null)
    expect((await parseMail(mail('text/plain', '-----BEGIN PGP MESSAGE-----\r\n\r\nhQ', '7bit'))).protection).toEqual(
      pgpEncrypted,
    )
  })
})

test('a mail within the mail can be read, and what it holds is told', async () => {
  const nested =
    'From: Ben <ben@desk.example>\r\nTo: dora@acme.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nDate: Mon, 2 Mar 2026 09:15:00 +0000\r\n' +
    'Content-Type: multipart/mixed; boundary=n\r\n\r\n--n\r\n\r\nInner\r\n--n\r\nContent-Type: application/pdf; name=b.pdf\r\n\r\nx\r\n--n--\r\n'
  const raw = mail(
    'multipart/mixed; boundary=b',
    `--b\r\n\r\nSee below\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${nested}\r\n--b--`,
    '7bit',
  )

  const { mails, attachments, text } = await parseMail(raw)

  expect(text).toBe('See below')
  expect(mails).toEqual([
    {
      part: attachments[0]?.part,
      from: [{ name: 'Ben', address: 'ben@desk.example' }],
      to: [{ name: '', address: 'dora@acme.example' }],
      cc: [],
      subject: 'Grüße',
      date: new Date('2026-03-02T09:15:00Z'),
      text: 'Inner',
      attachments: [{ name: 'b.pdf', type: 'application/pdf', size: 1 }],
    },
  ])
})
