import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { useStore } from '../../test/database.ts'
import { createBlobs } from './blobs.ts'
import { createDiskBlobs } from './blobs/disk.ts'
import { guardKeys, keysOf, openKeys } from './keys.ts'
import { createRawMail, isLarge } from './raw.ts'

const store = useStore()
const us = { actorId: null }
const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-blobs-'))
afterAll(() => rm(folder, { recursive: true }))
const keys = keysOf(Buffer.from('a root key for the tests, of no use elsewhere'))
const blobs = createBlobs({ driver: await createDiskBlobs(folder), keys })
const raw = createRawMail({ keys, blobs })
const files = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => path.join(one.parentPath, one.name))
const transact = <T>(verb: Parameters<ReturnType<typeof store>['transact']>[1]) =>
  store().transact(us, verb) as Promise<T>

test('mail comes back byte for byte: small, large, empty, and what no compression helps', async () => {
  const mails = [
    Buffer.from('Subject: Grüße\r\n\r\n\0\xff'),
    Buffer.alloc(0),
    Buffer.from('repeated '.repeat(40_000)),
    randomBytes(300_000),
    randomBytes(200_000),
  ].map((bytes, n) => ({ id: String(n + 1), bytes }))

  await transact((tx) => raw.put(tx, mails))

  const found = await store().transact(us, (tx) => raw.openMany(tx, [...mails.map((one) => one.id), '99']))
  expect(found.size).toBe(5)
  for (const { id, bytes } of mails) expect(bytes.equals(found.get(id) as Buffer)).toBe(true)
  expect((await store().transact(us, (tx) => raw.get(tx, '3'))).equals(mails[2]?.bytes as Buffer)).toBe(true)
  expect(await files()).toHaveLength(1) // only the 300,000 random bytes
  await expect(transact((tx) => raw.get(tx, '99'))).rejects.toMatchObject({ code: 'raw-missing' })
})

test('neither the database nor the files show what was kept', async () => {
  const bytes = Buffer.concat([Buffer.from('CANARY-IN-PLAIN-TEXT '), randomBytes(400_000).subarray(0, 400_000)])
  await transact((tx) =>
    raw.put(tx, [
      { id: '20', bytes: Buffer.from('CANARY-IN-PLAIN-TEXT') },
      { id: '21', bytes },
    ]),
  )

  const { rows } = await store().pool.query<{ body: Buffer }>('select body from raw where body is not null')
  const kept = [...rows.map((row) => row.body), ...(await Promise.all((await files()).map((file) => readFile(file))))]
  expect(kept.filter((body) => body.includes('CANARY'))).toEqual([])
})

test('a body that is moved to another row, or changed by one bit, is not read', async () => {
  await transact((tx) =>
    raw.put(tx, [
      { id: '30', bytes: Buffer.from('for Ada') },
      { id: '31', bytes: Buffer.from('for Ben') },
    ]),
  )
  await store().pool.query(
    'update raw set (body, wrapped_key) = (select body, wrapped_key from raw where id = 30) where id = 31',
  )
  await expect(transact((tx) => raw.get(tx, '31'))).rejects.toMatchObject({ code: 'unreadable' })

  await store().pool.query('update raw set body = set_bit(body, 200, 1 - get_bit(body, 200)) where id = 30')
  await expect(transact((tx) => raw.get(tx, '30'))).rejects.toMatchObject({ code: 'unreadable' })
})

test('who destroys the key of a mail has erased it', async () => {
  await transact((tx) => raw.put(tx, [{ id: '40', bytes: Buffer.from('forget me') }]))
  await store().pool.query('update raw set wrapped_key = null where id = 40')

  await expect(transact((tx) => raw.get(tx, '40'))).rejects.toMatchObject({ code: 'raw-erased' })
})

test('equal files are kept once, until the last who refers to them lets go', async () => {
  const bytes = randomBytes(5_000)
  const before = (await files()).length
  const [one, two] = await Promise.all([1, 2].map(() => store().transact(us, (tx) => blobs.put(tx, bytes))))
  expect(two).toBe(one)
  await expect.poll(async () => (await files()).length).toBe(before + 1) // whoever came second clears up after the commit

  await transact((tx) => blobs.release(tx, one ?? ''))
  store().clock.advance(2 * 24 * 3600_000)
  await blobs.sweep(store())
  expect(await store().transact(us, (tx) => blobs.get(tx, one ?? ''))).toEqual(bytes)

  await transact((tx) => blobs.release(tx, one ?? ''))
  await blobs.sweep(store())
  await expect(transact((tx) => blobs.get(tx, one ?? ''))).rejects.toMatchObject({ code: 'blob-missing' })
  expect((await files()).length).toBe(before)
})

test('what was streamed in and is put once more, since nobody heard that it was kept, is still there', async () => {
  const bytes = randomBytes(5_000)
  const spool = await blobs.spool()
  await spool.write(bytes)
  const written = await spool.finish()
  const one = await store().transact(us, (tx) => blobs.put(tx, written))
  const again = await store().transact(us, (tx) => blobs.put(tx, written))
  await new Promise((resolve) => setTimeout(resolve, 20)) // what is forgotten goes after the commit

  expect(again).toBe(one)
  expect(await store().transact(us, (tx) => blobs.get(tx, one))).toEqual(bytes)
})

test('what a failed transaction left on the disk is swept after a day, and nothing else', async () => {
  await transact(async (tx) => {
    await blobs.put(tx, randomBytes(1_000))
    throw new Error('undone')
  }).catch(() => undefined)
  const all = await files()
  const aged = new Date(store().clock.now().getTime() - 25 * 3600_000)
  for (const file of all) await utimes(file, aged, aged)

  const [young, swept] = await transact<[string, number]>(async (tx) => {
    const id = await blobs.put(tx, randomBytes(1_000))
    return [id, await blobs.sweep(store())] // while its row is not there for others
  })

  expect(swept).toBe(1)
  expect(await store().transact(us, (tx) => blobs.get(tx, young))).toHaveLength(1_000)
  expect((await files()).length).toBe(all.length)
})

test('the root key is made once, for us alone, and the data knows it again', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-keys-'))
  const [one, two] = await Promise.all([openKeys({ dataDir }), openKeys({ dataDir })])
  await transact((tx) => guardKeys(tx, one))

  expect(one.secret('reply')).toEqual(two.secret('reply'))
  expect(one.secret('reply')).not.toEqual(one.secret('session'))
  await transact((tx) => guardKeys(tx, two))
  await expect(transact((tx) => guardKeys(tx, keys))).rejects.toMatchObject({ code: 'secret-key-wrong' })
  await writeFile(path.join(dataDir, 'secret.key'), 'short')
  await expect(openKeys({ dataDir })).rejects.toMatchObject({ code: 'secret-key-short' })
  await rm(dataDir, { recursive: true })
})

test('a sealed secret opens only where it was sealed', () => {
  const sealed = keys.seal('mailbox.secret:1', 'hunter2')

  expect(keys.open('mailbox.secret:1', sealed).toString()).toBe('hunter2')
  expect(() => keys.open('mailbox.secret:2', sealed)).toThrow(/cannot be read/)
  expect(sealed.includes('hunter2')).toBe(false)
})

test('a mail that does not compress is not tried as a row first; one that does is', async () => {
  const text = Buffer.alloc(600_000, 'Where is my order? It should have been here on Friday.\n')

  expect(await isLarge(randomBytes(600_000))).toBe(true)
  expect(await isLarge(text)).toBe(false)
  expect(await isLarge(randomBytes(200_000))).toBe(false)
})
