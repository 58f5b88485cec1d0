import { createHash } from 'node:crypto'
import { appendFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../kit/log.ts'
import { must } from '../../kit/must.ts'
import { keysOf, proofOf } from '../keys.ts'
import { hashFile, listLine } from './files.ts'
import { findLog } from './log-files.ts'
import { beginBackup, finishBackup, listBackups } from './manifest.ts'
import type { Backup, Manifest } from './written.ts'
import { isSafeName } from './names.ts'
import { macOfSegment, proveBackup, signArchived } from './proof.ts'
import { restoreCluster } from './restore.ts'
import { verifyBackup } from './verify.ts'

const keys = keysOf(Buffer.alloc(32, 7))
const systemId = '7'
const SEGMENT = 1024
const [FIRST, SECOND, THIRD] = ['000000010000000000000000', '000000010000000000000001', '000000010000000000000002']
let dir = ''

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'postroom-proof-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

const sum = (text: string) => createHash('sha256').update(text).digest('hex')

/** A server's file and a segment of the log. */
async function make(folders: string[] = []): Promise<Backup> {
  const folder = await beginBackup(dir, new Date('2026-11-22T14:03:07Z'))
  for (const name of ['cluster', 'wal']) await mkdir(path.join(folder, name))
  for (const [name, text] of [
    ['cluster/postgresql.auto.conf', ''],
    [`wal/${FIRST}`, 'first'],
  ] as const) {
    await writeFile(path.join(folder, name), text)
    await appendFile(path.join(folder, 'files.sha256'), listLine(name, sum(text)))
  }
  const at = { startedAt: '2026-11-22T14:03:07.000Z', endedAt: '2026-11-22T14:03:08.000Z' }
  const cluster = { systemId, timeline: 1, segmentSize: SEGMENT, startLsn: '0/0', stopLsn: '0/10', folders }
  const counts = { conversations: 0, messages: 0, raw: 0, blobs: 0 }
  const about = {
    format: 1,
    kind: 'cluster',
    version: '0',
    server: '18',
    migrations: 1,
    hasKey: false,
    bytes: 0,
  } as const
  return await finishBackup(folder, { ...about, ...at, counts, cluster, keyProof: proofOf(keys) }, keys)
}

/** As somebody does who can write there and has not the key. */
async function rewrite(backup: Backup, change: (manifest: Manifest) => void): Promise<Backup> {
  const file = path.join(backup.folder, 'manifest.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest
  manifest.listHash = must(await hashFile(path.join(backup.folder, 'files.sha256')), 'a list').sha256
  change(manifest)
  await writeFile(file, JSON.stringify(manifest))
  return must((await listBackups(dir))[0], 'a backup')
}

async function refused(backup: Backup): Promise<void> {
  const dataDir = path.join(dir, 'restored')
  const restoring = restoreCluster({ backup, all: [backup], dataDir, log: silentLog, keys })
  await expect(restoring).rejects.toMatchObject({ code: 'backup-damaged' })
  expect(await hashFile(path.join(dataDir, 'postgres/postgresql.auto.conf'))).toBeUndefined()
}

test('a file that was changed together with all hashes is told by the key, and nothing of it is restored', async () => {
  const genuine = await make()
  expect((await verifyBackup(genuine, [genuine], { keys })).wrong).toEqual([])
  const command = `recovery_end_command = 'touch /tmp/x'`
  await writeFile(path.join(genuine.folder, 'cluster/postgresql.auto.conf'), command)
  await writeFile(
    path.join(genuine.folder, 'files.sha256'),
    listLine('cluster/postgresql.auto.conf', sum(command)) + listLine(`wal/${FIRST}`, sum('first')),
  )
  await refused(genuine) // the list alone
  const forged = await rewrite(genuine, () => undefined)

  expect((await verifyBackup(forged, [forged])).wrong).toEqual([])
  expect((await verifyBackup(forged, [forged], { keys })).wrong).toEqual([expect.stringContaining('manifest')])
  await refused(forged)
  await refused(await rewrite(forged, (manifest) => delete manifest.mac))
  const other = keysOf(Buffer.alloc(32, 8))
  await expect(proveBackup(genuine, other)).rejects.toThrow('another key')
})

test('no folder, file or link leads out of a backup, not even out of a signed one', async () => {
  await refused(await make(['../../x']))
  await rm(dir, { recursive: true })
  await mkdir(dir)
  const linked = await make()
  const file = path.join(linked.folder, 'cluster/postgresql.auto.conf')
  await rm(file)
  await writeFile(path.join(dir, 'empty'), '')
  await symlink(path.join(dir, 'empty'), file)

  expect((await verifyBackup(linked, [linked])).wrong).toEqual([expect.stringContaining('symbolic link')])
  await appendFile(path.join(linked.folder, 'files.sha256'), listLine('../../../etc/passwd', sum('')))
  const forged = await rewrite(linked, () => undefined)
  expect((await verifyBackup(forged, [forged])).wrong).toEqual([expect.stringContaining('../../../etc/passwd')])
})

test.each(['..', '../x', 'a/../b', '/etc/passwd', 'a\0b', 'a\\..\\b', 'C:x', 'a//b', './a', ''])(
  '%j is no name in a backup',
  (name) => {
    expect(isSafeName(name)).toBe(false)
    expect(isSafeName('base/5/1259_vm')).toBe(true)
  },
)

test('of the log only what the desk archived counts, to the last byte', async () => {
  const backup = await make()
  const put = async (name: string, text: string) => await writeFile(path.join(backup.folder, 'wal', name), text)
  const names = async () => (await findLog(backup, [backup], keys)).segments.map((one) => [one.name, one.bytes])
  await put(SECOND, 'second')
  await put(`${THIRD}.partial`, 'third, and more')
  await appendFile(path.join(backup.folder, 'archived.sha256'), listLine(`wal/${SECOND}`, sum('second')))
  const partial = { name: THIRD, bytes: 5, sha256: sum('third') }
  const archived = signArchived(keys, systemId, { at: '2026-11-22T15:00:00.000Z', lsn: '0/805', partial })
  await writeFile(path.join(backup.folder, 'archived.json'), JSON.stringify(archived))

  expect(await names()).toEqual([[FIRST, undefined]])
  const mac = macOfSegment(keys, systemId, SECOND, sum('second'))
  await appendFile(path.join(backup.folder, 'archived.hmac'), listLine(`wal/${SECOND}`, mac))
  expect(await names()).toEqual([
    [FIRST, undefined],
    [SECOND, undefined],
    [THIRD, 5],
  ])
  const longer = { ...archived, partial: { ...partial, bytes: 15, sha256: sum('third, and more') } }
  await writeFile(path.join(backup.folder, 'archived.json'), JSON.stringify(longer))
  expect(await names()).toHaveLength(2)
})
