// Accepting mail: raw bytes and a work item in one transaction. Only when it is committed may anybody answer 250.
// Mails that arrive together share the transaction, because a commit costs the same for one as for a hundred.
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import { Problem, toProblem } from '../../kit/problem.ts'
import type { Means } from '../../desk/means.ts'
import { inboxesOf } from '../../desk/inboxes/addresses.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { insertBoth, insertRows } from '../../store/access/rows.ts'
import type { WrittenBlob } from '../../store/blobs.ts'
import { PUT } from '../../store/raw.ts'
import type { Tx } from '../../store/tx.ts'
import { createTurns } from './turns.ts'

export type Source = 'smtp' | 'lmtp' | 'http' | 'pipe' | 'import' | 'imap'

export interface Arrival {
  /** What is large has been written down by now, and waits for being referred to. */
  raw: Buffer | WrittenBlob
  source: Source
  /** Null for the empty path <>, or where there was no envelope. */
  from: string | null
  recipients: string[]
  /** Where the way in decides the inboxes (a mailbox, an import) or has just asked for them; otherwise the recipients do. */
  inboxIds?: readonly Id[]
  remote: string | null
  receivedAt: Date
  /** Of the exchange that the provider of the account counts it to, where it says so. */
  providerThread?: string | null
}

/** Most mails in one transaction, and how many transactions at once. */
const BATCH = 100
const AT_ONCE = 2
/** Most mails in one statement; it is prepared for each number of them. */
const FEW = 16
/** Bytes in memory, of mails that wait for the database and each with what it takes beside its own. */
const ROOM = 64 * 1024 * 1024
const BESIDE = 8 * 1024
/** Milliseconds after which mails get a transaction of their own, whatever keeps the others. */
const PATIENCE = 100
const INTAKE =
  'insert into intake (id, source, inbox_ids, envelope_from, recipients, remote, received_at, turn_at, provider_thread) values'

export interface Accepting {
  /** Resolves with the id of the raw mail once it is durable; a Problem means that it is not. */
  accept(arrival: Arrival): Promise<Id>
  /** The same inside somebody's transaction, e.g. together with the cursor of a mailbox. */
  acceptIn(tx: Tx, arrivals: Arrival[]): Promise<Id[]>
}

interface Kept {
  id: Id
  inboxIds: readonly Id[]
  arrival: Arrival
}

/** What needs nothing more than to be written down. */
interface Ready extends Kept {
  /** Of the raw mail. */
  row: unknown[]
}

interface Waiting {
  arrival: Arrival
  ready: Ready | undefined
  resolve(id: Id): void
  reject(problem: Problem): void
}

