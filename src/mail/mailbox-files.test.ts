import { existsSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from '../kit/problem.ts'
import { messagesIn, sizeOf } from './mailbox-files.ts'
import type { FiledMessage } from './mailbox-files/filed.ts'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'postroom-files-'))
})
afterAll(() => rm(home, { recursive: true }))

const separator = 'From dora@acme.example Mon Mar  2 09:00:00 2026\n'

async function file(name: string, text: string | Buffer): Promise<string> {
  const at = path.join(home, name)
  await mkdir(path.dirname(at), { recursive: true })
  await writeFile(at, text)
  return at
}

const whole = async (raw: FiledMessage['raw']) =>
  Buffer.isBuffer(raw) ? raw : Buffer.concat(await Array.fromAsync(raw))

async function read(at: string, reading: Parameters<typeof messagesIn>[1] = {}) {
  const messages: FiledMessage[] = []
  const problems: Problem[] = []
  for await (const one of messagesIn(at, { onProblem: (problem) => problems.push(problem), ...reading }))
    messages.push(one)
  const texts = await Promise.all(messages.map(async ({ raw }) => (await whole(raw)).toString('latin1')))
  return { messages, problems, texts }
}

test('an .eml is one message, byte for byte, whatever is in it', async () => {
  const bytes = Buffer.from('garbage without colon\r\n\0\xff', 'latin1')
  const at = await file('one.eml', bytes)

  expect((await read(at)).messages).toEqual([{ source: at, offset: 0, end: bytes.length, raw: bytes }])
  expect(await sizeOf(at)).toBe(bytes.length)
})

test('an .eml that was cut out of an mbox loses the line that is no header field', async () => {
  const at = await file('cut.eml', `${separator}Subject: x\n\ny\n${separator}still text\n`)

  expect((await read(at)).texts).toEqual([`Subject: x\n\ny\n${separator}still text\n`])
})

test('a sender field with a blank before its colon is not taken for such a line', async () => {
  const at = await file('obsolete.eml', 'From : dora@acme.example\n\ny\n')

  expect((await read(at)).texts).toEqual(['From : dora@acme.example\n\ny\n'])
})

test('an mbox gives its messages without separators, quoting and the blank line between them', async () => {
  const first = 'Subject: one\n\n>From the start\n>>From here\nFrom home\n>not From\n'
  const text = `${separator}${first}\n${separator}Subject: two\n\n\n${separator}Subject: three\n\nno end of line`
  const at = await file('a.mbox', text)

  const { messages, texts, problems } = await read(at)

  expect(texts).toEqual([
    'Subject: one\n\nFrom the start\n>From here\nFrom home\n>not From\n',
    'Subject: two\n\n',
    'Subject: three\n\nno end of line',
  ])
  expect(problems).toEqual([])
  expect(messages.map((one) => one.end)).toEqual([...messages.slice(1).map((one) => one.offset), text.length])
})

test('with CR LF too, and in a file without an ending to its name', async () => {
  const text = `${separator}Subject: one\n\ntext\n\n${separator}Subject: two\n\ntext\n`.replaceAll('\n', '\r\n')
  const at = await file('Inbox', text)

  expect((await read(at)).texts).toEqual(['Subject: one\r\n\r\ntext\r\n', 'Subject: two\r\n\r\ntext\r\n'])
})

test.each([
  ['a sentence', 'From now on at 10:30 we meet: be there\n'],
  ['a date in a sentence', 'From Monday 10:30 in 2026 we meet\nas always\n'],
  ['a separator without a blank line above', `text\n${separator}Subject: x\n`],
  ['a separator with no header field below', `${separator}Dear all,\n`],
])('%s in a text does not cut the message', async (_what, text) => {
  const at = await file(
    'sentence.mbox',
    `${separator}Subject: one\n\n${text.startsWith('text') ? '' : 'text\n\n'}${text}`,
  )

  expect((await read(at)).texts).toHaveLength(1)
})

