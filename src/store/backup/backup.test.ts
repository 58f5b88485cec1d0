import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentLog } from '../../kit/log.ts'
import { must } from '../../kit/must.ts'
import { startEngine, type Engine } from '../engine.ts'
import { keysOf } from '../keys.ts'
import { migrate } from '../migrate.ts'
import { connectAlone, createArchive } from './archive.ts'
import { chooseBackup, findLog } from './log-files.ts'
import { listBackups, unreadableBackups, withLock } from './manifest.ts'
import type { Manifest } from './written.ts'
import { claimEmpty, clearRestored, refuseUnfinished, restoreBlobs, restoreCluster } from './restore.ts'
import { openSealedKey } from './sealed-key.ts'
import { loadTables } from './table-files.ts'
import { dropOldBackups, takeBackup } from './take.ts'
import { verifyBackup } from './verify.ts'

// One embedded server for all of these; each test has a folder of backups of its own.
const programs = path.join(os.tmpdir(), `postroom-engine-test-${os.userInfo().uid}`)
let root = ''
let dataDir = ''
let engine: Engine
let client: pg.Client
let serial = 0
const keys = keysOf(Buffer.alloc(32, 7))

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'postroom-backup-'))
  dataDir = path.join(root, 'data')
  engine = await startEngine({ dataDir, log: silentLog, binariesDir: programs })
  client = await connectAlone(engine.connection)
  await migrate(client, silentLog)
}, 120_000)
afterAll(async () => {
  await client?.end()
  await engine?.stop()
  await rm(root, { recursive: true, force: true })
})

async function write(text: string): Promise<void> {
  await client.query(`insert into tag (name, created_at) values ($1, clock_timestamp())`, [text])
}
async function tagsOf(found: Engine): Promise<string[]> {
  const there = await connectAlone(found.connection)
  const { rows } = await there.query<{ name: string }>('select name from tag order by name')
  await there.end()
  return rows.map((row) => row.name)
}
async function now(): Promise<Date> {
  await sleep(20)
  const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at')
  await sleep(20)
  return must(rows[0], 'a clock').at
}
const fresh = () => path.join(root, `place-${serial++}`)
async function take(dir: string, kind: Manifest['kind'] = 'cluster', more: object = {}) {
  const own = await connectAlone(engine.connection)
  try {
    return await takeBackup({ dir, dataDir, client: own, kind, version: '0', keys, ...more })
  } finally {
    await own.end()
  }
}
async function restored(dir: string, to?: Date): Promise<string[]> {
  const target = fresh()
  const all = await listBackups(dir)
  const backup = must(chooseBackup(all, to), 'a backup')
  const back = await restoreCluster({ backup, all, dataDir: target, log: silentLog, keys, ...(to && { to }) })
  try {
    return await tagsOf(back.engine)
  } finally {
    await back.engine.stop()
    await rm(target, { recursive: true })
  }
}

test('a backup that is taken while rows come in is one instant, and restores into another folder', async () => {
  const dir = fresh()
  await write('a-before')
  let isOver = false
  const load = (async () => {
    for (let n = 0; !isOver; n++) await write(`b-during-${String(n).padStart(6, '0')}`)
    return (await tagsOf(engine)).length
  })()

  const backup = await take(dir)
  isOver = true
  const written = await load
  const tags = await restored(dir)

  expect(tags[0]).toBe('a-before')
  expect(tags).toEqual((await tagsOf(engine)).slice(0, tags.length)) // no gaps
  expect(tags.length).toBeLessThanOrEqual(written)
  expect((await verifyBackup(backup, [backup], { keys })).wrong).toEqual([])
  expect(await readdir(path.join(backup.folder, 'cluster'))).not.toContain('postmaster.pid')
}, 120_000)

test('with the archive a desk comes back as it was at any instant since the backup, also over a second one', async () => {
  const dir = fresh()
  const archive = createArchive({ connection: engine.connection, dataDir, dir, keys })
  await archive.hold()
  expect(await archive.round()).toBe(false) // no backup to follow
  await take(dir)
  await write('c1')
  const afterOne = await now()
  await write('c2')
  expect(await archive.round()).toBe(true)
  await client.query('select pg_switch_wal()')
  await write('c3')
  const afterThree = await now()
  expect(await archive.round()).toBe(true)
  await take(dir)
  await write('c4')
  await client.query('select pg_switch_wal()')
  await write('c5')
  expect(await archive.round()).toBe(true)
  await archive.close()
  const since = (tags: string[]) => tags.filter((tag) => tag.startsWith('c'))

  expect(since(await restored(dir, afterOne))).toEqual(['c1'])
  expect(since(await restored(dir, afterThree))).toEqual(['c1', 'c2', 'c3'])
  expect(since(await restored(dir))).toEqual(['c1', 'c2', 'c3', 'c4', 'c5'])
  const all = await listBackups(dir)
  const late = new Date(Date.now() + 3600_000)
  const last = must(all.at(-1), 'a backup')
  await expect(
    restoreCluster({ backup: last, all, dataDir: fresh(), log: silentLog, keys, to: late }),
  ).rejects.toMatchObject({ code: 'instant-not-reached' })
  for (const one of all) expect((await verifyBackup(one, all, { keys })).wrong).toEqual([])
  // What the first backup's log is short of lies beside the second.
  expect((await findLog(must(all[0], 'a backup'), all)).until).toEqual((await findLog(last, all)).until)
}, 180_000)

