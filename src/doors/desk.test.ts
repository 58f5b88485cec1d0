import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabase } from '../../test/database.ts'
import { readConfig } from '../config.ts'
import { silentLog } from '../kit/log.ts'
import { urlOf } from './cli/with-desk.ts'
import { openDesk } from './desk.ts'

test('a desk that cannot be opened leaves no connection open, so that its process ends at once', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-desk-'))
  const { connection, drop } = await createDatabase()
  onTestFinished(async () => {
    await drop()
    await rm(dataDir, { recursive: true })
  })
  const configWith = (key: string) =>
    readConfig({ POSTROOM_DATA_DIR: dataDir, POSTROOM_DATABASE_URL: urlOf(connection), POSTROOM_SECRET_KEY: key })
  const desk = await openDesk(configWith('the-key-that-this-desk-was-made-with'), silentLog)
  await desk.close()

  await expect(openDesk(configWith('another-key-that-opens-nothing-here!'), silentLog)).rejects.toMatchObject({
    code: 'secret-key-wrong',
  })

  const watch = new pg.Client(connection)
  await watch.connect()
  onTestFinished(() => watch.end())
  const open = () =>
    watch
      .query('select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')
      .then((found) => found.rows)
  await expect.poll(open, { timeout: 10_000 }).toEqual([]) // by itself it would stay for a minute
})
