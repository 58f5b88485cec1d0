// Filing: work items become messages in conversations. Claimed in batches, read in worker threads, decided and written in one
// transaction that also removes the work item, so that a crash leaves either nothing or everything.
import { compareIds, type Id } from '../../kit/id.ts'
import { toProblem } from '../../kit/problem.ts'
import { wordsOf } from '../../desk/conversations/indexing.ts'
import type { Fresh, Means } from '../../desk/means.ts'
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import { veiled } from '../../mail/access-secret/veiled.ts'
import type { ReadMail } from '../../mail/read-mail.ts'
import type { Tx } from '../../store/tx.ts'
import { askAboutSenders, authenticityAtFiling } from './authenticity.ts'
import { noteBounces } from './bounced.ts'
import { forgetCopies, withoutCopies } from './copies.ts'
import { fileHanded, handedAmong } from './handed.ts'
import { placeMails, sortMail } from './decide.ts'
import type { Incoming, Placed } from './placed.ts'
import { gatherEvidence, soughtBy } from './evidence.ts'
import { withLanguages } from './languages.ts'
import { repeatsIn, saidBefore, withoutRepeated, type Repeats } from './repeats.ts'
import { BATCH, handBack, redone, takeUp, type Claimed, type Taken } from './take.ts'
import { writeMails } from './write.ts'

export interface Filed {
  filed: number
  duplicate: number
  quarantined: number
}

/** Mails that take long to read; with more of them no others are taken up. */
const MOST_LATE = BATCH
const nothing: Taken = { claimed: [], read: new Map(), late: [] }

export interface Filing {
  /** Files what waits, at most one batch. Answers how many of which; nothing waits when all are 0. */
  round(): Promise<Filed>
  /** Gives back what was taken up and not filed. */
  stop(): Promise<void>
}

/** While one batch is written the next is read, when there is one: reading is other threads' work, writing the database's. */
export function createFiling(means: Means, workerId: string): Filing {
  let ahead: Promise<Taken> | null = null
  let isWarm = false
  /** Mails that take long to read. */
  const late = new Map<Id, Claimed>()
  let come: Taken[] = []
  const leaveLate = ({ late: slow }: Taken): void => {
    for (const { one, taken } of slow) {
      late.set(one.id, one)
      const gone = () => void late.delete(one.id) // what failed is taken up again
      taken.then((there) => void come.push(there), gone)
    }
  }
  const round = async (): Promise<Filed> => {
    const next =
      ahead ?? (late.size < MOST_LATE ? takeUp(means, workerId, { inHand: [...late.keys()], isWarm }) : nothing)
    ahead = null
    const taken = await next
    leaveLate(taken)
    isWarm ||= taken.claimed.length > 0
    const all = [taken, ...come]
    come = []
    const claimed = all.flatMap((one) => one.claimed)
    if (claimed.length === 0 && taken.late.length > 0) return await round() // others may have come meanwhile
    if (taken.claimed.length + taken.late.length === BATCH) {
      const inHand = [...claimed.map((one) => one.id), ...late.keys()]
      ahead = takeUp(means, workerId, { inHand, isWarm })
      ahead.catch(() => undefined) // the next round meets it
    }
    try {
      return await fileTaken(means, workerId, claimed, new Map(all.flatMap((one) => [...one.read])))
    } finally {
      for (const { id } of claimed) late.delete(id)
    }
  }
  return {
    round,
    stop: async () => {
      const taken = await ahead?.catch(() => null)
      ahead = null
      const claimed = [...(taken?.claimed ?? []), ...(taken?.late ?? []).map(({ one }) => one), ...late.values()]
      if (claimed.length > 0) await means.store.transact(redone, (tx) => handBack(tx, { claimed }, workerId))
    },
  }
}

async function fileTaken(means: Means, workerId: string, claimed: Claimed[], read: Map<Id, ReadMail>): Promise<Filed> {
  if (claimed.length === 0) return { filed: 0, duplicate: 0, quarantined: 0 }
  const repeats = await findRepeats(means, claimed, read)
  try {
    return await means.store.transact(redone, (tx) => fileBatch(tx, means, workerId, claimed, read, repeats))
  } catch (thrown) {
    means.log.warn({ err: thrown, count: claimed.length }, 'a batch of mail could not be filed; trying one by one')
    return fileSingly(means, workerId, claimed, read, repeats)
  }
}

/** Where it fails, mail is filed without. */
async function findRepeats(means: Means, claimed: Claimed[], read: Map<Id, ReadMail>): Promise<Repeats> {
  try {
    const incoming = incomingOf(means, claimed, read)
    const look = { actorId: null, readOnly: true, isLoose: true }
    return await repeatsIn(means, await means.store.transact(look, (tx) => saidBefore(tx, means, incoming)))
  } catch (thrown) {
    means.log.warn({ err: thrown }, 'what answers repeat could not be looked for')
    return new Map()
  }
}