export function createAccepting(
  means: Pick<Means, 'store' | 'raw' | 'fresh' | 'space'>,
  accepted: (arrival: Arrival) => void,
): Accepting {
  const { store, raw, space, fresh } = means
  let waiting: Waiting[] = []
  let [underWay, held] = [0, 0]
  let timer: NodeJS.Timeout | undefined
  const turnOf = createTurns()

  /** While transactions are under way mails gather for the next one; the busier, the more of them in one. */
  function look(): void {
    clearTimeout(timer)
    timer = undefined
    while (waiting.length > 0 && underWay < AT_ONCE) flush()
    if (waiting.length > 0) timer = setTimeout(press, PATIENCE)
  }

  function press(): void {
    flush()
    look() // for those that did not fit
  }

  function flush(): void {
    const isReady = waiting[0]?.ready !== undefined
    const other = waiting.findIndex((one) => (one.ready !== undefined) !== isReady)
    const batch = waiting.slice(0, Math.min(isReady ? FEW : BATCH, other < 0 ? waiting.length : other))
    waiting = waiting.slice(batch.length)
    underWay++
    const ids = isReady ? write(batch.flatMap((one) => one.ready ?? [])) : commit(batch.map((one) => one.arrival))
    void settle(batch, ids).finally(() => {
      underWay--
      look()
    })
  }

  async function settle(batch: Waiting[], ids: Promise<(Id | Problem)[]>): Promise<void> {
    try {
      const outcomes = await ids
      batch.forEach((one, at) => {
        const outcome = outcomes[at]
        if (typeof outcome === 'string') one.resolve(outcome)
        else one.reject(outcome ?? toProblem(new Error('no outcome')))
      })
    } catch (thrown) {
      for (const one of batch) one.reject(toProblem(thrown))
    }
  }

  /** Raw mails and work items in one statement, which is a transaction by itself. */
  async function write(ready: Ready[]): Promise<Id[]> {
    space.demandRoom()
    const now = store.clock.now()
    const statement = insertBoth(
      { head: PUT, rows: ready.map((one) => one.row) },
      { name: 'accept', head: INTAKE, rows: ready.map((one) => intakeRow(one, now)) },
    )
    await store.single({ patience: limits.patience.mail }, statement, ['intake'])
    tell(ready)
    return ready.map((one) => one.id)
  }

  const commit = (arrivals: Arrival[]) =>
    store.transact({ actorId: null, patience: limits.patience.mail }, (tx) => keep(tx, arrivals))

  /** An id for each mail that was kept, a Problem for each that belongs to nobody. */
  async function keep(tx: Tx, arrivals: Arrival[]): Promise<(Id | Problem)[]> {
    space.demandRoom()
    const addressed = arrivals.filter((one) => one.inboxIds === undefined)
    const inboxes = await inboxesOf(
      tx,
      addressed.flatMap((one) => one.recipients),
    )
    const outcomes = arrivals.map((arrival): Problem | Kept => {
      const inboxIds = arrival.inboxIds ?? inboxesFor(arrival, inboxes)
      return inboxIds.length === 0 ? unknownRecipient(arrival) : { id: tx.mint(), inboxIds, arrival }
    })
    const kept = outcomes.flatMap((outcome) => (outcome instanceof Problem ? [] : [outcome]))
    if (kept.length > 0) {
      await raw.put(
        tx,
        kept.map(({ id, arrival }) => ({ id, bytes: arrival.raw })),
      )
      await insertRows(
        tx,
        { name: 'intake-put', head: INTAKE },
        kept.map((one) => intakeRow(one, tx.now)),
      )
      tx.wake.add('intake')
      tx.afterCommit.push(() => tell(kept))
    }
    return outcomes.map((outcome) => (outcome instanceof Problem ? outcome : outcome.id))
  }

  function intakeRow({ id, inboxIds, arrival }: Kept, now: Date): unknown[] {
    const { source, from, recipients, remote, receivedAt, providerThread = null } = arrival
    const turn = turnOf({ ...arrival, inboxIds }, now)
    return [id, source, inboxIds, from, recipients, remote, receivedAt, turn, providerThread]
  }

  function tell(kept: Kept[]): void {
    for (const { id, arrival } of kept) {
      fresh.burst.came()
      if (Buffer.isBuffer(arrival.raw)) fresh.mails.leave(id, arrival.raw, arrival.raw.length)
      accepted(arrival)
    }
  }

  /** Compressed and encrypted while those before it are written. */
  async function prepare(arrival: Arrival): Promise<Ready | undefined> {
    const { inboxIds, raw: bytes } = arrival
    if (!inboxIds?.length || !Buffer.isBuffer(bytes)) return undefined
    const id = store.mint()
    const row = await raw.rowOf(id, bytes, store.clock.now())
    return row && { id, inboxIds, arrival, row }
  }

  return {
    async accept(arrival) {
      const bytes = BESIDE + (Buffer.isBuffer(arrival.raw) ? arrival.raw.length : 0)
      if (held + bytes > ROOM) throw tooMuch()
      held += bytes
      try {
        const ready = await prepare(arrival)
        return await new Promise<Id>((resolve, reject) => {
          waiting.push({ arrival, ready, resolve, reject })
          if (waiting.length === 1) setImmediate(look) // those that came in the same moment come along
        })
      } finally {
        held -= bytes
      }
    },
    async acceptIn(tx, arrivals) {
      const outcomes = await keep(tx, arrivals)
      return outcomes.map((outcome) => {
        if (outcome instanceof Problem) throw outcome
        return outcome
      })
    },
  }
}

function inboxesFor(arrival: Arrival, byRecipient: Map<string, Id>): Id[] {
  return [...new Set(arrival.recipients.flatMap((recipient) => byRecipient.get(normalizeAddress(recipient)) ?? []))]
}

const tooMuch = () =>
  new Problem('busy', 'intake-full', 'More mail waits for the database than there is room for. Try again in a moment.')

function unknownRecipient(arrival: Arrival): Problem {
  return new Problem('missing', 'recipient-unknown', 'No inbox here has this address.', {
    detail: { recipients: arrival.recipients.slice(0, 5) },
  })
}