test('an instant at which nothing was being written is reached too', async () => {
  const dir = fresh()
  const archive = createArchive({ connection: engine.connection, dataDir, dir, keys })
  await archive.hold()
  await take(dir)
  await write('d1')
  const quiet = await now()
  await archive.round()
  await archive.close()

  expect(await restored(dir, quiet)).toContain('d1')
}, 120_000)

test('verifying names what was changed and what is missing, and a restore stops at it', async () => {
  const dir = fresh()
  const backup = await take(dir)
  await appendFile(path.join(backup.folder, 'cluster/PG_VERSION'), 'x')
  await rm(path.join(backup.folder, 'cluster/global/pg_control'))
  const target = fresh()

  const { wrong } = await verifyBackup(backup, [backup], { keys })

  expect(wrong).toEqual(
    expect.arrayContaining(['cluster/PG_VERSION was changed', 'cluster/global/pg_control is missing']),
  )
  await expect(restoreCluster({ backup, all: [backup], dataDir: target, log: silentLog, keys })).rejects.toMatchObject({
    code: 'backup-damaged',
  })
}, 120_000)

test('what a server is told to do is not taken from a backup, not even from a genuine one', async () => {
  const [dir, target] = [fresh(), fresh()]
  const settings = path.join(dataDir, 'postgres/postgresql.auto.conf')
  await writeFile(settings, `recovery_end_command = 'touch commanded'\n`)
  const backup = await take(dir)
  await writeFile(settings, '')

  const back = await restoreCluster({ backup, all: [backup], dataDir: target, log: silentLog, keys })
  await back.engine.stop()

  expect(await readdir(path.join(target, 'postgres'))).not.toContain('commanded')
}, 120_000)

test('rows alone go into any empty database', async () => {
  const dir = fresh()
  const backup = await take(dir, 'tables')
  const other = await startEngine({ dataDir: fresh(), log: silentLog, binariesDir: programs })
  try {
    const target = await connectAlone(other.connection)
    await loadTables(target, backup, { log: silentLog, keys })
    await target.end()

    expect(await tagsOf(other)).toEqual(await tagsOf(engine))
    expect((await verifyBackup(backup, [backup], { keys })).wrong).toEqual([])
  } finally {
    await other.stop()
  }
}, 120_000)

test('only the newest are kept, with the blobs they need; equal files are not copied again', async () => {
  const dir = fresh()
  const blob = (digit: string) => `${digit.repeat(2)}/${digit.repeat(32)}`
  const put = async (digit: string) => {
    await mkdir(path.join(dataDir, 'blobs', digit.repeat(2)), { recursive: true })
    await writeFile(path.join(dataDir, 'blobs', blob(digit)), `blob ${digit}`)
  }
  await put('a')
  await put('b')
  await take(dir)
  await rm(path.join(dataDir, 'blobs', blob('a')))
  await put('c')
  await take(dir)
  await take(dir)

  const gone = await dropOldBackups(dir, 2)

  expect(gone).toHaveLength(1)
  expect(await listBackups(dir)).toHaveLength(2)
  expect((await readdir(path.join(dir, 'blobs'))).toSorted()).toEqual(['aa', 'bb', 'cc'])
  expect(await readdir(path.join(dir, 'blobs/aa'))).toEqual([])
  expect(await restoreBlobs(dir, fresh(), [blob('b'), blob('a')])).toEqual({ copied: 1, missing: [blob('a')] })
}, 120_000)

test('a backup that this Postroom cannot read stops no other, and nothing of it is cleared away', async () => {
  const dir = fresh()
  const newer = path.join(dir, '2020-01-01T00-00-00Z')
  await mkdir(newer, { recursive: true })
  await writeFile(path.join(newer, 'manifest.json'), '{"format":2}')

  await take(dir, 'tables')
  await take(dir, 'tables')
  await dropOldBackups(dir, 1)

  expect(await listBackups(dir)).toHaveLength(1)
  expect(await unreadableBackups(dir)).toEqual([newer])
}, 120_000)

test('the key is in a backup only under its passphrase', async () => {
  const dir = fresh()
  const backup = await take(dir, 'tables', {
    key: { root: 'the root key of this desk, in text', passphrase: 'open sesame' },
  })

  expect(await openSealedKey(backup.folder, 'open sesame')).toBe('the root key of this desk, in text')
  await expect(openSealedKey(backup.folder, 'open barley')).rejects.toMatchObject({ code: 'passphrase-wrong' })
}, 120_000)

test('a folder in use is not restored into, and one that is half restored does not start', async () => {
  await expect(claimEmpty(dataDir)).rejects.toMatchObject({ code: 'data-directory-used' })
  const target = fresh()
  await claimEmpty(target)

  await expect(refuseUnfinished(target)).rejects.toMatchObject({ code: 'restore-unfinished' })
  await expect(claimEmpty(target)).rejects.toThrow('interrupted')
  await clearRestored(target)
  await claimEmpty(target)
})

test('two backups into one folder at once: the second is told, and a dead one is no hindrance', async () => {
  const dir = fresh()

  await withLock(dir, async () => {
    await expect(withLock(dir, async () => undefined)).rejects.toMatchObject({ code: 'backup-running' })
  })
  await writeFile(path.join(dir, 'lock'), `999999999 ${os.hostname()}`)
  expect(await withLock(dir, async () => 'done')).toBe('done')
})
