import { createHash, createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startSink, type SinkOptions } from '../../test/doubles/smtp-sink.ts'
import { silentLog } from '../kit/log.ts'
import type { Streamed } from '../kit/streamed.ts'
import { createSubmitter, type Submitter, type SubmitterOptions } from './smtp-client.ts'

const raw = Buffer.from(
  'From: help@desk.example\r\nTo: dora@acme.example\r\nSubject: Re: Hello\r\n\r\nHi Dora\r\n.\r\nBen\r\n',
)
const envelope = { from: 'help@desk.example', to: ['dora@acme.example'] }

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** As in the blob store; damaged from the second reading on, if so. */
function keptAs(text: string, size: number, brokenAt = Infinity): Streamed {
  const bytes = Buffer.from(text)
  let times = 0
  return {
    size: bytes.length,
    async *read() {
      const isBroken = ++times >= brokenAt
      for (let at = 0; at < bytes.length; at += size) {
        if (isBroken && at > 3 * size) throw new Error('damaged')
        yield bytes.subarray(at, at + size)
      }
    },
  }
}

async function open(sink: SinkOptions = {}, options: Partial<SubmitterOptions> = {}) {
  const there = await startSink(sink)
  ends.push(() => there.stop())
  return { sink: there, ...submitTo(there.url, options) }
}

function submitTo(url: string, options: Partial<SubmitterOptions> = {}): { submitter: Submitter } {
  const submitter = createSubmitter({ url, log: silentLog, name: 'desk.example', ...options })
  ends.push(() => submitter.close())
  return { submitter }
}

test('a message arrives byte for byte, and the reply is told', async () => {
  const { sink, submitter } = await open()

  const submission = await submitter.submit({ raw, envelope })

  expect(submission).toMatchObject({
    result: 'accepted',
    response: expect.stringMatching(/^250 .*Kept as 1/),
    recipients: [{ address: 'dora@acme.example', result: 'accepted' }],
  })
  expect(sink.messages).toEqual([{ ...envelope, raw }])
})

test('a large message with 8-bit text arrives whole', async () => {
  const { sink, submitter } = await open()
  const large = Buffer.concat([raw, Buffer.from('é.\r\n..\r\n'.repeat(300_000))])

  expect(await submitter.submit({ raw: large, envelope })).toMatchObject({ result: 'accepted' })
  expect(sink.messages[0]?.raw.equals(large)).toBe(true)
})