/** One that cannot be filed must not hold up the others; it is tried again, then filed degraded, and never dropped. */
async function fileSingly(
  means: Means,
  workerId: string,
  claimed: Claimed[],
  read: Map<Id, ReadMail>,
  repeats: Repeats,
): Promise<Filed> {
  const sum: Filed = { filed: 0, duplicate: 0, quarantined: 0 }
  for (const one of claimed) {
    try {
      const filed = await means.store.transact(redone, (tx) => fileBatch(tx, means, workerId, [one], read, repeats))
      for (const key of ['filed', 'duplicate', 'quarantined'] as const) sum[key] += filed[key]
    } catch (thrown) {
      means.log.error(
        { err: thrown, intakeId: one.id, attempts: one.attempts },
        'a mail could not be filed; it stays in the intake',
      )
      const isBusy = toProblem(thrown).kind === 'busy'
      await means.store.transact(redone, (tx) => putBack(tx, one, workerId, { isBusy })).catch(() => undefined)
    }
  }
  return sum
}

/** A busy database is not the mail's fault: such a try does not count towards reading it without a parser. */
async function putBack(tx: Tx, one: Claimed, workerId: string, { isBusy }: { isBusy: boolean }): Promise<void> {
  const later = new Date(tx.now.getTime() + Math.min(300_000, 2_000 * 2 ** one.attempts))
  await tx.query({
    name: 'intake-put-back',
    text: `update intake set leased_until = $1, leased_by = null, attempts = attempts - $4::int
           where id = $2 and leased_by = $3`,
    values: [later, one.id, workerId, isBusy ? 1 : 0],
  })
}

export async function fileBatch(
  tx: Tx,
  means: Pick<Means, 'keys' | 'raw' | 'fresh' | 'proof' | 'lookUp'>,
  workerId: string,
  claimed: Claimed[],
  read: Map<Id, ReadMail>,
  repeats: Repeats = new Map(),
): Promise<Filed> {
  // Whoever else took over meanwhile (the lease ran out) files them; only what is still ours is ours to file.
  const ours = await tx.query<{ id: Id }>({
    name: 'intake-finish',
    text: 'delete from intake where id = any($1::bigint[]) and leased_by = $2 returning id',
    values: [claimed.map((one) => one.id), workerId],
  })
  const owned = new Set(ours.map((row) => row.id))
  const incoming = incomingOf(
    means,
    claimed.filter((one) => owned.delete(one.id)), // once, also where a lease ran out and it was taken up twice
    read,
  )
  if (incoming.length === 0) return { filed: 0, duplicate: 0, quarantined: 0 }
  await lockInboxes(tx, [...new Set(incoming.map((mail) => mail.inboxId))])
  const { fresh, copies, holders } = await withoutCopies(tx, incoming)
  const own = await ownAddresses(tx)
  const secret = means.keys.secret('reply')
  const handed = await handedAmong(tx, fresh, own, secret)
  for (const one of handed) await fileHanded(tx, one, own)
  const plain = handed.length === 0 ? fresh : fresh.filter((mail) => !handed.some((one) => one.mail === mail))
  const sorted = plain.map((mail) => sortMail(mail, own, { secret, now: tx.now }))
  const evidence = await gatherEvidence(tx, sorted.map(soughtBy))
  const { placed: decided, repeated } = placeMails(sorted, { evidence, holders, own, now: tx.now, mint: tx.mint })
  const placed = await withLanguages(tx, withoutRepeated(decided, repeats))
  await writeMails(tx, placed, own)
  await noteBounces(tx, placed, secret)
  await forgetCopies(tx, means, [...copies, ...repeated], placed)
  await askAboutSenders(tx, placed)
  tx.afterCommit.push(() => placed.forEach((mail) => leaveWords(means.fresh, mail)))
  const quarantined = placed.filter((mail) => mail.held !== null || mail.read.degraded).length
  return { filed: placed.length - quarantined + handed.length, duplicate: copies.length + repeated.length, quarantined }
}

/** In the order they came, once for each inbox. */
export function incomingOf(
  means: Pick<Means, 'proof' | 'lookUp'>,
  claimed: Claimed[],
  read: ReadonlyMap<Id, ReadMail>,
): Incoming[] {
  return claimed
    .toSorted((a, b) => compareIds(a.id, b.id))
    .flatMap((one) => {
      const mail = read.get(one.id)
      if (!mail) throw new Error(`mail ${one.id} was claimed but not read`)
      const common = {
        intakeId: one.id,
        source: one.source,
        envelopeFrom: one.envelope_from,
        recipients: one.recipients,
        receivedAt: one.received_at,
        providerThread: one.provider_thread,
        read: veiled(mail),
        authenticity: authenticityAtFiling(means, one, mail),
      }
      return one.inbox_ids.map((inboxId) => ({ ...common, inboxId }))
    })
}

/** Two processes may file side by side, but not in one inbox: an answer must see the question filed beside it. */
async function lockInboxes(tx: Tx, inboxIds: Id[]): Promise<void> {
  await tx.query({
    name: 'intake-lock-inboxes',
    text: 'select id from inbox where id = any($1::bigint[]) order by id for no key update',
    values: [inboxIds],
  })
}

function leaveWords({ words }: Fresh, { messageId, receivedAt, envelopeFrom, read }: Placed): void {
  const found = wordsOf({
    subject: read.subject,
    sender: read.from[0] ?? { address: envelopeFrom ?? '' },
    addressees: read,
    text: read.text,
    attachments: read.attachments.map((one) => one.name ?? ''),
  })
  words.leave(messageId, { words: found, at: receivedAt }, found.length * 2)
}
