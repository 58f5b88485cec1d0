import dns, { type LookupAddress } from 'node:dns'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDestinations } from './destinations.ts'
import { createOutbound, type Asked } from './outbound.ts'

let hits: string[] = []
let servers: Server[] = []
let port = ''
beforeAll(async () => {
  const first = await listen('127.0.0.1', 0)
  port = String((first.address() as AddressInfo).port)
  servers = [first, await listen('::1', Number(port)).catch(() => first)]
})
afterAll(() => {
  for (const one of servers) one.close()
})

async function listen(host: string, at: number): Promise<Server> {
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    const [, what] = (request.url ?? '').split('/')
    if (what === 'moved') return response.writeHead(302, { location: `http://127.0.0.1:${port}/followed` }).end('moved')
    if (what === 'folded') return response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')
    if (what === 'endless') return void response.write('x'.repeat(4_096), () => response.write('y'))
    if (what === 'large') return response.end('x'.repeat(100_000))
    if (what === 'short') return response.writeHead(200, { 'content-length': '10' }).write('x', () => request.destroy())
    return response.writeHead(200, { 'x-heard': request.headers.host ?? '' }).end('ok')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, host, resolve)
  })
  return server
}

/** A resolver of our own, whose answers may change from question to question. */
function resolver(answers: Record<string, string[][]>): LookupFunction {
  return (name, { all }, callback) => {
    const rounds = answers[name.replace(/\.$/, '')]
    const found: LookupAddress[] = ((rounds && rounds.length > 1 ? rounds.shift() : rounds?.[0]) ?? []).map(
      (address) => ({ address, family: address.includes(':') ? 6 : 4 }),
    )
    if (!rounds) return dns.lookup(name, { all: true }, (error, real) => callback(error, all ? real : '', 4))
    if (all) callback(null, found)
    else callback(null, found[0]?.address ?? '', found[0]?.family ?? 4)
  }
}

const names = () => ({
  'plain.example': [['127.0.0.1']],
  'six.example': [['::1']],
  'mapped.example': [['::ffff:127.0.0.1']],
  'translated.example': [['64:ff9b::7f00:1']],
  'local-translated.example': [['64:ff9b:1::7f00:1']],
  'tunnel.example': [['2002:7f00:1::1']],
  'compatible.example': [['::127.0.0.1']],
  'mixed.example': [['192.0.32.7', '127.0.0.1']],
  'mixed-six.example': [['2a00:1450::1', '::1']],
  'nobody.example': [['0.0.0.0']],
  'metadata.example': [['169.254.169.254']],
  'unique.example': [['fd00::1']],
  'link.example': [['fe80::1']],
  'empty.example': [[]],
  'documentation.example': [['192.0.2.1'], ['127.0.0.1']],
})

const forms = (at: string) => [
  `http://127.0.0.1:${at}/`,
  `http://127.1:${at}/`,
  `http://127.0.1:${at}/`,
  `http://2130706433:${at}/`, // decimal
  `http://017700000001:${at}/`, // octal
  `http://0177.0.0.1:${at}/`,
  `http://0x7f000001:${at}/`, // hexadecimal
  `http://0x7f.0.0x0.1:${at}/`,
  `http://127.0.0.1.:${at}/`, // with the root's dot
  `http://１２７.０.０.１:${at}/`, // full-width
  `http://127。0。0。1:${at}/`, // ideographic full stops
  `http://①②⑦.⓪.⓪.①:${at}/`,
  `http://%31%32%37.0.0.1:${at}/`,
  `http://0.0.0.0:${at}/`,
  `http://0:${at}/`,
  `http://[::1]:${at}/`,
  `http://[0:0:0:0:0:0:0:1]:${at}/`,
  `http://[::ffff:127.0.0.1]:${at}/`,
  `http://[::ffff:7f00:1]:${at}/`,
  `http://[::127.0.0.1]:${at}/`,
  `http://[64:ff9b::7f00:1]:${at}/`,
  `http://[2002:7f00:1::]:${at}/`,
  `http://[::]:${at}/`,
  `http://[fe80::1%25lo]:${at}/`, // a zone
  `http://localhost:${at}/`,
  `http://LOCALHOST.:${at}/`,
  `http://images.example@127.0.0.1:${at}/`, // who is the host?
  `http://127.0.0.1:${at}#@images.example/`,
  `http://127.0.0.1:${at}\\@images.example/`,
  `http:127.0.0.1:${at}/`,
  ` http://127.0.0.1:${at}/`,
  `ht\ntp://127.0.0.1:${at}/`,
  ...Object.keys(names()).map((name) => `http://${name}:${at}/`),
  `http://plain.example.:${at}/`,
]