test('what is not held is read while it is sent, signed or not; where it breaks off, nothing has been sent', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const dkim = { domain: 'desk.example', selector: 's1', privateKey: pemOf(privateKey) }
  const [plain, signing] = [await open(), await open({}, { dkim })]
  const text = `${raw.toString()}${'é, and much more.\r\n'.repeat(70_000)}`
  const kept = keptAs(text.replaceAll('\r\n', '\r').replaceAll('more.\r', 'more.\n'), 65_537) // line ends of all kinds

  await plain.submitter.submit({ raw: kept, envelope })
  await signing.submitter.submit({ raw: kept, envelope })
  const torn = await plain.submitter.submit({ raw: keptAs(text, 65_537, 2), envelope }) // it is read once before

  expect(plain.sink.messages.map((one) => one.raw.toString() === text)).toEqual([true])
  const signed = signing.sink.messages[0]?.raw.toString() ?? ''
  expect(signed.endsWith(text)).toBe(true)
  const signature = /^DKIM-Signature: ([\s\S]*?\r\n)(?![ \t])/.exec(signed)?.[1] ?? ''
  expect(isSignedBy(signed, signature, publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBe(true)
  expect(torn.result).toBe('deferred')
})

test('line ends that are none cannot end the message', async () => {
  const { sink, submitter } = await open()
  const smuggling = Buffer.from('Subject: x\r\n\r\none\n.\r\nMAIL FROM:<evil@e.example>\r\ntwo\r.\rthree\n.\nfour\r\n')

  await submitter.submit({ raw: smuggling, envelope })

  expect(sink.messages).toHaveLength(1)
  expect(sink.messages[0]?.raw.toString()).toBe(
    'Subject: x\r\n\r\none\r\n.\r\nMAIL FROM:<evil@e.example>\r\ntwo\r\n.\r\nthree\r\n.\r\nfour\r\n',
  )
})

test('connections are kept and shared', async () => {
  const { sink, submitter } = await open({}, { connections: 2 })

  await Promise.all(Array.from({ length: 30 }, () => submitter.submit({ raw, envelope })))

  expect(sink.messages).toHaveLength(30)
  expect(sink.connections()).toBe(2)
})

test('a kept connection that the server has closed costs nobody a message', async () => {
  const { sink, submitter } = await open()
  await submitter.submit({ raw, envelope })

  sink.hangUp()

  expect(await submitter.submit({ raw, envelope })).toMatchObject({ result: 'accepted' })
  expect(sink.messages).toHaveLength(2)
})

test.each([
  [451, 'deferred'],
  [421, 'deferred'],
  [554, 'rejected'],
  ['hang-up-in-data', 'deferred'],
  ['hang-up', 'uncertain'],
  ['keep-and-hang-up', 'uncertain'],
] as const)('when the server answers a message with %s, it is %s', async (fail, result) => {
  const { submitter } = await open({ fail })
  // More than the system takes off our hands unasked: what has left them all is uncertain, and rightly so.
  const large = Buffer.concat([raw, Buffer.alloc(30_000_000, 'text\r\n')])

  const submission = await submitter.submit({ raw: fail === 'hang-up-in-data' ? large : raw, envelope })

  expect(submission.result).toBe(result)
  expect(submission.recipients).toMatchObject([{ address: 'dora@acme.example' }])
})

test('an uncertain message is not sent again by itself', async () => {
  const { sink, submitter } = await open({ fail: 'keep-and-hang-up' })

  await submitter.submit({ raw, envelope })

  expect(sink.messages).toHaveLength(1)
  expect(sink.connections()).toBe(1)
})

test('silence after the final dot is uncertain too', async () => {
  const { submitter } = await open({ fail: 'silence' }, { timeouts: { reply: 2_000 } })

  expect(await submitter.submit({ raw, envelope })).toMatchObject({ result: 'uncertain' })
})

test('who was refused before the connection died is refused; everybody else is uncertain', async () => {
  const codes: Record<string, number> = { 'gone@acme.example': 550, 'full@acme.example': 452 }
  const { submitter } = await open({ fail: 'hang-up', recipient: (address) => codes[address] ?? null })
  const to = ['dora@acme.example', 'gone@acme.example', 'full@acme.example']

  const submission = await submitter.submit({ raw, envelope: { ...envelope, to } })

  expect(submission.result).toBe('uncertain')
  expect(submission.recipients.map((one) => one.result)).toEqual(['uncertain', 'rejected', 'uncertain'])
})

test('who was refused stays refused when the message is put off for the others', async () => {
  const { submitter } = await open({ fail: 451, recipient: (address) => (address.startsWith('gone') ? 550 : null) })

  const submission = await submitter.submit({
    raw,
    envelope: { ...envelope, to: [...envelope.to, 'gone@acme.example'] },
  })

  expect(submission.result).toBe('deferred')
  expect(submission.recipients.map((one) => one.result)).toEqual(['deferred', 'rejected'])
})

test('closing waits for what is under way no longer than told: what may have arrived is uncertain', async () => {
  const { sink, submitter } = await open({ fail: 'silence' })
  const sending = submitter.submit({ raw, envelope })
  await expect.poll(() => sink.unanswered()).toBe(1)
  const started = performance.now()

  await submitter.close(200)

  expect(await sending).toMatchObject({ result: 'uncertain' })
  expect(performance.now() - started).toBeLessThan(20_000) // by itself it would wait for minutes
})

test('closing hangs up on a server that does not even greet, and what comes later is not begun', async () => {
  const { url, connections } = await silentServer()
  const { submitter } = submitTo(url, { connections: 1 })
  const sending = [submitter.submit({ raw, envelope }), submitter.submit({ raw, envelope })]
  await expect.poll(connections).toBe(1)
  const started = performance.now()

  await submitter.close(100)

  expect(await Promise.all(sending)).toMatchObject([{ result: 'deferred' }, { result: 'deferred' }])
  expect(await submitter.submit({ raw, envelope })).toMatchObject({ result: 'deferred' })
  expect(performance.now() - started).toBeLessThan(20_000)
})

test('the time for a message includes connecting', async () => {
  const { submitter } = submitTo((await silentServer()).url, { timeouts: { message: 200 } })
  const started = performance.now()

  expect(await submitter.submit({ raw, envelope })).toMatchObject({ result: 'deferred' })
  expect(performance.now() - started).toBeLessThan(20_000)
})

test('each recipient has a fate of its own', async () => {
  const codes: Record<string, number> = { 'gone@acme.example': 550, 'full@acme.example': 452 }
  const { sink, submitter } = await open({ recipient: (address) => codes[address] ?? null })
  const to = ['dora@acme.example', 'gone@acme.example', 'full@acme.example']

  const some = await submitter.submit({ raw, envelope: { ...envelope, to } })
  const none = await submitter.submit({ raw, envelope: { ...envelope, to: ['gone@acme.example'] } })
  const later = await submitter.submit({ raw, envelope: { ...envelope, to: to.slice(1) } })

  expect(some.result).toBe('accepted')
  expect(some.recipients.map((one) => [one.address, one.result])).toEqual([
    ['dora@acme.example', 'accepted'],
    ['gone@acme.example', 'rejected'],
    ['full@acme.example', 'deferred'],
  ])
  expect(some.recipients[1]?.response).toMatch(/^550 /)
  expect([none.result, later.result]).toEqual(['rejected', 'deferred'])
  expect(sink.messages.map((one) => one.to)).toEqual([['dora@acme.example']])
})

test.each([
  'you@them.example\r\nBcc: evil@e.example',
  'a@b.example>\r\nRCPT TO:<evil@e.example',
  'a@b.example> NOTIFY=SUCCESS',
  'a@b.example,evil@e.example',
  'Dora <dora@acme.example>',
  'dora',
  '',
])('a recipient that is no address is refused before anything is sent: %j', async (address) => {
  const { sink, submitter } = await open()

  await expect(
    submitter.submit({ raw, envelope: { ...envelope, to: ['dora@acme.example', address] } }),
  ).rejects.toMatchObject({ kind: 'invalid', code: 'recipient-address', detail: { position: 1 } })
  await expect(submitter.submit({ raw, envelope: { from: address || 'x', to: envelope.to } })).rejects.toMatchObject({
    code: 'sender-address',
  })
  expect(sink.connections()).toBe(0)
})

test('a message without recipients is refused; the same recipient twice is one', async () => {
  const { sink, submitter } = await open()

  await expect(submitter.submit({ raw, envelope: { ...envelope, to: [] } })).rejects.toMatchObject({
    code: 'no-recipient',
  })
  await submitter.submit({ raw, envelope: { from: '', to: ['dora@acme.example', 'dora@acme.example'] } })

  expect(sink.messages).toMatchObject([{ from: '', to: ['dora@acme.example'] }])
})

test('a server that is away, or does not let us in, is a reason to try again', async () => {
  const { sink, submitter: wrong } = await open({ auth: { user: 'desk', pass: 'right' } })
  const { submitter: refused } = submitTo(sink.url.replace('right', 'wrong'))
  const { submitter: nobody } = submitTo('smtp://127.0.0.1:1')

  expect(await wrong.submit({ raw, envelope })).toMatchObject({ result: 'accepted' })
  expect(await refused.submit({ raw, envelope })).toMatchObject({ result: 'deferred' })
  expect(await nobody.submit({ raw, envelope })).toMatchObject({ result: 'deferred' })
  await wrong.verify()
  await expect(refused.verify()).rejects.toMatchObject({ kind: 'denied', code: 'smtp-login' })
  await expect(nobody.verify()).rejects.toMatchObject({ kind: 'busy', code: 'smtp-unreachable' })
})

test('STARTTLS is taken when offered; a certificate counts only where a password or the operator asks for it', async () => {
  const { sink, submitter } = await open({ tls: true })
  const { submitter: strict } = submitTo(`${sink.url}?tls=required`)
  const { submitter: trusting } = submitTo(`${sink.url}?tls=required&verify=no`)
  const { sink: plain } = await open()
  const { submitter: bare } = submitTo(`${plain.url}?tls=required&verify=no`)

  expect(await submitter.submit({ raw, envelope })).toMatchObject({ result: 'accepted' })
  expect(await strict.submit({ raw, envelope })).toMatchObject({ result: 'deferred' })
  expect(await trusting.submit({ raw, envelope })).toMatchObject({ result: 'accepted' })
  expect(await bare.submit({ raw, envelope })).toMatchObject({ result: 'deferred' })
})

test.each(['', 'desk.example:25', 'http://desk.example', 'smtp://', 'smtp://desk.example?tls=maybe'])(
  'an address of the mail server that makes no sense is refused with the right form: %j',
  (url) => {
    expect(() => createSubmitter({ url, log: silentLog })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'smtp-url' }),
    )
  },
)

