// One reading of one open folder: everything past the cursor is fetched in small batches and handed over; the cursor
// follows what is durable, never what is hoped for. A step that fails throws: an empty answer and a refused one differ.
import type { FetchMessageObject, ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { askedOf, fetchAsked, mustBeGone } from './asked.ts'
import { batches, type Listed } from './batches.ts'
import { asFlagged, flagsQuery, type Flagged } from './flagged.ts'
import { readHeaders, type Unknown } from './headers.ts'
import { isGmail } from './places.ts'

export interface Cursor {
  uidValidity: string
  /** Every message up to this UID has been dealt with. */
  uid: number
  /** Up to this modification number both sides agree on flags and deletions (compare.ts); null: not yet, or the folder has none. */
  modseq: string | null
}

export interface PulledMessage extends Flagged {
  raw: Buffer
  internalDate: Date
  /** X-GM-THRID, where the server has it: of the exchange that Gmail counts it to. */
  providerThread: string | null
}

/** Too large to be held: its bytes are asked for while they are taken. */
export interface LargeMessage extends Omit<PulledMessage, 'raw'> {
  pieces: AsyncIterable<Buffer>
}

export interface Oversize {
  uid: number
  size: number
  internalDate: Date
}

export interface Receiver {
  /** Resolves when the batch and the cursor are durable, both or neither. */
  onMessages(batch: PulledMessage[], cursor: Cursor): Promise<void>
  /** The same for one that is too large to be held. */
  onLarge(message: LargeMessage, cursor: Cursor): Promise<void>
  /** Resolves when it is recorded that this one was left on the server. */
  onOversize(message: Oversize, cursor: Cursor): Promise<void>
}

/**
 * Of messages of a folder that was numbered anew, which are known by their headers: noted where they lie now, when this resolves. With
 * it a server that numbers its folders anew time and again is asked for no text twice.
 */
export type Recognise = (messages: Unknown[], cursor: Cursor) => Promise<ReadonlySet<number>>

export interface BatchLimits {
  count: number
  bytes: number
  heldBytes: number
  messageBytes: number
}

/** How many UIDs are listed at once. */
const PAGE = 500
/** Bytes of a large message that are asked for at once. */
const PIECE = 512 * 1024

/**
 * The cursor to go on from in the folder as it is now. UIDs count for nothing once UIDVALIDITY has changed (RFC 3501
 * §2.3.1.1), nor when a restored backup has put UIDNEXT back: then everything is read again from the first, and what is
 * there already the store will recognise.
 */
export function resume(cursor: Cursor | null, folder: { uidValidity: string; uidNext: number }): Cursor {
  const isSame = cursor?.uidValidity === folder.uidValidity && cursor.uid < folder.uidNext
  return cursor && isSame ? cursor : { uidValidity: folder.uidValidity, uid: 0, modseq: null }
}

/** Returns the cursor after everything that is there now. `moved` is told of every step of it. */
export async function readFolder(
  client: ImapFlow,
  from: Cursor,
  receiver: Receiver,
  limits: BatchLimits,
  moved: (cursor: Cursor) => void,
  recognise: Recognise | null = null,
): Promise<void> {
  let cursor = from
  const move = (next: Cursor) => {
    cursor = next
    moved(next)
  }
  for (const page of pages(await newUids(client, from.uid), PAGE)) {
    if (!recognise) {
      await readUids(client, page, cursor, receiver, limits, move)
      continue
    }
    const known = await recognise(await readHeaders(client, page), cursor)
    const open = page.filter((uid) => !known.has(uid))
    if (open.length > 0) await readUids(client, open, cursor, receiver, limits, move)
    const next = { ...cursor, uid: page.at(-1) ?? cursor.uid }
    if (next.uid > cursor.uid) await receiver.onMessages([], next)
    move(next)
  }
}

/** The messages of these UIDs, ascending, in pieces that memory holds; those that are gone meanwhile are left out. */
export async function readUids(
  client: ImapFlow,
  uids: readonly number[],
  from: Cursor,
  receiver: Receiver,
  limits: BatchLimits,
  moved: (cursor: Cursor) => void,
): Promise<void> {
  let cursor = from
  const dealWith: Dealing = async (uid, hand) => {
    const next = { ...cursor, uid }
    await hand(next)
    cursor = next
    moved(cursor)
  }
  for (const piece of batches(await list(client, uids), limits)) {
    if (piece.kind === 'batch') await readBatch(client, piece.items, receiver, limits, dealWith)
    else if (piece.kind === 'large')
      await dealWith(piece.item.uid, (next) => readLarge(client, piece.item, receiver, next))
    else await dealWith(piece.item.uid, (next) => receiver.onOversize(piece.item, next))
  }
}

/** Everything up to this UID is handed over, and then the cursor moves there. */
type Dealing = (uid: number, hand: (next: Cursor) => Promise<void>) => Promise<void>

/** A server may send more than it announced: what is too much to be held at once is dropped, and asked for again. */
async function readBatch(
  client: ImapFlow,
  items: readonly Listed[],
  receiver: Receiver,
  limits: BatchLimits,
  dealWith: Dealing,
): Promise<void> {
  let many = items.length
  for (let rest = items; rest.length > 0;) {
    const texts = await fetchTexts(client, rest.slice(0, many), limits)
    const stop = texts.findIndex((one) => one === 'large' || one === 'later')
    const whole = stop < 0 ? texts.length : stop
    const those = texts.slice(0, whole).flatMap((one) => (typeof one === 'string' ? [] : one))
    const last = rest[whole - 1]
    if (last) await dealWith(last.uid, (next) => receiver.onMessages(those, next))
    const item = rest[whole]
    const isLarge = texts[whole] === 'large'
    if (item && isLarge) await dealWith(item.uid, (next) => readLarge(client, item, receiver, next))
    rest = rest.slice(isLarge ? whole + 1 : whole)
    many = last || isLarge ? items.length : 1 // one that came behind others is held when it comes alone
  }
}

async function newUids(client: ImapFlow, after: number): Promise<number[]> {
  const found = await client.search({ uid: `${after + 1}:*` }, { uid: true })
  // imapflow answers false where the server refused; taken for "nothing new" that would lose mail.
  if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to search the folder.')
  // `9:*` names the last message even where it is older than that.
  return found.filter((uid) => uid > after).toSorted((a, b) => a - b)
}

async function list(client: ImapFlow, uids: readonly number[]): Promise<Listed[]> {
  const query = { uid: true, size: true, internalDate: true }
  const byUid = await askedOf(client, uids, query, (one) => one.size !== undefined || one.internalDate !== undefined)
  await mustBeGone(
    client,
    uids.filter((uid) => !byUid.has(uid)),
  )
  return uids.flatMap((uid) => {
    const one = byUid.get(uid)
    return one ? [{ uid, size: one.size ?? 0, internalDate: asDate(one.internalDate) }] : []
  })
}

/** For each: itself; that it is gone; that it is not to be held; that there was no room for it beside those that came before it. */
async function fetchTexts(
  client: ImapFlow,
  items: readonly Listed[],
  limits: BatchLimits,
): Promise<(PulledMessage | 'gone' | 'large' | 'later')[]> {
  const uids = items.map((item) => item.uid)
  const query = { ...flagsQuery, source: true, threadId: isGmail(client) } // BODY.PEEK[]: sets no \Seen
  const found = new Map<number, Omit<PulledMessage, 'internalDate'> | 'large' | 'later'>()
  let held = 0
  for await (const one of fetchAsked(client, uids, query)) {
    const { source: raw } = one
    if (!raw || found.has(one.uid)) continue
    const isLarge = raw.length > limits.heldBytes
    const isRoom = held === 0 || held + raw.length <= limits.bytes
    if (!isLarge && isRoom) held += raw.length
    found.set(one.uid, isLarge ? 'large' : isRoom ? { ...asPulled(one), raw } : 'later')
  }
  await mustBeGone(
    client,
    uids.filter((uid) => !found.has(uid)),
  )
  return items.map(({ uid, internalDate }) => {
    const one = found.get(uid) ?? 'gone'
    return typeof one === 'string' ? one : { ...one, internalDate }
  })
}

/** One that is gone meanwhile is no message. */
async function readLarge(client: ImapFlow, item: Listed, receiver: Receiver, next: Cursor): Promise<void> {
  const { uid, internalDate } = item
  const query = { ...flagsQuery, threadId: isGmail(client) }
  const found = (await askedOf(client, [uid], query, (one) => one.flags !== undefined)).get(uid)
  if (!found) {
    await mustBeGone(client, [uid])
    return await receiver.onMessages([], next)
  }
  await receiver.onLarge({ ...asPulled(found), internalDate, pieces: piecesOf(client, uid) }, next)
}

function asPulled(one: FetchMessageObject) {
  return { ...asFlagged(one), providerThread: one.threadId ?? null }
}

async function* piecesOf(client: ImapFlow, uid: number): AsyncGenerator<Buffer> {
  for (let start = 0; ; start += PIECE) {
    const query = { uid: true, source: { start, maxLength: PIECE } }
    const found = (await askedOf(client, [uid], query, (one) => one.source !== undefined)).get(uid)
    if (!found) throw new Problem('busy', 'imap-fetch', 'A message went while it was read.', { detail: { uid } })
    if (found.source?.length) yield found.source
    if (!found.source || found.source.length < PIECE) return // its end; the size a server announces is not always right
  }
}

function asDate(value: Date | string | undefined): Date {
  const date = new Date(value ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? new Date() : date
}

function* pages<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}
