// The means of `testMeans` with real readers, and with blobs in a folder that goes with the test.
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import type { Means } from '../src/desk/means.ts'
import { createReaderPool } from '../src/mail/read-pool.ts'
import { createBlobs } from '../src/store/blobs.ts'
import { createDiskBlobs } from '../src/store/blobs/disk.ts'
import { createRawMail } from '../src/store/raw.ts'
import type { Store } from '../src/store/store.ts'
import { testMeans } from './arrivals.ts'

/** Call it at the top level of a test file; what it returns makes the means of a store. */
export function useMeans(): (store: Store) => Promise<Means> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'postroom-means-'))
  const reader = createReaderPool({ size: 1 })
  afterAll(async () => {
    await reader.close()
    await rm(folder, { recursive: true, force: true })
  })
  return async (store) => {
    const common = testMeans(store)
    const blobs = createBlobs({ driver: await createDiskBlobs(folder), keys: common.keys })
    return { ...common, blobs, raw: createRawMail({ keys: common.keys, blobs }), reader }
  }
}
