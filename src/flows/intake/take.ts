// Taking work up: a batch of mails is leased and read in the worker threads. The lease is renewed while reading takes its time;
// whoever dies with it gives the mails back by doing nothing.
import { mintedAt, type Id } from '../../kit/id.ts'
import { toProblem } from '../../kit/problem.ts'
import type { Means } from '../../desk/means.ts'
import type { Original } from '../../kit/streamed.ts'
import { readDegraded, readStreamedDegraded } from '../../mail/read-degraded.ts'
import type { ReadMail } from '../../mail/read-mail.ts'
import type { Tx } from '../../store/tx.ts'

export const BATCH = 60
/** A crashed worker's mails are taken up after this many milliseconds. */
const LEASE = 45_000
const RENEW = 15_000
/** The work item goes with the same commit: whatever is lost of it is done again. */
export const redone = { actorId: null, isRedone: true } as const
/** After so many failures or deaths a mail is filed as far as it can be read without a parser. */
const TRIES = 5

export interface Claimed {
  id: Id
  source: string
  inbox_ids: Id[]
  envelope_from: string | null
  recipients: string[]
  remote: string | null
  received_at: Date
  attempts: number
  provider_thread: string | null
}

export interface Taken {
  claimed: Claimed[]
  read: Map<Id, ReadMail>
  /** Mails that take longer than those beside them, each by itself. */
  late: { one: Claimed; taken: Promise<Taken> }[]
}

interface Taking {
  /** What this worker took up before and is at work on. */
  inHand?: readonly Id[]
  /** The readers have started: where nothing at all is read for a while it is for the mails. */
  isWarm?: boolean
}

/** Empty when nothing waits. What was taken up before and not filed comes one at a time. */
export async function takeUp(
  means: Means,
  workerId: string,
  { inHand = [], isWarm = false }: Taking = {},
): Promise<Taken> {
  const claimed = await means.store.transact(redone, async (tx) => {
    const all = await claim(tx, workerId, inHand)
    // If one that was taken up before kills whoever reads it, its neighbours are not read without a parser for it.
    const [first, ...others] = all.filter((one) => one.attempts > 1)
    if (others.length > 0) await handBack(tx, { claimed: others }, workerId)
    return all.filter((one) => one.attempts <= 1 || one === first)
  })
  if (claimed.length === 0) return { claimed, read: new Map(), late: [] }
  const reading = new Set(claimed)
  let isTogether = true
  const renewal = setInterval(() => {
    // One that has been read waits for those beside it.
    const ids = (isTogether ? claimed : [...reading]).map((one) => one.id)
    means.store.transact(redone, (tx) => renew(tx, ids, workerId)).catch(() => undefined) // then somebody else takes over
  }, RENEW)
  try {
    const raws = await rawsOf(means, claimed)
    const read = new Map<Id, ReadMail>()
    const readings = claimed.map(async (one) => {
      const raw = raws.get(one.id)
      try {
        const mail = raw ? await readOne(means, one, raw) : unreadable()
        read.set(one.id, mail)
        return mail
      } finally {
        reading.delete(one)
        if (!isTogether && reading.size === 0) clearInterval(renewal)
      }
    })
    await allButSlow(readings, isWarm)
    isTogether = false
    if (reading.size === 0) clearInterval(renewal)
    const late = claimed.flatMap((one, at) => {
      const mail = readings[at]
      if (read.has(one.id) || !mail) return []
      const taken = mail.then((found) => ({ claimed: [one], read: new Map([[one.id, found]]), late: [] }))
      taken.catch(() => undefined) // whoever waits for it meets it; who stops waits for nothing
      return [{ one, taken }]
    })
    return { claimed: claimed.filter((one) => read.has(one.id)), read, late }
  } catch (thrown) {
    clearInterval(renewal)
    throw thrown
  }
}

/** Milliseconds without any of them being read, after which the others are slow. */
const PATIENCE = 1_500

/** Until all of them are there, or none has come for a while: a mail that keeps its reader must not keep its neighbours. */
async function allButSlow(readings: Promise<unknown>[], isWarm: boolean): Promise<void> {
  let [done, seen] = [0, 0]
  const all = Promise.all(readings.map((one) => one.then(() => done++)))
  let timer: NodeJS.Timeout | undefined
  const slow = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      if (done === seen && (done > 0 || isWarm)) resolve()
      seen = done
    }, PATIENCE)
  })
  try {
    await Promise.race([all, slow])
  } finally {
    clearInterval(timer)
  }
}

