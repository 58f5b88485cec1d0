import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sharedStore } from '../../test/database.ts'
import { tablesOf } from './write-tables.ts'

test('the types of the tables are those of a freshly migrated store', async () => {
  const { pool } = await sharedStore()
  const client = await pool.connect()

  const text = await tablesOf(client).finally(() => client.release())

  expect(text, 'run: node bin/run.js src/store/write-tables.ts').toBe(
    await readFile(path.join(import.meta.dirname, 'tables.ts'), 'utf8'),
  )
})