test('a DKIM signature covers one-click unsubscription and verifies', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const { sink, submitter } = await open({}, { dkim: { domain: 'desk.example', selector: 's1', privateKey: pem } })
  const unsubscribe =
    'List-Unsubscribe: <https://desk.example/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n'

  await submitter.submit({ raw: Buffer.from(unsubscribe + raw.toString()), envelope })

  const [message] = sink.messages
  const signature = /^DKIM-Signature: ([\s\S]*?\r\n)(?![ \t])/.exec(message?.raw.toString() ?? '')?.[1] ?? ''
  const signed = /h=([^;]*);/.exec(signature)?.[1]?.toLowerCase().replace(/\s/g, '').split(':')
  expect(signed?.toSorted()).toEqual(['from', 'list-unsubscribe', 'list-unsubscribe-post', 'subject', 'to'])
  expect(
    isSignedBy(message?.raw.toString() ?? '', signature, publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  ).toBe(true)
})

test('a DKIM key that cannot sign is refused at the start', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  for (const key of ['not a key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()]) {
    const dkim = { domain: 'desk.example', selector: 's1', privateKey: key }
    expect(() => createSubmitter({ url: 'smtp://127.0.0.1', dkim, log: silentLog })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'dkim-key' }),
    )
  }
})

/** Takes connections and says nothing. */
async function silentServer(): Promise<{ url: string; connections(): number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => sockets.size }
}

