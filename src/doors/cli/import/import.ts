// postroom import: mail that lies in files comes in like any other mail. What was accepted and how far was read is one
// transaction, so an import that is interrupted loses nothing, and one that is repeated doubles nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Status } from '../../../desk/conversations/status.ts'
import { inboxesOf } from '../../../desk/inboxes/addresses.ts'
import type { Arrival } from '../../../flows/intake/accept.ts'
import { headerEnvelope } from '../../../flows/intake/envelope.ts'
import { createFiling } from '../../../flows/intake/file.ts'
import type { Id } from '../../../kit/id.ts'
import { limits } from '../../../kit/limits.ts'
import { toProblem, type Problem } from '../../../kit/problem.ts'
import { normalizeAddress } from '../../../mail/address.ts'
import { messagesIn } from '../../../mail/mailbox-files.ts'
import type { FiledMessage } from '../../../mail/mailbox-files/filed.ts'
import type { Blobs } from '../../../store/blobs.ts'
import { keepOrDiscard, takeIn, type Incoming } from '../../../store/incoming.ts'
import type { Tx } from '../../../store/tx.ts'
import type { Desk } from '../../desk.ts'
import { startLoop } from '../../loop.ts'
import { joinProcesses } from '../../processes.ts'
import { countWaiting, outcomeOf, settle } from './outcome.ts'
import { forgetPlace, keepPlace, placeName, readPlace, startIn, type Place } from './place.ts'

export interface ImportOptions {
  /** Null: the inboxes that each mail is addressed to. */
  inboxId: Id | null
  /** Of the conversations that come into being; null: as if the mail had just arrived. */
  status: Status | null
  /** False: ends when everything is accepted, and leaves the filing to a running Postroom. */
  isWaiting: boolean
  /** Told after each step how many bytes of the sources are done, and the sum so far. */
  onProgress?: (bytes: number, sum: Imported) => void
}

export interface Imported {
  accepted: number
  filed: number
  duplicates: number
  quarantined: number
  /** With source and offset in their detail. */
  unreadable: Problem[]
  /** Addressed to no inbox of this desk: not taken. */
  unaddressed: { source: string; offset: number }[]
}

const CHUNK = { count: 200, bytes: 8 * 1024 * 1024 }
/** Chunks accepted and not yet filed. */
const AHEAD = 4
const us = { actorId: null }

export async function importMail(desk: Desk, roots: string[], options: ImportOptions): Promise<Imported> {
  const sum: Imported = { accepted: 0, filed: 0, duplicates: 0, quarantined: 0, unreadable: [], unaddressed: [] }
  const { means } = desk
  const living = await joinProcesses(means.store, { isOwner: desk.isOwner })
  const intake = createFiling(means, living.id)
  const round = async () => {
    const filed = await intake.round()
    return filed.filed + filed.duplicate + filed.quarantined > 0
  }
  const filing = options.isWaiting ? startLoop('import', round, { look: 100, log: means.log }) : null
  const off = filing && means.store.onWake('intake', filing.ring)
  try {
    for (const root of roots) await importRoot(desk, root, options, sum)
    return sum
  } finally {
    off?.()
    await filing?.stop()
    await intake.stop()
    await living.stop()
  }
}

async function importRoot(desk: Desk, root: string, options: ImportOptions, sum: Imported): Promise<void> {
  const { store } = desk.means
  const name = placeName(root, options.inboxId ?? '', options.status ?? '')
  const begun = store.clock.now().toISOString()
  const place: Place = (await store.transact(us, (tx) => readPlace(tx, name))) ?? {
    startedAt: begun,
    source: null,
    end: 0,
    newest: new Date(0).toISOString(),
    unsettled: [],
  }
  const waiting: Id[][] = place.unsettled.length > 0 ? [place.unsettled] : []
  const reading = {
    from: (source: string) => startIn(source, place),
    onProblem: (problem: Problem) => void sum.unreadable.push(problem),
  }
  for await (const chunk of chunks(messagesIn(root, reading))) {
    const ids = await acceptChunk(desk, chunk, options, { name, place }, sum)
    if (ids.length > 0) waiting.push(ids)
    while (options.isWaiting && waiting.length > AHEAD) await settleChunk(desk, waiting, options, { name, place }, sum)
    options.onProgress?.(
      chunk.reduce((bytes, one) => bytes + one.end - one.offset, 0),
      sum,
    )
  }
  while (options.isWaiting && waiting.length > 0) await settleChunk(desk, waiting, options, { name, place }, sum)
  await store.transact(us, (tx) => forgetPlace(tx, name))
  options.onProgress?.(0, sum)
}

