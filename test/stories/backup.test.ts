// A desk is backed up while mail comes in, its machine is lost, and it comes back elsewhere: as it was at the backup, at an instant, at the end.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { urlOf } from '../../src/doors/cli/with-desk.ts'
import { silentLog } from '../../src/kit/log.ts'
import { startEngine } from '../../src/store/engine.ts'
import { backupUnderLoad } from '../faults/backup.fault.ts'
import { keepSending } from '../faults/load.ts'
import { prepareServer, run } from './server.ts'

test(
  'every acknowledged mail is back byte for byte, and nothing from after the instant',
  { timeout: 600_000 },
  async () => {
    const { broken, figures } = await backupUnderLoad({ tell: () => undefined }, { seconds: 1, senders: 2 })

    process.stdout.write(`   ${JSON.stringify(figures)}\n`)
    expect(broken).toEqual([])
    expect(figures.acknowledged).toBeGreaterThan(3)
  },
)

test('mistakes of whoever calls are told in a sentence', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-backup-'))
  const env = { POSTROOM_DATA_DIR: path.join(folder, 'data') }
  try {
    expect(await run(['backup', path.join(folder, 'kept')], { env })).toMatchObject({
      code: 67,
      err: expect.stringContaining('no desk'),
    })
    expect(await run(['backup'], { env })).toMatchObject({
      code: 65,
      err: expect.stringContaining('POSTROOM_BACKUP_DIR'),
    })
    expect(await run(['restore', folder], { env })).toMatchObject({
      code: 67,
      err: expect.stringContaining('no backup'),
    })
    expect(await run(['restore', folder, '--to', 'yesterday'], { env })).toMatchObject({ code: 64 })
    expect(await run(['move', '--to', 'mysql://db.example/x'], { env })).toMatchObject({ code: 65 })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test(
  'a desk moves to another server and back; the one that was left says where it went',
  { timeout: 300_000 },
  async () => {
    const home = await prepareServer()
    const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-moved-'))
    const other = await startEngine({ dataDir: path.join(folder, 'server'), log: silentLog })
    const url = urlOf(other.connection)
    const away = await prepareServer({ dataDir: home.dataDir, env: { POSTROOM_DATABASE_URL: url } })
    try {
      await home.start()
      const load = keepSending({ port: home.smtpPort, senders: 2, pause: 20 })
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      await load.stop()
      expect(await run(['move', '--to', url], { env: home.env })).toMatchObject({
        code: 75,
        err: expect.stringContaining('running on the data directory'),
      })
      await home.stop()

      const there = await run(['move', '--to', url], { env: home.env })

      expect(there).toMatchObject({ code: 0, err: '', out: expect.stringContaining('read back and is the same') })
      expect(await run(['jobs'], { env: home.env })).toMatchObject({
        code: 75,
        err: expect.stringContaining('was moved to postgres:'),
      })
      expect(await run(['move', '--to', url], { env: home.env })).toMatchObject({ code: 75 })
      await away.start()
      expect(await away.api.isReady()).toBe(true)
      await away.stop()

      const back = await run(['move', '--from', url], { env: home.env })

      expect(back).toMatchObject({ code: 0, out: expect.stringContaining('is kept in') })
      expect(await run(['jobs'], { env: away.env })).toMatchObject({
        code: 75,
        err: expect.stringContaining('was moved to'),
      })
      await home.start()
      const database = await home.database()
      const { rows } = await database.query<{ count: number }>('select count(*)::int as count from raw')
      await database.end()
      expect(rows[0]?.count).toBe(load.acknowledged.size)
    } finally {
      await away.stop()
      await home.remove()
      await other.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
)
