// The means of a desk for tests that file or send mail: real keys, raw mail, blobs and readers, on a folder that goes with the test.
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { createFresh, type Means } from '../src/desk/means.ts'
import { silentLog } from '../src/kit/log.ts'
import { createReaderPool } from '../src/mail/read-pool.ts'
import { createBlobs } from '../src/store/blobs.ts'
import { createDiskBlobs } from '../src/store/blobs/disk.ts'
import { keysOf } from '../src/store/keys.ts'
import { createRawMail } from '../src/store/raw.ts'
import type { Store } from '../src/store/store.ts'

/** Call it at the top level of a test file; what it returns makes the means of a store. */
export function useMeans(): (store: Store) => Promise<Means> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'postroom-means-'))
  const reader = createReaderPool({ size: 1 })
  afterAll(async () => {
    await reader.close()
    await rm(folder, { recursive: true, force: true })
  })
  return async (store) => {
    const keys = keysOf(Buffer.from('0123456789abcdef0123456789abcdef'))
    const blobs = createBlobs({ driver: await createDiskBlobs(folder), keys })
    const raw = createRawMail({ keys, blobs })
    return {
      store,
      keys,
      blobs,
      raw,
      reader,
      space: { demandRoom: () => undefined },
      fresh: createFresh(true),
      log: silentLog,
      hostname: 'desk.example',
      hasWayOut: true,
      undoMs: 10_000,
      lookUp: null,
      proof: { isDemanded: true, servers: ['mx.desk.example'] },
    }
  }
}
