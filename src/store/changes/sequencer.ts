// Numbers committed changes: soon after a commit of this process, and now and then for those of a process that died.
import { setTimeout as sleep } from 'node:timers/promises'
import { createBell } from '../access/bell.ts'
import { AT_ONCE, numberChanges } from '../changes.ts'
import type { Store } from '../store.ts'

export interface Sequencer {
  close(): Promise<void>
}

/** How long commits are gathered before they are numbered, and how often is looked anyway; milliseconds. */
const GATHER = 15
const LOOK = 1_000

/** Every process that writes runs one; more of them only wait for each other. */
export function startSequencer(store: Store, { gather = GATHER, look = LOOK } = {}): Sequencer {
  const bell = createBell()
  const off = store.onWake('change', bell.ring)
  let isClosed = false
  const round = async () => {
    while (!isClosed) {
      try {
        while ((await store.transact({ actorId: null }, numberChanges)) === AT_ONCE) if (isClosed) return
      } catch (error) {
        store.log.warn({ err: error }, 'changes could not be numbered')
      }
      // The first after a while is numbered at once, those behind it together.
      if (!isClosed) await sleep(gather)
      await bell.wait(look)
    }
  }
  const rounds = round()
  return {
    close: async () => {
      isClosed = true
      off()
      bell.ring()
      await rounds
    },
  }
}
