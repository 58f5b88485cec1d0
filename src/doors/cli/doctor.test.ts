import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import { testMeans } from '../../../test/arrivals.ts'
import { readConfig } from '../../config.ts'
import { silentLog } from '../../kit/log.ts'
import { proofOf } from '../../store/keys.ts'
import { examineDatabase } from './doctor/database.ts'
import { looked } from './doctor/finding.ts'
import { examineClock, examineKey, examineRights } from './doctor/machine.ts'
import { examineDns, examinePorts, examineRelay, type Resolver } from './doctor/network.ts'
import { examineBackups, examineKept, examineWork } from './doctor/work.ts'

const getStore = useStore()
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-doctor-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const states = (found: { about: string; state: string }[]) =>
  Object.fromEntries(found.map((one) => [one.about, one.state]))

test('a database that is well is said to be so, part by part', async () => {
  expect(states(await examineDatabase(getStore(), true))).toMatchObject({
    database: 'ok',
    migrations: 'ok',
    transactions: 'ok',
    'dead rows': 'ok',
  })
})

test('a mail that cannot be read is named, and so is mail from the future', async () => {
  const store = getStore()
  const { raw, blobs } = testMeans(store)
  await store.transact({ actorId: null }, async (tx) => {
    await raw.put(tx, [
      { id: '1000', bytes: Buffer.from('From: dora@acme.example\r\n\r\nOne.\r\n') },
      { id: '2000', bytes: Buffer.from('From: dora@acme.example\r\n\r\nTwo.\r\n') },
    ])
  })
  expect(states(await examineKept({ store, raw, blobs }))).toEqual({ 'raw mail': 'ok' })
  expect(states(await examineClock(store, false))).toEqual({ clock: expect.any(String) })

  await store.pool.query(`update raw set body = set_byte(body, 20, get_byte(body, 20) # 1) where id = 2000`)

  const [kept] = await examineKept({ store, raw, blobs })
  await store.pool.query(`insert into raw (id, size, stored_at) values (9000000000000000000, 1, now())`)

  expect(kept).toMatchObject({ state: 'fail', says: expect.stringContaining('raw mail 2000') })
  expect(await examineClock(store, true)).toMatchObject([{ state: 'fail', says: expect.stringContaining('future') }])
  await store.pool.query('delete from raw')
})

test('mail that nobody files is a failure, and who should do it is said', async () => {
  const store = getStore()
  await store.pool.query(
    `insert into intake (id, source, inbox_ids, recipients, received_at) values (1, 'smtp', '{1}', '{}', now() - interval '20 minutes')`,
  )

  expect(await examineWork(store)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ about: 'processes', state: 'warn' }),
      expect.objectContaining({ about: 'filing', state: 'fail', says: expect.stringContaining('20 minutes') }),
      expect.objectContaining({ about: 'outbox', state: 'ok' }),
    ]),
  )
  await store.pool.query('delete from intake')
})

test('a key that others may read, or that is another one, is a failure with the words that mend it', async () => {
  const file = path.join(folder, 'secret.key')
  await writeFile(file, 'k'.repeat(43), { mode: 0o600 })
  await chmod(folder, 0o700)
  expect(states(await examineRights(folder))).toEqual({ rights: 'ok' })

  await chmod(file, 0o644)

  expect(await examineRights(folder)).toMatchObject([{ state: 'fail', mend: `chmod 600 ${file}` }])
  const store = getStore()
  const { keys } = testMeans(store)
  await store.pool.query(`insert into setting (name, value, changed_at) values ('secret-key-proof', $1, now())`, [
    JSON.stringify(proofOf(keys)),
  ])
  expect(states(await examineKey(store, { dataDir: folder, secretKey: null }))).toEqual({ key: 'fail' })
})

test('a port that another program has is told from a free one', async () => {
  const other = net.createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as net.AddressInfo
  const config = { ...readConfig({}), host: '127.0.0.1', httpPort: 1, smtpPort: port, lmtpPort: null }

  const found = await examinePorts(config)
  other.close()

  expect(states(found)).toEqual({ 'web port': 'ok', 'SMTP port': 'fail' })
  expect(found[1]?.mend).toContain('POSTROOM_SMTP_PORT')
})

test('DNS: what is missing is named with the record to add; names for examples and a lost network are skipped', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const dkimKeyFile = path.join(folder, 'dkim.pem')
  await writeFile(dkimKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const own = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const records: Record<string, string[][]> = {
    'good.desk': [['v=spf1 mx -all']],
    '_dmarc.good.desk': [['v=DMARC1; p=none']],
    's1._domainkey.good.desk': [['v=DKIM1; k=rsa; ', `p=${own}`]],
    'two.desk': [['v=spf1 mx -all'], ['v=spf1 a -all']],
  }
  const missing = () => Promise.reject(Object.assign(new Error('not there'), { code: 'ENOTFOUND' }))
  const resolver: Resolver = {
    resolveMx: async (name) => (name === 'good.desk' ? [{ exchange: 'mx.good.desk' }] : missing()),
    resolveTxt: async (name) => {
      if (name.endsWith('away.desk')) throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })
      return records[name] ?? missing()
    },
  }
  const signing = { dkimDomain: 'good.desk', dkimSelector: 's1', dkimKeyFile }
  const domains = ['good.desk', 'two.desk', 'away.desk', 'desk.example']

  const found = await examineDns(domains, signing, resolver)

  expect(found.filter((one) => one.about === 'DNS of good.desk').map((one) => one.state)).toEqual(['ok'])
  const two = found.filter((one) => one.about === 'DNS of two.desk').map((one) => one.says)
  expect(two.join('\n')).toMatch(/no MX[^]*two SPF[^]*no DMARC/)
  expect(states(found)).toMatchObject({ 'DNS of away.desk': 'skipped', 'DNS of desk.example': 'skipped', DKIM: 'ok' })
  const elsewhere = await examineDns([], { ...signing, dkimSelector: 's2' }, resolver)
  expect(elsewhere).toMatchObject([{ state: 'fail', mend: expect.stringContaining(own) }])
})

test('a relay that is not there, no backups, and a look that fails itself are findings, not the end', async () => {
  const config = readConfig({ POSTROOM_SMTP_URL: 'smtp://127.0.0.1:1' })

  expect(states(await examineRelay(config, silentLog))).toEqual({ 'way out': 'fail' })
  expect(states(await examineRelay(readConfig({}), silentLog))).toEqual({ 'way out': 'warn' })
  expect(states(await examineBackups({ backupDir: null }, true))).toEqual({ backups: 'warn' })
  expect(states(await examineBackups({ backupDir: folder }, true))).toEqual({ backups: 'warn' })
  const failing = async () => {
    throw new Error('out of order')
  }
  expect(await looked('x', failing)).toMatchObject([{ state: 'fail', says: expect.stringContaining('out of order') }])
})
