import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { watchBlocks } from '../../test/faults/longest-block.ts'
import { Problem } from '../kit/problem.ts'
import { beginningOf, wholeOf, type Streamed } from '../kit/streamed.ts'
import { createReaderPool } from './read-pool.ts'

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
const UNKNOWN = { from: null }
const mail = (headers: string, body: string): Buffer =>
  Buffer.from(`From: Dora <dora@acme.example>\r\nSubject: Bomb\r\n${headers}\r\n\r\n${body}`)
const repeated = (count: number, piece: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => piece(at)).join('')

const bombs: [name: string, raw: () => Buffer][] = [
  [
    '10,000 mails within mails',
    () => mail(repeated(10_000, (at) => `Content-Type: message/rfc822\r\n\r\nSubject: ${at}\r\n`).trimEnd(), 'x'),
  ],
  [
    '10,000 multiparts within multiparts',
    () =>
      mail(
        repeated(10_000, (at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`),
        'x',
      ),
  ],
  ['100,000 parts', () => mail('Content-Type: multipart/mixed; boundary=b', '--b\r\n\r\nx\r\n'.repeat(100_000))],
  [
    '11 MB of HTML',
    () =>
      mail(
        'Content-Type: text/html',
        '<table><tr><td style="color:red">Hello <b>Ada</b></td></tr></table>\r\n'.repeat(160_000),
      ),
  ],
  ['a million opened elements', () => mail('Content-Type: text/html', '<b>'.repeat(1_000_000))],
  [
    '8 MB of flowed quotes',
    () => mail('Content-Type: text/plain; format=flowed', '>> some words that go on \r\n'.repeat(330_000)),
  ],
  ['a million quote marks', () => mail('Content-Type: text/plain', '>'.repeat(1_000_000))],
  ['a million header fields', () => mail('X-A: b\r\n'.repeat(1_000_000).trimEnd(), 'x')],
  ['a header of 10 MB', () => mail(`X-A: ${'b'.repeat(10_000_000)}`, 'x')],
  [
    '100,000 recipients',
    () => mail(`To: ${repeated(100_000, (at) => `u${at}@acme.example,\r\n `)}x@acme.example`, 'x'),
  ],
  ['100,000 parameters', () => mail(`Content-Type: text/plain${repeated(100_000, (at) => `; p${at}=v`)}`, 'x')],
  [
    '50,000 pieces of a name',
    () => mail(`Content-Disposition: attachment${repeated(50_000, (at) => `;\r\n filename*${at}*=v`)}`, 'x'),
  ],
  ['openings of encoded words', () => mail(`X-A: ${'=?a?q?'.repeat(40_000)}`, 'x')],
  ['openings of comments and quotes', () => mail(`To: ${'("<'.repeat(60_000)}`, 'x')],
  ['beginnings of uuencoded files', () => mail('', 'begin 644 a\r\nM\r\n'.repeat(60_000))],
]

describe('whatever comes, it is answered in time, in its own thread', () => {
  const pool = createReaderPool({ size: 1 })
  afterAll(() => pool.close())

  test.each(bombs)('%s', async (_name, make) => {
    const raw = make()
    await pool.read(Buffer.from('Subject: warm\r\n\r\nx'), UNKNOWN)
    const started = performance.now()
    const blocks = watchBlocks()

    const read = await pool.read(raw, UNKNOWN)

    blocks.stop()
    expect(blocks.look()).toBeLessThan(200)
    expect(performance.now() - started).toBeLessThan(30_000)
    expect(read.from[0]?.address).toBe('dora@acme.example')
    expect(read.subject === 'Bomb' || read.degraded).toBe(true)
  })
})

test('a mail that computes too long is read in degraded form, and says so', async () => {
  const pool = createReaderPool({ size: 1, deadline: 5 })

  const read = await pool.read(mail('Content-Type: text/html', '<p>Hello <b>Ada</b></p>\r\n'.repeat(40_000)), UNKNOWN)

  expect(read).toMatchObject({
    subject: 'Bomb',
    degraded: true,
    mayAutoReply: false,
    warnings: ['degraded: it computed longer than 5 ms'],
  })
  expect(read.text).toContain('Hello <b>Ada</b>')
  await pool.close()
})

test('on a machine that is busy with other things a mail is read whole, however late: what it computes counts', async () => {
  const pool = createReaderPool({ size: 1, deadline: 300, patience: 20 })
  for (let warm = 0; warm < 5; warm++) await pool.read(mail('X-A: b', 'Hello'), UNKNOWN)
  const read = async function* () {
    yield mail('X-A: b', 'Hel')
    await new Promise((resolve) => setTimeout(resolve, 800))
    yield Buffer.from('lo')
  }

  expect(await pool.read({ size: 100, read }, UNKNOWN)).toMatchObject({ text: 'Hello', degraded: false })
  await pool.close()
})

test('a mail that waits for what never comes is not waited for without end', async () => {
  const pool = createReaderPool({ size: 1, longest: 200 })
  let asked = 0
  const read = async function* () {
    if (asked++ === 0) await new Promise(() => undefined)
    yield mail('X-A: b', 'Hello')
  }

  const given = await pool.read({ size: 100, read }, UNKNOWN)

  expect(given).toMatchObject({ degraded: true, warnings: ['degraded: it took longer than 200 ms'] })
  await pool.close()
})

test('a mail that kills its reader takes none of the others with it', async () => {
  const pool = createReaderPool({ size: 1, heapMb: 24 })
  const small = { raw: mail('', 'x'), envelope: UNKNOWN }
  const killer = {
    raw: mail(
      'Content-Type: text/html',
      repeated(140_000, (at) => `<p>${at}`),
    ),
    envelope: UNKNOWN,
  }

  const read = await pool.readMany([small, killer, small, small])

  expect(read.map(({ degraded }) => degraded)).toEqual([false, true, false, false])
  expect(read[1]?.warnings).toEqual([expect.stringMatching(/^degraded: /)])
  await pool.close()
})

test('many mails come back in the order they were given, whoever read them', async () => {
  const pool = createReaderPool({ size: 2 })
  const mails = Array.from({ length: 60 }, (_, at) => ({
    raw: Buffer.from(`Subject: ${at}\r\n\r\nx`),
    envelope: UNKNOWN,
  }))

  const read = await pool.readMany(mails)

  expect(read.map(({ subject }) => subject)).toEqual(mails.map((_, at) => String(at)))
  expect(mails[0]?.raw.length).toBeGreaterThan(0) // the buffers are still ours
  await pool.close()
})

test('an attachment comes out of the stored mail byte by byte, and one that is not there is missing', async () => {
  const pool = createReaderPool({ size: 1 })
  const raw = readFileSync(path.resolve('test/mail/rfc2231.eml'))
  const { attachments } = await pool.read(raw, UNKNOWN)

  const found = await pool.attachment(raw, attachments[1]?.part ?? -1)

  expect(found).toMatchObject({ name: 'übersicht.csv', type: 'text/csv' })
  expect(found.bytes).toEqual(Buffer.from('a,b\r\n1,2\r\n'))
  await expect(pool.attachment(raw, 99)).rejects.toMatchObject({ kind: 'missing', code: 'attachment-missing' })
  await pool.close()
})

test('a closed pool refuses what it holds and what comes', async () => {
  const pool = createReaderPool({ size: 1 })
  const held = pool.read(mail('', 'x'), UNKNOWN)
  await Promise.all([expect(held).rejects.toMatchObject({ code: 'reader-closed' }), pool.close()])

  await expect(pool.read(mail('', 'x'), UNKNOWN)).rejects.toMatchObject({ code: 'reader-closed' })
})

test('while a mail keeps its reader the others are read by one more thread', async () => {
  const pool = createReaderPool({ size: 1, patience: 50, deadline: 60_000 })
  try {
    await pool.read(mail('X-A: b', 'the thread starts'), UNKNOWN)
    let isOver = false
    const read = async function* () {
      yield mail('X-A: b', 'at last\r\n')
      for (; !isOver; await nextTurn()) yield Buffer.alloc(200_000, 'on and on\r\n')
    }

    const long = pool.read({ size: 100, read }, UNKNOWN)
    const others = await Promise.all(Array.from({ length: 12 }, () => pool.read(mail('X-A: b', 'Hello'), UNKNOWN)))
    isOver = true

    expect(others.map((one) => one.text)).toEqual(Array(12).fill('Hello'))
    expect((await long).text).toMatch(/^at last/)
    expect((await pool.read(mail('X-A: b', 'and on'), UNKNOWN)).text).toBe('and on')
  } finally {
    await pool.close()
  }
})

test('a large mail comes to its reader in pieces; what cannot be had of it is told as such', async () => {
  const pool = createReaderPool({ size: 1 })
  const large = mail('X-A: b', 'Hello\r\n'.repeat(400_000))
  const inPieces = (upTo: number): Streamed => ({
    size: large.length,
    async *read(from = 0, to = large.length) {
      for (let at = from; at < Math.min(to, upTo); at += 100_000) yield large.subarray(at, Math.min(at + 100_000, to))
      if (upTo < to) throw new Problem('broken', 'unreadable', 'The disk.')
    },
  })
  try {
    expect(await pool.read(inPieces(Infinity), UNKNOWN)).toEqual(await pool.read(large, UNKNOWN))
    await expect(pool.read(inPieces(1_000_000), UNKNOWN)).rejects.toMatchObject({ code: 'unreadable' })
  } finally {
    await pool.close()
  }
})

test('an attachment of a large mail is cut from it without the whole being held', async () => {
  const pool = createReaderPool({ size: 1 })
  const bytes = Buffer.alloc(1_500_000, 'attached')
  const head = 'Content-Type: multipart/mixed; boundary=b'
  const part = 'Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64'
  const large = mail(head, `--b\r\n\r\nHello\r\n--b\r\n${part}\r\n\r\n${bytes.toString('base64')}\r\n--b--\r\n`)
  const read = async function* (from = 0, to = large.length) {
    for (let at = from; at < to; at += 100_000) yield large.subarray(at, Math.min(at + 100_000, to))
  }
  try {
    const found = await pool.attachment({ size: large.length, read }, 2)

    expect(found).toMatchObject({ name: 'a.png', type: 'image/png', bytes: { size: bytes.length } })
    expect(bytes.equals(await wholeOf(found.bytes))).toBe(true)
    expect((await beginningOf(found.bytes, 10)).toString()).toBe('attachedat')
  } finally {
    await pool.close()
  }
})

test('what an answer repeats of earlier messages is found in a thread', async () => {
  const pool = createReaderPool({ size: 1 })
  const told = 'Your kettle left our workshop today and should be with you on Friday morning.'

  const found = await pool.visibleReply({ text: `Thanks!\n\n${told}`, html: null, earlier: [told] })

  expect(found).toMatchObject({ reply: 'Thanks!', quoted: told })
  await pool.close()
})