test('reading goes on where it stopped, and where the file has grown', async () => {
  const at = await file('growing.mbox', `${separator}Subject: one\n\nx\n\n${separator}Subject: two\n\ny\n`)
  const { messages } = await read(at)

  expect((await read(at, { from: messages[0]?.end ?? 0 })).texts).toEqual(['Subject: two\n\ny\n'])
  expect((await read(at, { from: messages[1]?.end ?? 0 })).texts).toEqual([])
  await appendFile(at, `\n${separator}Subject: three\n\nz\n`)
  const more = await read(at, { from: messages[1]?.end ?? 0 })
  expect(more.texts).toEqual(['Subject: three\n\nz\n'])
  expect(more.problems).toEqual([])
})

test('garbage in an mbox is named by its place, and reading goes on', async () => {
  const at = await file('bad.mbox', `\x00\x01 what is this\nno mail\n\n${separator}Subject: one\n\nx\n\n${separator}`)

  const { texts, problems } = await read(at)
  const resumed = await read(at, { from: 5 })

  expect(texts).toEqual(['Subject: one\n\nx\n'])
  expect(problems).toMatchObject([
    { code: 'mbox-garbage', detail: { source: at, offset: 0 } },
    { code: 'mbox-garbage', detail: { source: at } },
  ])
  expect(resumed.texts).toEqual(texts)
  expect(resumed.problems[0]?.message).toContain('at byte 5')
})

test('messages larger than a chunk come whole, whatever the chunk cuts', async () => {
  const sizes = [1_048_500, 1_048_576 - separator.length, 3_000_000, 10]
  const bodies = sizes.map((size, i) => `Subject: ${i}\n\n${'x'.repeat(99)}\n`.padEnd(size, 'y') + 'z\n')
  const at = await file('big.mbox', bodies.map((body) => separator + body).join('\n'))

  const { texts, problems } = await read(at)

  expect(texts.map((text) => text.length)).toEqual(bodies.map((body) => body.length))
  expect(texts.every((text, i) => text === bodies[i])).toBe(true)
  expect(problems).toEqual([])
  expect(await sizeOf(at)).toBeGreaterThan(5_000_000)
})

test('a separator is found at whatever byte a chunk is cut', async () => {
  for (let shift = 0; shift < 70; shift++) {
    const body = `Subject: a\n\n${'x'.repeat(1_048_576 - separator.length - 12 - shift)}\n`
    const at = await file('edge.mbox', `${separator}${body}\n${separator}Subject: b\n\ny\n`)
    expect((await read(at)).texts.map((text) => text.length)).toEqual([body.length, 14])
  }
})

test('what only looks like a separator is not taken for one where a chunk ends', async () => {
  for (let shift = 0; shift < 70; shift++) {
    const body = `Subject: a\n\n${'x'.repeat(1_048_576 - separator.length - 12 - shift)}\n\n${separator}Dear all,\n`
    const at = await file('edge.mbox', `${separator}${body}`)
    expect((await read(at)).texts.map((text) => text.length)).toEqual([body.length])
  }
})

test('a large message is read while it is asked for, as often as it is, without separator and quoting', async () => {
  const lines = Array.from({ length: 90_000 }, (_, at) => `${at % 3 ? '>' : ''}>From ${'x'.repeat(at % 50)}`)
  const [quoted, plain] = [lines, lines.map((line) => line.slice(1))].map((all) => `Subject: a\n\n${all.join('\n')}\n`)
  const long = `Subject: b\n\n${'y'.repeat(512 * 1024 - 12)}>From ${'y'.repeat(1_400_000)}>From ${'y'.repeat(900_000)}\n>From x`
  const mbox = await file('large.mbox', `${separator}${quoted}\n${separator}${long}`)
  const eml = await file('large.eml', `${separator}${quoted}`)

  const { messages, texts, problems } = await read(mbox)
  const [cut] = (await read(eml)).messages

  expect(messages.map(({ raw }) => Buffer.isBuffer(raw))).toEqual([false, false])
  expect(texts.map((text) => text.length)).toEqual([plain?.length, long.length - 1])
  expect(texts[0] === plain && texts[1] === long.replace(/>From x$/, 'From x')).toBe(true)
  for (let times = 0; times < 2; times++)
    expect(cut && (await whole(cut.raw)).toString() === quoted && !Buffer.isBuffer(cut.raw)).toBe(true)
  expect(problems).toEqual([])
})

