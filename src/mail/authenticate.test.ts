import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { nameServer } from '../../test/doubles/names.ts'
import { authenticate, type Brought } from './authenticate.ts'

const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
const published = key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const names = {
  'acme.example TXT': [['v=spf1 ip4:9.9.9.9 -all']],
  'k1._domainkey.acme.example TXT': [[`v=DKIM1; k=rsa; p=${published}`]],
  '_dmarc.acme.example TXT': [['v=DMARC1; p=reject']],
  'plain.example TXT': [['v=spf1 ip4:9.9.9.9 -all']],
}
const letter = (from = 'Dora <dora@acme.example>') =>
  `From: ${from}\r\nTo: support@desk.example\r\nSubject: Kettle\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nMessage-ID: <1@acme.example>\r\n\r\nIt leaks.\r\n`
const brought = (change: Partial<Brought> = {}): Brought => ({
  raw: Buffer.from(letter()),
  ip: '9.9.9.9',
  helo: 'mx.acme.example',
  from: 'dora@acme.example',
  server: 'mx.desk.example',
  ...change,
})
const check = (change: Partial<Brought> = {}, known: Record<string, unknown[]> = names) =>
  authenticate(brought(change), nameServer(known).lookUp, 5_000)

async function signed(text: string, more: { maxBodyLength?: number } = {}): Promise<Buffer> {
  const { dkimSign } = await import('mailauth/lib/dkim/sign.js')
  const privateKey = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const by = { signingDomain: 'acme.example', selector: 'k1', privateKey, algorithm: 'rsa-sha256', ...more }
  const { signatures } = await dkimSign(text, { ...by, canonicalization: 'relaxed/relaxed', signatureData: [by] })
  return Buffer.from(signatures + text)
}

test('who comes from where its domain sends from is proven', async () => {
  expect(await check()).toMatchObject({ result: 'pass', by: 'postroom', spf: 'pass', dkim: 'none', dmarc: 'pass' })
})

test('a signature proves what somebody else passed on', async () => {
  const raw = await signed(letter())

  expect(await check({ raw, ip: '8.8.8.8', from: 'list@other.example' })).toMatchObject({
    result: 'pass',
    dkim: 'pass',
  })
})

test('a signature proves nothing of a mail that was changed', async () => {
  const raw = Buffer.from((await signed(letter())).toString().replace('It leaks', 'It sings'))

  expect(await check({ raw, ip: '8.8.8.8' })).toMatchObject({ result: 'fail', dkim: 'neutral', dmarc: 'fail' })
})

test('a signature of the beginning proves nothing of what was added', async () => {
  const begun = await signed(letter(), { maxBodyLength: 11 })
  const raw = Buffer.concat([begun, Buffer.from('Pay to another account from now on.\r\n')])

  expect(begun.toString()).toContain('l=11')
  expect(await check({ raw, ip: '8.8.8.8' })).toMatchObject({ result: 'fail', dkim: 'pass', dmarc: 'fail' })
})

test('another’s proof is none for From', async () => {
  const raw = Buffer.from(letter('Dora <dora@acme.example>'))

  expect(await check({ raw, from: 'mallory@plain.example' })).toMatchObject({
    result: 'fail',
    spf: 'pass',
    dmarc: 'fail',
  })
})

test('where no policy is published a proof of the very domain counts, and its absence is no fault', async () => {
  const raw = Buffer.from(letter('Cleo <cleo@plain.example>'))

  expect(await check({ raw, from: 'cleo@plain.example' })).toMatchObject({ result: 'pass', dmarc: 'none' })
  expect(await check({ raw, from: 'cleo@plain.example', ip: '8.8.8.8' })).toMatchObject({ result: 'none' })
})

test('two senders are none', async () => {
  const raw = Buffer.from(letter('dora@acme.example, mallory@evil.test'))

  expect(await check({ raw })).toMatchObject({ result: 'none', dmarc: null })
})

test('name servers that fail, or take for ever, leave it unchecked', async () => {
  const failing = await authenticate(
    brought(),
    () => Promise.reject(Object.assign(new Error('no'), { code: 'ESERVFAIL' })),
    5_000,
  )
  const silent = await authenticate(brought(), () => new Promise(() => undefined), 20)

  expect([failing.result, silent.result]).toEqual(['unchecked', 'unchecked'])
})

test('a mail asks for so many names and no more', async () => {
  const header = 'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=x%.example; s=s; h=from; bh=aaaa; b=aaaa\r\n'
  const many = Array.from({ length: 500 }, (_, at) => header.replace('%', String(at))).join('')
  const { lookUp, asked } = nameServer(names)

  await authenticate(brought({ raw: Buffer.from(many + letter()) }), lookUp, 5_000)

  expect(asked.length).toBeLessThanOrEqual(60)
})
