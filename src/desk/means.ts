// What the rooms need beside a transaction: opened once by main and handed down. No room opens anything itself.
import type { Log } from '../kit/log.ts'
import type { ReaderPool } from '../mail/read-pool.ts'
import type { Blobs } from '../store/blobs.ts'
import type { Keys } from '../store/keys.ts'
import type { RawMail } from '../store/raw.ts'
import type { Store } from '../store/store.ts'

export interface Means {
  store: Store
  keys: Keys
  blobs: Blobs
  raw: RawMail
  reader: ReaderPool
  log: Log
  /** HELO name, and the domain of Message-IDs where the inbox's address gives none. */
  hostname: string
  /** False where no server is named that mail goes out by: answers wait in the outbox. */
  hasWayOut: boolean
  /** Time to call a sent message back, in milliseconds. */
  undoMs: number
}