/** RFC 6376 in small: relaxed/relaxed, no body length. */
function isSignedBy(message: string, signature: string, key: string): boolean {
  const [head = '', body = ''] = message.replace(/^DKIM-Signature: [\s\S]*?\r\n(?![ \t])/, '').split(/\r\n\r\n(.*)/s)
  const tag = (name: string) => new RegExp(`(?:^|;)\\s*${name}=([^;]*)`).exec(signature)?.[1]?.replace(/\s+/g, '') ?? ''
  const relaxed = (value: string) =>
    value
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim()
  const lines = body
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(\r\n)+$/, '')
  const fields = new Map(
    head.split(/\r\n(?![ \t])/).map((line) => [line.split(':', 1)[0]?.toLowerCase(), line.replace(/^[^:]*:/, '')]),
  )
  const signed = tag('h')
    .toLowerCase()
    .split(':')
    .map((name) => `${name}:${relaxed(fields.get(name) ?? '')}\r\n`)
  const own = `dkim-signature:${relaxed(signature.replace(/(;\s*b=)[^;]*/, '$1'))}`
  const bodyHash = createHash('sha256').update(`${lines}\r\n`).digest('base64')
  const isRight = createVerify('RSA-SHA256')
    .update(signed.join('') + own)
    .verify(key, tag('b'), 'base64')
  return isRight && bodyHash === tag('bh')
}