/** Also what is this worker's and not in its hand: it was taken up in a commit whose answer was lost, and that is no try. */
export function claim(tx: Tx, workerId: string, inHand: readonly Id[] = []): Promise<Claimed[]> {
  return tx.query<Claimed>({
    name: 'intake-claim',
    text: `update intake set leased_until = $1, leased_by = $2,
             attempts = attempts + case when leased_by = $2 then 0 else 1 end
           where id = any(array(select id from intake where leased_until is null or leased_until < $3
                          or (leased_by = $2 and id <> all($5::bigint[]))
                        order by turn_at, id limit $4 for update skip locked))
           returning id, source, inbox_ids, envelope_from, recipients, remote, received_at, attempts, provider_thread`,
    values: [leaseFrom(tx), workerId, tx.now, BATCH, inHand],
  })
}

const leaseFrom = (tx: Tx) => new Date(tx.now.getTime() + LEASE)

async function renew(tx: Tx, ids: Id[], workerId: string): Promise<void> {
  await tx.query({
    name: 'intake-renew',
    text: 'update intake set leased_until = $1 where id = any($2::bigint[]) and leased_by = $3',
    values: [leaseFrom(tx), ids, workerId],
  })
}

/** Seconds that the oldest accepted mail has been waiting to be filed; 0 when none waits. */
export async function oldestWaiting(tx: Tx): Promise<number> {
  const [oldest] = await tx.query<{ id: Id }>({
    name: 'intake-oldest',
    text: 'select id from intake order by id limit 1',
    values: [],
  })
  return oldest ? Math.max(0, (tx.now.getTime() - mintedAt(oldest.id)) / 1000) : 0 // an old mail may have come just now
}

/** What was taken up and will not be filed by this worker: the next one need not wait for the lease. */
export async function handBack(tx: Tx, { claimed }: Pick<Taken, 'claimed'>, workerId: string): Promise<void> {
  await tx.query({
    name: 'intake-hand-back',
    text: `update intake set leased_until = null, leased_by = null, attempts = attempts - 1
           where id = any($1::bigint[]) and leased_by = $2`,
    values: [claimed.map((one) => one.id), workerId],
  })
}

/**
 * Of processes that died: nobody need wait for their leases. What others had died of before waits a little, and longer the third time:
 * processes may die one after another for another reason, and a quiet moment tells which.
 */
export async function freeIntakeOf(tx: Tx, workerIds: string[]): Promise<void> {
  await tx.query({
    name: 'intake-free',
    text: `update intake set leased_by = null,
             leased_until = case when attempts < 2 then null else $2::timestamptz + interval '5 seconds' * 6 ^ (least(attempts, 3) - 2) end
           where leased_by = any($1)`,
    values: [workerIds, tx.now],
  })
  tx.wake.add('intake')
}

const unreadable = (): ReadMail => readDegraded(Buffer.alloc(0), 'its original cannot be read')

async function readOne(means: Means, one: Claimed, raw: Original): Promise<ReadMail> {
  const because = 'it could not be filed as it is'
  try {
    if (one.attempts <= TRIES) return await means.reader.read(raw, { from: one.envelope_from })
    return Buffer.isBuffer(raw) ? readDegraded(raw, because) : await readStreamedDegraded(raw.read(), because)
  } catch (thrown) {
    // A large mail is found to be damaged only where it is.
    if (Buffer.isBuffer(raw) || toProblem(thrown).kind === 'busy') throw thrown
    noteUnreadable(means, one.id, thrown)
    return unreadable()
  }
}

function noteUnreadable({ log }: Means, rawId: Id, err: unknown): void {
  log.error({ err, rawId }, 'the original of a mail cannot be read; it is filed as far as possible')
}

/** What this process has just accepted is at hand. The rest together, and where that fails one by one: an original that is damaged must not hold up the mails beside it. */
async function rawsOf(means: Means, claimed: Claimed[]): Promise<Map<Id, Original>> {
  const look = <T>(verb: (tx: Tx) => Promise<T>) => means.store.transact({ actorId: null, readOnly: true }, verb)
  const found = new Map<Id, Original>()
  for (const { id } of claimed) {
    const bytes = means.fresh.mails.take(id)
    if (bytes) found.set(id, bytes)
  }
  const ids = claimed.map((one) => one.id).filter((id) => !found.has(id))
  if (ids.length === 0) return found
  try {
    for (const [id, bytes] of await look((tx) => means.raw.openMany(tx, ids))) found.set(id, bytes)
    return found
  } catch (thrown) {
    if (toProblem(thrown).kind === 'busy') throw thrown
  }
  for (const id of ids) {
    try {
      found.set(id, await look((tx) => means.raw.open(tx, id)))
    } catch (thrown) {
      if (toProblem(thrown).kind === 'busy') throw thrown
      noteUnreadable(means, id, thrown)
    }
  }
  return found
}
