import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { randomFrom } from '../../../bench/letters.ts'
import { createDecoder } from './decode-stream.ts'
import { decodeTransfer } from './encodings.ts'
import { canonicalHash, strippedHash } from './hashes.ts'
import { attachmentBytes, findAttachment, parseMail, parseStreamed } from './parse.ts'
import type { ParsedMail } from './parsed.ts'

const random = randomFrom(26)
const upTo = (most: number) => 1 + Math.floor(random() * most)

async function* piecesOf(bytes: Buffer, most = 700): AsyncIterable<Buffer> {
  for (let at = 0, to = 0; at < bytes.length; at = to) yield bytes.subarray(at, (to = at + upTo(most)))
}

/** What two readings must agree on: everything. */
const plain = (parsed: ParsedMail): unknown => JSON.parse(JSON.stringify({ ...parsed, headers: parsed.headers.all }))

async function agree(name: string, bytes: Buffer): Promise<void> {
  const { strippedHash: stripped, canonicalHash: canonical, ...parsed } = await parseStreamed(piecesOf(bytes), 500)
  expect(plain(parsed), name).toEqual(plain(await parseMail(bytes)))
  expect([stripped, canonical], name).toEqual([strippedHash(bytes), canonicalHash(bytes)])
}

/** More than is looked at ahead, so that nothing is settled by the end of the mail being near. */
const tail = Buffer.from('and so it goes on\r\n'.repeat(500))

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile() && one.name.endsWith('.eml'))
        .map((one) => path.join(one.parentPath, one.name))
    : []

test.each(filesIn('test/mail'))('in pieces or at once, %s says the same', async (file) => {
  const bytes = readFileSync(file)

  await agree(file, bytes)
  await agree(file, Buffer.concat([bytes, tail]))
})

const corpus = filesIn(path.join(process.env['POSTROOM_CORPORA'] ?? path.resolve('../shared/corpora'), 'mime'))
const some = corpus.filter((_, at) => at % Math.ceil(corpus.length / 200) === 0)

test.skipIf(corpus.length === 0)('so do mails of the corpora, also those that are broken', async () => {
  for (const file of some) await agree(file, readFileSync(file))
})

test('so do mails of many parts in each other, whose boundaries are cut by the pieces', async () => {
  const part = (depth: number): string => {
    const what = upTo(6)
    if (depth < 5 && what < 4) {
      const boundary = 'b'.repeat(upTo(60)) + depth
      const parts = Array.from({ length: upTo(3) }, () => `--${boundary}  \r\n${part(depth + 1)}\r\n`)
      const end = what === 1 ? '' : `--${boundary}--\r\nafter it\r\n`
      return `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\nbefore\r\n-- \r\n${parts.join('')}${end}`
    }
    const bytes = Buffer.from(Array.from({ length: upTo(9_000) }, () => upTo(255)))
    if (what === 4)
      return `Content-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r\n${bytes.toString('base64').replace(/.{76}/g, '$&\r\n')}`
    return `Content-Type: text/plain; charset=latin1${what === 5 ? '; name=a' : ''}\r\n\r\n-\r\n--\r\n${bytes.toString('base64').replace(/.{9}/g, '$&\n--')}\n`
  }
  for (let round = 0; round < 60; round++)
    await agree(`round ${round}`, Buffer.from(`From: dora@acme.example\r\nSubject: ${round}\r\n${part(0)}`))
})

test.each(['base64', 'quoted-printable', '8bit'])('%s is decoded in pieces as at once, whatever it is', (encoding) => {
  const letters = Buffer.from('AbC012+/==   \r\n\r\n=3D=\t-_%é')
  for (let round = 0; round < 400; round++) {
    const isClean = round % 2 === 0
    const given = isClean
      ? Buffer.from(Buffer.alloc(upTo(3_000), round).toString('base64').replace(/.{76}/g, '$&\r\n'))
      : Buffer.from(Array.from({ length: upTo(1_500) }, () => letters[upTo(letters.length) - 1] as number))
    const decoder = createDecoder(encoding)
    const out: Buffer[] = []
    for (let at = 0, to = 0; at < given.length; at = to)
      out.push(Buffer.from(decoder?.update(given.subarray(at, (to = at + upTo(90)))) ?? []))
    out.push(decoder?.end() ?? Buffer.alloc(0))

    expect(Buffer.concat(out).equals(decodeTransfer([given], encoding)), `round ${round}`).toBe(true)
  }
})

test('of an attachment it is told where it lies, or what was unpacked', async () => {
  const bytes = Buffer.from(Array.from({ length: 5_000 }, () => upTo(255)))
  const mail = Buffer.from(
    'From: dora@acme.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n' +
      `--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n--b--\r\n`,
  )

  const png = await findAttachment(piecesOf(mail), 2)
  const packed = await findAttachment(piecesOf(mail), 1_000_001)

  if (!('place' in png)) throw new Error('it was unpacked')
  const { from, to, encoding } = png.place
  expect(decodeTransfer([mail.subarray(from, to)], encoding).equals(bytes)).toBe(true)
  expect(png).toMatchObject({ name: 'a.png', type: 'image/png', size: 5_000 })
  expect(packed).toEqual(await attachmentBytes(mail, 1_000_001))
  await expect(findAttachment(piecesOf(mail), 7)).rejects.toMatchObject({ code: 'attachment-missing' })
})

test('of a large mail no more is kept than is read: of a file its size and hash', async () => {
  const line = Buffer.alloc(57 * 1_000, 'x')
  const sum = createHash('sha256')
  async function* large(): AsyncIterable<Buffer> {
    yield Buffer.from(
      'From: dora@acme.example\r\nSubject: Large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHere.\r\n' +
        '--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n',
    )
    for (let count = 0; count < 60; count++) {
      sum.update(line)
      yield Buffer.from(line.toString('base64').replace(/.{76}/g, '$&\r\n'))
    }
    yield Buffer.from('\r\n--b--\r\n')
  }

  const parsed = await parseStreamed(large())

  expect(parsed).toMatchObject({ text: 'Here.', subject: 'Large', warnings: [] })
  expect(parsed.attachments).toMatchObject([{ name: 'a.pdf', size: 60 * line.length, sha256: sum.digest('hex') }])
})

test('where the pieces fail the reading does, too: a mail that cannot be had is not a mail that cannot be read', async () => {
  async function* broken(): AsyncIterable<Buffer> {
    yield Buffer.from('From: dora@acme.example\r\n\r\nHello')
    throw new Error('the disk')
  }

  await expect(parseStreamed(broken())).rejects.toThrow('the disk')
})
