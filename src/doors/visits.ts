// Visits what lies elsewhere (address books, calendars) for as long as this process runs: whatever is due, some at once.
import { randomUUID } from 'node:crypto'
import type { Id } from '../kit/id.ts'
import type { Log } from '../kit/log.ts'
import type { Store } from '../store/store.ts'
import type { Tx } from '../store/tx.ts'
import { startLoop } from './loop.ts'

export interface Visits {
  /** A batch under way is finished first. */
  stop(): Promise<void>
}
export interface VisitOptions {
  look?: number
  holder?: string
}

export interface Visited {
  /** For the log. */
  name: string
  take: (tx: Tx, holder: string, wanted: { limit: number }) => Promise<Id[]>
  /** Never throws for what is wrong there. */
  visit: (id: Id, holder: string) => Promise<void>
  release: (tx: Tx, holder: string) => Promise<void>
}

/** Between two looks whether something is to be told. */
const LOOK = 2_000
/** That one process visits at once. */
const AT_ONCE = 4
const us = { actorId: null }

export function startVisits(
  { store, log }: { store: Store; log: Log },
  { name, take, visit, release }: Visited,
  options: VisitOptions = {},
): Visits {
  const holder = options.holder ?? randomUUID()
  const visits = new Set<Promise<void>>()
  const round = async () => {
    const limit = AT_ONCE - visits.size
    if (limit === 0) return false
    const due = await store.transact(us, (tx) => take(tx, holder, { limit }))
    for (const id of due) {
      const one = visit(id, holder)
        .catch((error: unknown) => log.warn({ err: error, id }, `how one of the ${name} is could not be noted`))
        .finally(() => visits.delete(one))
      visits.add(one)
    }
    return false
  }
  const loop = startLoop(name, round, { look: options.look ?? LOOK, log })
  return {
    stop: async () => {
      await loop.stop()
      // What holds no lease any more ends at its next step.
      await store
        .transact(us, (tx) => release(tx, holder))
        .catch((error: unknown) => log.warn({ err: error }, `leases of ${name} will run out by themselves`))
      await Promise.all(visits)
    },
  }
}
