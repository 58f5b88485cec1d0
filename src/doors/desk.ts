// Opens a desk: the database (embedded or a server), its migrations, keys, raw mail, blobs and the readers. Every way to run
// Postroom (serve, import, deliver, tests) begins here and ends with `close`.
import { mkdir } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Config } from '../config.ts'
import { createFresh, type Means } from '../desk/means.ts'
import { createPresence } from '../desk/presence/presence.ts'
import { createAccepting, type Accepting } from '../flows/intake/accept.ts'
import { createLearner, type Learner } from '../flows/learning/learner.ts'
import { systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'
import { createReaderPool } from '../mail/read-pool.ts'
import { refuseMoved } from '../store/backup/moved.ts'
import { refuseUnfinished } from '../store/backup/restore.ts'
import { createBlobs } from '../store/blobs.ts'
import { createDiskBlobs } from '../store/blobs/disk.ts'
import { startEngine } from '../store/engine.ts'
import { guardKeys, openKeys } from '../store/keys.ts'
import { migrate } from '../store/migrate.ts'
import { createRawMail } from '../store/raw.ts'
import { watchSpace, type Space } from '../store/space.ts'
import { openStore } from '../store/store.ts'
import { whisper } from '../store/changes/whispers.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { createNames } from './outbound/names.ts'
import { openNetwork, type Network } from './network.ts'
import { follows } from './switchboard.ts'

/** Four segments of the database's journal. */
const BALLAST = 64 * 1024 * 1024

export interface Desk {
  means: Means
  accepting: Accepting
  metrics: Metrics
  space: Space
  network: Network
  /** What this process has learned from mail: kept once, whoever asks. */
  learner: Learner
  /** Whether it started the embedded database: then it is the only one that did, on this data directory. */
  isOwner: boolean
  close(): Promise<void>
}

/** `readers`: threads that parse mail; one core is left for the rest. */
export async function openDesk(config: Config, log: Log, options: { readers?: number } = {}): Promise<Desk> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  await refuseUnfinished(config.dataDir)
  const ends: (() => Promise<void> | void)[] = []
  /** What is open by now, the last one first. */
  const close = async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  }
  try {
    const engine = config.databaseUrl ? null : await startEngine({ dataDir: config.dataDir, log })
    if (engine) ends.push(() => engine.stop())
    const connection = engine ? engine.connection : { connectionString: config.databaseUrl as string }
    await migrateStore(connection, log, config)
    const store = await openStore({ connection, log, clock: systemClock, follows })
    ends.push(() => store.close())
    const keys = await openKeys({
      dataDir: config.dataDir,
      ...(config.secretKey ? { secretKey: config.secretKey } : {}),
    })
    await store.transact({ actorId: null }, (tx) => guardKeys(tx, keys))
    const blobs = createBlobs({ driver: await createDiskBlobs(path.join(config.dataDir, 'blobs')), keys })
    const raw = createRawMail({ keys, blobs })
    const reader = createReaderPool({ size: options.readers ?? Math.max(1, os.availableParallelism() - 1), log })
    ends.push(() => reader.close())
    const space = await watchSpace({
      folder: config.dataDir,
      reserve: config.reserveMb * 1024 * 1024,
      ballast: engine ? BALLAST : 0,
      log,
    })
    ends.push(() => space.close())
    const metrics = createMetrics(space)
    const presence = createPresence({ say: (words) => whisper(store, words), from: randomUUID() })
    ends.push(() => presence.close())
    const means: Means = {
      store,
      keys,
      blobs,
      raw,
      reader,
      space,
      fresh: createFresh(config.roles.includes('worker')),
      presence,
      log,
      hostname: config.hostname,
      publicUrl: config.publicUrl,
      hasWayOut: config.smtpUrl !== null,
      undoMs: config.undoSeconds * 1000,
      messageBytes: config.messageMb * 1024 * 1024,
      lookUp: config.authenticate === 'direct' ? createNames() : null,
      proof: { isDemanded: config.autoReplyTo === 'proven', servers: config.authservIds },
    }
    return {
      means,
      metrics,
      space,
      network: openNetwork(means, config.privateHosts),
      learner: createLearner(),
      isOwner: engine !== null,
      accepting: createAccepting(means, (arrival) => metrics.messagesAccepted.inc({ source: arrival.source })),
      close,
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

async function migrateStore(connection: pg.PoolConfig, log: Log, { newerStore }: Config): Promise<void> {
  const client = new pg.Client(connection)
  client.on('error', () => undefined) // what is under way fails, and tells
  try {
    await client.connect()
  } catch (cause) {
    throw new Problem(
      'busy',
      'database-away',
      'The database does not answer. Check POSTROOM_DATABASE_URL and that the server runs.',
      { cause },
    )
  }
  try {
    await refuseMoved(client)
    await migrate(client, log, undefined, { isNewerServed: newerStore === 'serve' })
  } finally {
    await client.end()
  }
}
