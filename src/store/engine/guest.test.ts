import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { silentLog } from '../../kit/log.ts'
import { connectToRunning, startEngine } from '../engine.ts'

let dataDir = ''
afterAll(() => rm(dataDir, { recursive: true, force: true }))

test('a command reaches the database of a Postroom that runs on the directory, and only while it runs', async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-guest-'))
  expect(await connectToRunning(dataDir)).toBeUndefined()

  const engine = await startEngine({ dataDir, log: silentLog })
  const connection = await connectToRunning(dataDir)
  const client = new pg.Client(connection)
  await client.connect()
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  await client.end()
  const again = startEngine({ dataDir, log: silentLog })

  expect(rows).toEqual([{ name: 'postroom' }])
  await expect(again).rejects.toMatchObject({ code: 'data-directory-in-use' })
  await engine.stop()
  expect(await connectToRunning(dataDir)).toBeUndefined()
})