async function* chunks(messages: AsyncIterable<FiledMessage>): AsyncGenerator<FiledMessage[]> {
  let chunk: FiledMessage[] = []
  let bytes = 0
  for await (const message of messages) {
    if (!Buffer.isBuffer(message.raw)) {
      // One that is not held goes by itself: it takes its time.
      if (chunk.length > 0) yield chunk
      yield [message]
      chunk = []
      bytes = 0
      continue
    }
    chunk.push(message)
    bytes += message.raw.length
    if (chunk.length < CHUNK.count && bytes < CHUNK.bytes) continue
    yield chunk
    chunk = []
    bytes = 0
  }
  if (chunk.length > 0) yield chunk
}

interface Kept {
  name: string
  /** Moved on here when the transaction has committed. */
  place: Place
}

async function acceptChunk(
  desk: Desk,
  chunk: FiledMessage[],
  options: ImportOptions,
  { name, place }: Kept,
  sum: Imported,
): Promise<Id[]> {
  const { store, blobs } = desk.means
  const mails = await takeChunk(chunk, blobs, (problem) => void sum.unreadable.push(problem))
  const keep = () =>
    store.transact(us, async (tx) => {
      const arrivals = mails.map((one) => arrivalOf(one, options.inboxId, tx.now))
      const isTaken = await reachable(tx, arrivals)
      const taken = arrivals.filter(isTaken)
      const ids = taken.length > 0 ? await desk.accepting.acceptIn(tx, taken) : []
      const last = chunk.at(-1)
      const newest = taken.reduce((most, one) => Math.max(most, one.receivedAt.getTime()), Date.parse(place.newest))
      const next: Place = {
        ...place,
        source: last?.source ?? place.source,
        end: last?.end ?? place.end,
        newest: new Date(newest).toISOString(),
        unsettled: options.isWaiting ? [...place.unsettled, ...ids] : [],
      }
      await keepPlace(tx, name, next)
      return { ids, next, left: mails.filter((_, at) => !isTaken(arrivals[at] as Arrival)) }
    })
  const written = mails.flatMap(({ raw }) => (Buffer.isBuffer(raw) ? [] : raw))[0] // such a one is a chunk by itself
  const { ids, left, next } = await (written ? keepOrDiscard(written, blobs, keep) : keep())
  if (written && left.length > 0) await blobs.discard(written).catch(() => undefined)
  Object.assign(place, next)
  sum.accepted += ids.length
  sum.unaddressed.push(...left.map(({ source, offset }) => ({ source, offset })))
  return ids
}

type Mail = Incoming & Pick<FiledMessage, 'source' | 'offset'>

/** What is large is written down; what of it cannot be read is told and left out. */
async function takeChunk(
  chunk: FiledMessage[],
  blobs: Pick<Blobs, 'spool'>,
  report: (problem: Problem) => void,
): Promise<Mail[]> {
  const mails: Mail[] = []
  for (const { source, offset, raw } of chunk) {
    try {
      const incoming = Buffer.isBuffer(raw) ? { raw, head: raw } : await takeIn(raw, limits.message.bytes, blobs)
      mails.push({ source, offset, ...incoming })
    } catch (thrown) {
      const problem = toProblem(thrown)
      if (problem.kind !== 'invalid') throw thrown
      report(problem)
    }
  }
  return mails
}

function arrivalOf({ raw, head }: Mail, inboxId: Id | null, now: Date): Arrival {
  const { from, recipients, date } = headerEnvelope(head)
  return {
    raw,
    source: 'import',
    from,
    recipients,
    remote: null,
    receivedAt: date && date < now ? date : now,
    ...(inboxId !== null && { inboxIds: [inboxId] }),
  }
}

async function reachable(tx: Tx, arrivals: Arrival[]): Promise<(arrival: Arrival) => boolean> {
  const open = arrivals.filter((one) => one.inboxIds === undefined)
  const known = await inboxesOf(
    tx,
    open.flatMap((one) => one.recipients),
  )
  return (arrival) =>
    arrival.inboxIds !== undefined || arrival.recipients.some((one) => known.has(normalizeAddress(one)))
}

/** Waits until the oldest chunk is filed, by us or by a running Postroom, and counts what became of it. */
async function settleChunk(
  desk: Desk,
  waiting: Id[][],
  { status }: ImportOptions,
  { name, place }: Kept,
  sum: Imported,
): Promise<void> {
  const { store } = desk.means
  const [ids = []] = waiting
  while ((await store.transact({ ...us, readOnly: true }, (tx) => countWaiting(tx, ids))) > 0) await sleep(50)
  const outcome = await store.transact(us, async (tx) => {
    const found = await outcomeOf(tx, ids)
    if (status) {
      const since = { startedAt: new Date(place.startedAt), newest: new Date(place.newest) }
      await settle(tx, found.conversationIds, status, since)
    }
    const done = new Set(ids)
    place.unsettled = place.unsettled.filter((id) => !done.has(id))
    await keepPlace(tx, name, place)
    return found
  })
  waiting.shift()
  sum.filed += outcome.filed
  sum.duplicates += outcome.duplicates
  sum.quarantined += outcome.quarantined
}
