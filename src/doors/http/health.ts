// Whether this process can do its work: asked by load balancers, so it is cheap, remembered for a second, and tells a
// stranger nothing but yes or no for each part.
import type pg from 'pg'
import { planMigrations, readMigrations } from '../../store/migrate.ts'
import type { Space } from '../../store/space.ts'
import type { Store } from '../../store/store.ts'

export interface Readiness {
  isReady: boolean
  checks: Record<string, boolean>
}

interface Parts {
  store: Store
  space: Pick<Space, 'hasRoom'>
  /** How many migrations the code has that the database has not. */
  pendingMigrations: () => Promise<number>
}

const PATIENCE = 4_000
const REMEMBERED = 1000

export function createReadiness({ store, space, pendingMigrations }: Parts): () => Promise<Readiness> {
  let last: { at: number; answer: Promise<Readiness> } | undefined
  const look = async (): Promise<Readiness> => {
    const hasRoom = space.hasRoom()
    const database = await holds(() => probe(store, hasRoom))
    const migrations = database && (await holds(async () => (await pendingMigrations()) === 0))
    const checks = { database, migrations, space: hasRoom }
    return { isReady: Object.values(checks).every(Boolean), checks }
  }
  return () => {
    const at = performance.now()
    if (!last || at - last.at > REMEMBERED) last = { at, answer: look() }
    return last.answer
  }
}

/** Writes, because a database that only reads cannot take mail; but not into the last room of a disk. */
async function probe(store: Store, hasRoom: boolean): Promise<boolean> {
  if (!hasRoom) return (await store.ping()) > 0
  await store.transact({ actorId: null, patience: PATIENCE }, (tx) =>
    tx.query({
      name: 'ready-probe',
      text: `insert into setting (name, value, changed_at) values ('probe', 'true', $1) on conflict (name) do update set changed_at = excluded.changed_at`,
      values: [tx.now],
    }),
  )
  return true
}

/**
 * A newer version may have migrated beside us, as in every update without a pause: what it did leaves what we read, and whoever asks
 * us shall not be sent away before it is there.
 */
export async function pendingMigrations(pool: pg.Pool): Promise<number> {
  const client = await pool.connect()
  try {
    return (await planMigrations(client, await readMigrations(), { isNewerServed: true })).length
  } finally {
    client.release()
  }
}

async function holds(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await check()
  } catch {
    return false
  }
}
