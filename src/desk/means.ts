// What the rooms need beside a transaction: opened once by main and handed down. No room opens anything itself.
import { createBurst, type Burst } from '../kit/burst.ts'
import { createHandover, type Handover } from '../kit/handover.ts'
import type { Log } from '../kit/log.ts'
import type { LookUp } from '../mail/authenticate.ts'
import type { ReaderPool } from '../mail/read-pool.ts'
import type { Words } from './conversations/indexing.ts'
import type { Presence } from './presence/presence.ts'
import type { Blobs } from '../store/blobs.ts'
import type { Keys } from '../store/keys.ts'
import type { RawMail } from '../store/raw.ts'
import type { Space } from '../store/space.ts'
import type { Store } from '../store/store.ts'

export interface Means {
  store: Store
  keys: Keys
  blobs: Blobs
  raw: RawMail
  reader: ReaderPool
  space: Pick<Space, 'demandRoom'>
  fresh: Fresh
  presence: Presence
  log: Log
  /** HELO name, and the domain of Message-IDs where the inbox's address gives none. */
  hostname: string
  /** Where people reach the web app, as in the settings; null: only on this machine. */
  publicUrl: string | null
  /** False where no server is named that mail goes out by: answers wait in the outbox. */
  hasWayOut: boolean
  /** Time to call a sent message back, in milliseconds. */
  undoMs: number
  /** What a mail may have that is brought to us, or that we send. */
  messageBytes: number
  /** The DNS; null where it is not asked about senders. */
  lookUp: LookUp | null
  /** What an automatic answer asks of its sender. */
  proof: Proof
}

/** See `authenticityOf`: anybody's name can stand in From, and an answer to a forged one is mail nobody asked for. */
export interface Proof {
  isDemanded: boolean
  /** Mail servers of our own whose word is taken. */
  servers: readonly string[]
}

/** Of the mail that is on its way through this process. */
export interface Fresh {
  /** Bytes by the id of the raw mail, from accepting to filing. */
  mails: Handover<Buffer>
  /** What is worth finding by the id of the message, from filing to indexing. */
  words: Handover<Words>
  /** Mail that comes in faster than it is filed. */
  burst: Burst
}

/** A few batches wait, and more come than one processor files. */
const BURST = { waiting: 240, perSecond: 300 }
const ROOM = 8 * 1024 * 1024

/** Where no worker runs in this process nothing is kept: nobody would come for it. */
export function createFresh(hasWorker: boolean): Fresh {
  const room = hasWorker ? ROOM : 0
  const burst = createBurst({ waiting: hasWorker ? BURST.waiting : Infinity, perSecond: BURST.perSecond })
  return { mails: createHandover(room), words: createHandover(room), burst }
}
