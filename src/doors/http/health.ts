// Whether this process can do its work: asked by load balancers, so it is cheap, remembered for a second, and tells a
// stranger nothing but yes or no for each part.
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

async function holds(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await check()
  } catch {
    return false
  }
}
