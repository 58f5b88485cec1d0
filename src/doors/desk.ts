// Opens a desk: the database (embedded or a server), its migrations, keys, raw mail, blobs and the readers. Every way to run
// Postroom (serve, import, deliver, tests) begins here and ends with `close`.
import { mkdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Config } from '../config.ts'
import type { Means } from '../desk/means.ts'
import { createAccepting, type Accepting } from '../flows/intake/accept.ts'
import { systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { createReaderPool } from '../mail/read-pool.ts'
import { openBlobs } from '../store/blobs.ts'
import { startEngine, type Engine } from '../store/engine.ts'
import { openKeys } from '../store/keys.ts'
import { migrate } from '../store/migrate.ts'
import { openRaw } from '../store/raw.ts'
import { openStore } from '../store/store.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { follows } from './switchboard.ts'

export interface Desk {
  means: Means
  accepting: Accepting
  metrics: Metrics
  close(): Promise<void>
}

/** `readers`: threads that parse mail; one core is left for the rest. */
export async function openDesk(config: Config, log: Log, options: { readers?: number } = {}): Promise<Desk> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  let engine: Engine | null = null
  try {
    engine = config.databaseUrl ? null : await startEngine({ dataDir: config.dataDir, log })
    const connection = engine ? engine.connection : { connectionString: config.databaseUrl as string }
    await migrate(connection, log)
    const store = await openStore({ connection, log, clock: systemClock, follows })
    const keys = await openKeys({ dataDir: config.dataDir, secretKey: config.secretKey })
    const blobs = await openBlobs({ dir: path.join(config.dataDir, 'blobs'), keys })
    const raw = openRaw({ keys, blobs })
    const reader = createReaderPool({ size: options.readers ?? Math.max(1, os.availableParallelism() - 1), log })
    const metrics = createMetrics()
    const means: Means = { store, keys, blobs, raw, reader, log, hostname: config.hostname, undoMs: config.undoSeconds * 1000 }
    return {
      means,
      metrics,
      accepting: createAccepting(means, (arrival) => metrics.messagesAccepted.inc({ source: arrival.source })),
      close: async () => {
        await reader.close()
        await store.close()
        await engine?.stop()
      },
    }
  } catch (thrown) {
    await engine?.stop()
    throw thrown
  }
}
