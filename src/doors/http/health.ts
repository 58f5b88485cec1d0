// Whether this process can do its work: asked by load balancers, so it is cheap, remembered for a second, and tells a
// stranger nothing but yes or no for each part.
import { statfs } from 'node:fs/promises'
import type { Store } from '../../store/store.ts'

export interface Readiness {
  isReady: boolean
  checks: Record<string, boolean>
}

interface Parts {
  store: Store
  /** Where free space is looked at; null with a database elsewhere. */
  dataDir: string | null
  /** How many migrations the code has that the database has not. */
  pendingMigrations: () => Promise<number>
}

const LEAST_FREE = 256 * 1024 * 1024
const REMEMBERED = 1000

export function createReadiness({ store, dataDir, pendingMigrations }: Parts): () => Promise<Readiness> {
  let last: { at: number; answer: Promise<Readiness> } | undefined
  const look = async (): Promise<Readiness> => {
    const checks = {
      database: await holds(() => probe(store)),
      migrations: await holds(async () => (await pendingMigrations()) === 0),
      space: dataDir === null || (await holds(async () => (await freeBytes(dataDir)) >= LEAST_FREE)),
    }
    return { isReady: Object.values(checks).every(Boolean), checks }
  }
  return () => {
    const at = performance.now()
    if (!last || at - last.at > REMEMBERED) last = { at, answer: look() }
    return last.answer
  }
}

/** Writes, because a database that only reads cannot take mail. */
async function probe(store: Store): Promise<boolean> {
  await store.transact({ actorId: null }, (tx) =>
    tx.query({
      name: 'ready-probe',
      text: `insert into setting (name, value, changed_at) values ('probe', 'true', $1) on conflict (name) do update set changed_at = excluded.changed_at`,
      values: [tx.now],
    }),
  )
  return true
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

async function holds(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await check()
  } catch {
    return false
  }
}