test('no way of writing an address leads to this machine: 48 forms, nobody connects', async () => {
  hits = []
  const destinations = createDestinations({ privateHosts: [], lookup: resolver(names()) })
  const fetch = createOutbound(destinations, new Set([port]))
  const told: string[] = []

  for (const url of forms(port)) {
    const outcome = await fetch({ url, within: 20_000 }).then(
      ({ status }) => `answered ${status}`,
      (error: { code: string }) => error.code,
    )
    told.push(`${JSON.stringify(url)}: ${outcome}`)
  }

  expect(told).toHaveLength(48)
  expect(told.filter((one) => !/: (host-private|host-forbidden|url-invalid)$/.test(one))).toEqual([])
  expect(hits).toEqual([])
})

test('without the policy most of these forms do lead here: the test can fail', async () => {
  hits = []

  const leading = forms(port).filter((one) => !/(mixed|metadata|link|unique|translated|tunnel)/.test(one))
  await Promise.all(
    leading.map(
      (url) =>
        new Promise<void>((resolve) => {
          try {
            get(url, { lookup: resolver(names()), timeout: 1_000 }, (answer) => answer.resume().once('end', resolve))
              .once('timeout', () => resolve())
              .once('error', () => resolve())
          } catch {
            resolve()
          }
        }),
    ),
  )

  expect(hits.length).toBeGreaterThan(20)
})

test('a name that leads elsewhere the second time is asked only once: the connection goes where the judge looked', async () => {
  hits = []
  let questions = 0
  const honestOnce: LookupFunction = (_name, { all }, callback) => {
    const address = questions++ === 0 ? '127.0.0.2' : '127.0.0.1' // nobody listens on the first
    callback(null, all ? [{ address, family: 4 }] : address, 4)
  }
  const destinations = createDestinations({ privateHosts: ['127.0.0.2'], lookup: honestOnce })
  const fetch = createOutbound(destinations, new Set([port]))
  const url = `http://rebinding.example:${port}/`

  await expect(fetch({ url })).rejects.toThrow(/ECONNREFUSED/)
  expect([questions, hits]).toEqual([1, []])
  await expect(fetch({ url })).rejects.toMatchObject({ code: 'host-private' })
  expect(hits).toEqual([])
})

const open = (privateHosts: string[], lookup = resolver(names())) =>
  createOutbound(createDestinations({ privateHosts, lookup }))

test('a host that the operator named is reached, by name, address or network, and no other', async () => {
  const asked = (host: string): Asked => ({ url: `http://${host}:${port}/here` })
  const refused = { code: 'host-private' }

  expect(await open(['plain.example'])(asked('plain.example'))).toMatchObject({ status: 200, body: Buffer.from('ok') })
  expect((await open(['127.0.0.0/8'])(asked('127.0.0.1'))).headers['x-heard']).toBe(`127.0.0.1:${port}`)
  await expect(open(['plain.example'])(asked('127.0.0.1'))).rejects.toMatchObject({ code: 'url-port' })
  const others = createOutbound(createDestinations({ privateHosts: ['other.example', '10.0.0.0/8'] }), new Set([port]))
  await expect(others(asked('127.0.0.1'))).rejects.toMatchObject(refused)
  const everything = createDestinations({
    privateHosts: ['0.0.0.0/0', '::/0', 'metadata.example'],
    lookup: resolver(names()),
  })
  for (const host of ['169.254.169.254', 'metadata.example', '0.0.0.0'])
    await expect(createOutbound(everything)(asked(host)), host).rejects.toMatchObject({ code: 'host-forbidden' })
})

test('a redirect is an answer, not followed; size, time and encodings are ours to choose', async () => {
  const fetch = open(['127.0.0.1'])
  const asked = (what: string, more: Partial<Asked> = {}) => fetch({ url: `http://127.0.0.1:${port}/${what}`, ...more })
  hits = []

  expect(await asked('moved')).toMatchObject({ status: 302 })
  expect(hits).toEqual(['/moved'])
  await expect(asked('large', { most: 99_999 })).rejects.toMatchObject({ code: 'outbound-large' })
  expect((await asked('large', { most: 100_000 })).body).toHaveLength(100_000)
  await expect(asked('endless', { most: 1_000 })).rejects.toMatchObject({ code: 'outbound-large' })
  await expect(asked('endless', { within: 200 })).rejects.toMatchObject({ code: 'outbound-slow' })
  await expect(asked('folded')).rejects.toMatchObject({ code: 'outbound-encoded' })
  await expect(asked('short')).rejects.toMatchObject({ code: 'outbound-failed' })
})

test('what is secret goes over TLS, and a refusal does not repeat the path', async () => {
  const fetch = createOutbound(createDestinations({ privateHosts: [], lookup: resolver(names()) }))

  await expect(fetch({ url: 'http://plain.example/?t=secret', isSecret: true })).rejects.toThrow(/needs https/)
  for (const url of [
    'ftp://a.example/secret',
    'file:///secret',
    'https://u:secret@a.example/',
    'secret',
    'http://plain.example/secret',
  ])
    await expect(fetch({ url })).rejects.not.toThrow(/secret/)
})
