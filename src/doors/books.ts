// Visits address books elsewhere for as long as this process runs: those that are due, and those that have something to be told.
import { randomUUID } from 'node:crypto'
import { releaseBooks, takeDue } from '../flows/books/lease.ts'
import { visitBook, type Visiting } from '../flows/books/visit.ts'
import { startLoop } from './loop.ts'

export interface Books {
  /** A batch under way is finished first. */
  stop(): Promise<void>
}

/** Between two looks whether something is to be told. */
const LOOK = 2_000
/** Books that one process visits at once. */
const AT_ONCE = 4
const us = { actorId: null }

export function startBooks(means: Visiting, options: { look?: number; holder?: string } = {}): Books {
  const { store, log } = means
  const holder = options.holder ?? randomUUID()
  const visits = new Set<Promise<void>>()
  const round = async () => {
    const limit = AT_ONCE - visits.size
    if (limit === 0) return false
    const due = await store.transact(us, (tx) => takeDue(tx, holder, { limit }))
    for (const id of due) {
      const visit = visitBook(means, id, holder)
        .catch((error: unknown) => log.warn({ err: error, bookId: id }, 'how an address book is could not be noted'))
        .finally(() => visits.delete(visit))
      visits.add(visit)
    }
    return false
  }
  const loop = startLoop('address books', round, { look: options.look ?? LOOK, log })
  return {
    stop: async () => {
      await loop.stop()
      // What holds no lease any more ends at its next step.
      await store
        .transact(us, (tx) => releaseBooks(tx, holder))
        .catch((error: unknown) => log.warn({ err: error }, 'leases of address books will run out by themselves'))
      await Promise.all(visits)
    },
  }
}