test('a large message that cannot be read is named with its file', async () => {
  const at = await file('going.eml', 'Subject: a\n\n'.padEnd(2_000_000, 'x'))
  const { messages } = await read(at)

  await rm(at)

  await expect(whole(messages[0]?.raw ?? Buffer.alloc(0))).rejects.toMatchObject({
    kind: 'invalid',
    code: 'file-unreadable',
    detail: { source: at },
  })
})

test('a message over the limit is named and left out, the next one comes', async () => {
  const at = await file(
    'huge.mbox',
    `${separator}Subject: huge\n\n${'x\n'.repeat(2_000_000)}\n${separator}Subject: b\n\ny\n`,
  )
  const eml = await file('huge.eml', 'Subject: huge\n\n'.padEnd(2_000, 'x'))

  const { texts, problems } = await read(at, { maxBytes: 1_000 })

  expect(texts).toEqual(['Subject: b\n\ny\n'])
  expect(problems).toMatchObject([{ code: 'message-too-large', detail: { offset: 0 } }])
  expect((await read(eml, { maxBytes: 1_000 })).problems).toMatchObject([{ code: 'message-too-large' }])
})

test('a Maildir gives what is in cur and new, and its folders, not what is half-written', async () => {
  await file('maildir/cur/1.desk:2,S', 'one')
  await file('maildir/new/2.desk', 'two')
  await file('maildir/tmp/3.desk', 'half')
  await file('maildir/dovecot.index.log', 'From: nobody\n')
  await file('maildir/.Sent/cur/4.desk:2,S', 'four')
  await file('maildir/.Sent/new/.keep', '')

  expect((await read(path.join(home, 'maildir'))).texts).toEqual(['four', 'one', 'two'])
})

test('a folder is read with all in it; what is no mail is named; links and hidden files are left alone', async () => {
  await file('tree/b/2.eml', 'Subject: two\n\n')
  await file('tree/a/1', 'Received: from x\nSubject: one\n\n')
  await file('tree/c.mbox', `${separator}Subject: three\n\nx\n`)
  await file('tree/LICENSE', 'Permission: granted\n')
  await file('tree/.hidden.eml', 'Subject: no\n\n')
  await symlink(path.join(home, 'tree'), path.join(home, 'tree/loop'))
  const at = path.join(home, 'tree')

  const { texts, problems } = await read(at)

  expect(texts).toEqual(['Received: from x\nSubject: one\n\n', 'Subject: two\n\n', 'Subject: three\n\nx\n'])
  expect(problems).toMatchObject([{ code: 'not-mail', detail: { source: path.join(at, 'LICENSE') } }])
  const skipped = await read(at, { from: (source) => (source.endsWith('c.mbox') ? 0 : Infinity) })
  expect(skipped.texts).toEqual(['Subject: three\n\nx\n'])
})

test('without anybody to report to, the first problem is thrown', async () => {
  const nowhere = path.join(home, 'nowhere')

  await expect(Array.fromAsync(messagesIn(nowhere))).rejects.toMatchObject({ kind: 'invalid', code: 'file-unreadable' })
  expect((await read(nowhere)).problems).toMatchObject([{ code: 'file-unreadable', detail: { source: nowhere } }])
})

const corpora = process.env['POSTROOM_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../shared/corpora')
test.skipIf(!existsSync(path.join(corpora, 'volume')))(
  'real collections come whole (skipped without corpora)',
  async () => {
    const volume = await read(path.join(corpora, 'volume'))
    const mime = await read(path.join(corpora, 'mime'))

    expect(volume.messages).toHaveLength(1_000)
    expect(volume.texts.filter((text) => text.startsWith('From '))).toEqual([])
    expect(mime.messages).toHaveLength(195)
    const named = [...volume.problems, ...mime.problems].map((problem) =>
      path.basename(String(problem.detail['source'])),
    )
    expect(named.filter((name) => !/^(?:LICENSE|README|sample_output)/.test(name))).toEqual([])
  },
)
