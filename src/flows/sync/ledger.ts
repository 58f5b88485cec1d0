// What is remembered of each message on the server of a mailbox, so that what happens there later is understood: which mail it is,
// and what both sides last agreed on. A message that turns up again under another UID is recognised by its bytes, not taken in anew.
import { must } from '../../kit/must.ts'
import { limits } from '../../kit/limits.ts'
import type { Id } from '../../kit/id.ts'
import type { Differences, LargeMessage, PulledMessage } from '../../mail/imap.ts'
import type { Side } from '../../mail/imap/places.ts'
import { createHashing, strippedHash } from '../../mail/parse/hashes.ts'
import { mailIdIn } from '../../mail/imap/compare.ts'
import { splitHeaders } from '../../mail/parse/headers.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Blobs, WrittenBlob } from '../../store/blobs.ts'
import { takeIn } from '../../store/incoming.ts'
import type { Tx } from '../../store/tx.ts'
import { isToBeTold } from '../../desk/mailboxes/changes.ts'
import { copyKeys } from '../intake/keys.ts'
import { linked, type Remembered } from './linked.ts'
import { cameBack, flagAgain, flagged, seen } from './meaning.ts'

/** Which numbering of which folder UIDs belong to, and how far it was read. */
export interface Place {
  mailboxId: Id
  folder: string
  uidValidity: string
  uid: number
}

interface Marks {
  uid: number
  flags: string[]
  modseq: string | null
  mailId: string | null
  size: number
  key: Buffer | null
}

/** `raw`: what is large has been written down by now. `head`: the beginning of it, with the header. */
export type Marked = Omit<PulledMessage, 'raw'> & Marks & { raw: Buffer | WrittenBlob; head: Buffer }

interface Known {
  id: Id
  folder: string
  uid_validity: string
  uid: string
  key: Buffer | null
  mail_id: string | null
  size: string
  gone_at: Date | null
  gone_to: Side | 'nowhere' | null
  noted_at: Date
  conversation_id: Id | null
  message_id: Id | null
  flags: string[]
}

const KNOWN =
  'id, folder, uid_validity, uid, key, mail_id, size, gone_at, gone_to, noted_at, conversation_id, message_id, flags'

export function marked(message: PulledMessage): Marked {
  const { raw } = message
  return { ...message, head: raw, size: raw.length, ...marksOf(raw, strippedHash(raw)) }
}

/** Too large to be held: written down while it comes. */
export async function markedLarge(
  { pieces, ...message }: LargeMessage,
  most: number,
  blobs: Pick<Blobs, 'spool'>,
): Promise<Marked> {
  const hashing = createHashing()
  const hashed = async function* () {
    for await (const piece of pieces) {
      hashing.update(piece)
      yield piece
    }
  }
  const { raw, head } = await takeIn(hashed(), most, blobs)
  const size = Buffer.isBuffer(raw) ? raw.length : raw.size
  return { ...message, raw, head, size, ...marksOf(head, hashing.digest().strippedHash) }
}

/** By what a message can be recognised. */
function marksOf(head: Buffer, stripped: string): Pick<Marks, 'key' | 'mailId'> {
  const fields = splitHeaders(head, limits.message.headerBytes).fields
  const named = fields.find((field) => field.name.toLowerCase() === 'message-id')?.value
  const [key = null] = copyKeys({ messageId: null, strippedHash: stripped, canonicalHash: '' })
  return { key, mailId: mailIdIn(named ?? '') }
}

/**
 * Notes where messages that are known lie now, and answers the others. Known by all its bytes: a mail that only has the Message-ID
 * and the size of one known goes through the intake as well, because anybody can send such a one.
 */
export async function recognise(tx: Tx, place: Place, messages: Marked[]): Promise<Marked[]> {
  const rows = await tx.query<Known>({
    name: 'sync-recognise',
    text: `select ${KNOWN} from mailbox_message where mailbox_id = $1 and side is null
      and (key = any($2::bytea[]) or (key is null and mail_id = any($3::text[]))) order by id`,
    values: [place.mailboxId, messages.map((one) => one.key), messages.flatMap((one) => one.mailId ?? [])],
  })
  const free = new Set(rows.filter((row) => !isHere(row, place)))
  const fresh: Marked[] = []
  const back: Known[] = []
  const marks: Marking[] = []
  for (const message of messages) {
    const alike = rows.filter((row) => row.key !== null && message.key?.equals(row.key))
    const sameUid = rows.find((row) => isHere(row, place) && Number(row.uid) === message.uid)
    const moved =
      alike.find((row) => free.has(row)) ??
      [...free].find(
        ({ key, mail_id, size }) => key === null && mail_id === message.mailId && Number(size) === message.size,
      )
    if (sameUid && alike.includes(sameUid)) continue
    if (sameUid) await vacate(tx, place, [message.uid])
    if (moved) {
      free.delete(moved)
      if (moved.gone_at !== null) back.push(moved)
      marks.push({ ...moved, flags: message.flags, before: moved.flags })
      await moveTo(tx, place, moved.id, message)
    }
    if (alike.length > 0 && !moved) await remember(tx, place, [{ ...message, rawId: null }]) // a copy that somebody made there
    if (alike.length === 0) fresh.push(message)
  }
  if (back.length > 0) await leaveAside(tx, place.mailboxId, back)
  const known = await linked(tx, place.mailboxId, back)
  const returned = known.flatMap((one) => {
    const { gone_to: from = null, noted_at: agreedAt = tx.now } = back.find((row) => row.id === one.id) ?? {}
    return from === 'archive' || from === 'trash' ? [{ ...one, from, agreedAt }] : []
  })
  await cameBack(tx, place.mailboxId, returned)
  await turned(tx, place.mailboxId, marks)
  const conversationIds = known.map((one) => one.conversationId)
  if (known.length > 0) await flagAgain(tx, place.mailboxId, conversationIds)
  return fresh
}

const AGREED = 'coalesce((select agreed_at from mailbox where id = $1), noted_at)'

const isHere = (row: Known, { folder, uidValidity }: Place) =>
  row.gone_at === null && row.folder === folder && row.uid_validity === uidValidity

async function moveTo(tx: Tx, place: Place, id: Id, { uid, flags, modseq, key }: Marks): Promise<void> {
  await tx.query({
    name: 'sync-move',
    text: `update mailbox_message set folder = $3, uid_validity = $4, uid = $5, flags = $6, modseq = $7, key = coalesce(key, $8),
        noted_at = $9, gone_at = null, gone_to = null, unsure_at = null, told_at = null where mailbox_id = $1 and id = $2`,
    values: [place.mailboxId, id, place.folder, place.uidValidity, uid, flags, modseq, key, tx.now],
  })
}

/**
 * A mail that is back in the folder no longer lies where it had gone. What lay beside the folder before it went lies there still: where
 * an archive holds what is in the folder, too.
 */
async function leaveAside(tx: Tx, mailboxId: Id, back: readonly Known[]): Promise<void> {
  await tx.query({
    name: 'sync-leave-aside',
    text: `update mailbox_message s set gone_at = $5 from unnest($2::text[], $3::bigint[], $4::timestamptz[]) back(mail_id, size, agreed_at)
      where s.mailbox_id = $1 and s.mail_id = back.mail_id and s.size = back.size and s.side is not null and s.gone_at is null
        and s.noted_at >= back.agreed_at`,
    values: [
      mailboxId,
      back.map((one) => one.mail_id),
      back.map((one) => one.size),
      back.map((one) => one.noted_at),
      tx.now,
    ],
  })
}

/** A server that was restored from a backup may give a UID twice: what had it before is gone. Agreed on was it when all last was. */
export async function vacate(tx: Tx, place: Place, uids: number[]): Promise<void> {
  await tx.query({
    name: 'sync-vacate',
    text: `update mailbox_message set gone_at = $5, told_at = null, noted_at = ${AGREED} where mailbox_id = $1 and folder = $2 and uid_validity = $3
      and uid = any($4::bigint[]) and gone_at is null`,
    values: [place.mailboxId, place.folder, place.uidValidity, uids, tx.now],
  })
}

/** Messages that nothing was known of. One that `recognise` has just moved is known. */
export async function remember(
  tx: Tx,
  place: Place,
  messages: (Marks & { rawId: Id | null })[],
  side: string | null = null,
): Promise<void> {
  if (messages.length === 0) return
  await insertRows(
    tx,
    {
      name: 'sync-remember',
      head: `insert into mailbox_message (mailbox_id, id, folder, uid_validity, uid, raw_id, key, mail_id, size, flags, modseq, noted_at, side) values`,
      tail: 'on conflict do nothing',
    },
    messages.map((one) => [
      place.mailboxId,
      tx.mint(),
      place.folder,
      place.uidValidity,
      one.uid,
      one.rawId,
      one.key,
      one.mailId,
      one.size,
      one.flags,
      one.modseq,
      tx.now,
      side,
    ]),
  )
}

export async function countKnown(tx: Tx, place: Place): Promise<{ known: number; stale: number }> {
  const [count] = await tx.query<{ known: number; stale: number }>({
    name: 'sync-count',
    text: `select count(*) filter (where uid_validity = $3 and uid <= $4)::int as known,
        count(*) filter (where uid_validity <> $3)::int as stale
      from mailbox_message where mailbox_id = $1 and folder = $2 and gone_at is null`,
    values: [place.mailboxId, place.folder, place.uidValidity, place.uid],
  })
  return must(count, 'a count')
}

export async function knownUids(tx: Tx, place: Place): Promise<number[]> {
  const rows = await tx.query<{ uid: string }>({
    name: 'sync-uids',
    text: `select uid from mailbox_message where mailbox_id = $1 and folder = $2 and uid_validity = $3 and uid <= $4
      and gone_at is null`,
    values: [place.mailboxId, place.folder, place.uidValidity, place.uid],
  })
  return rows.map((row) => Number(row.uid))
}

export async function takeDifferences(tx: Tx, place: Place, { changed, gone, unknown }: Differences): Promise<void> {
  const { mailboxId, folder, uidValidity } = place
  const marks = await tx.query<Marking>({
    name: 'sync-flags',
    text: `update mailbox_message k set flags = string_to_array(told.flags, ' '), modseq = told.modseq, noted_at = $7
      from unnest($4::bigint[], $5::text[], $6::text[]) told(uid, flags, modseq), mailbox_message was
      where was.mailbox_id = k.mailbox_id and was.id = k.id and k.mailbox_id = $1 and k.folder = $2 and k.uid_validity = $3 and k.uid = told.uid and k.gone_at is null
        and (k.flags, k.modseq) is distinct from (string_to_array(told.flags, ' '), told.modseq)
      returning k.id, k.key, k.mail_id, k.conversation_id, k.message_id, k.flags, was.flags as before`,
    values: [
      mailboxId,
      folder,
      uidValidity,
      changed.map((one) => one.uid),
      changed.map((one) => one.flags.join(' ')),
      changed.map((one) => one.modseq),
      tx.now,
    ],
  })
  await vacate(tx, place, gone)
  await forgetStale(tx, place)
  await remember(
    tx,
    place,
    unknown.map((one) => ({ ...one, key: null, rawId: null })),
  )
  await turned(tx, mailboxId, marks)
}

/** As it is marked now, and as both sides last agreed. */
type Marking = Remembered & { flags: string[]; before: string[] }

async function turned(tx: Tx, mailboxId: Id, marks: readonly Marking[]): Promise<void> {
  for (const isSet of [true, false]) {
    const those = (flag: string) =>
      marks.filter((one) => one.flags.includes(flag) === isSet && one.before.includes(flag) !== isSet)
    await flagged(tx, mailboxId, await linked(tx, mailboxId, those('\\Flagged')), isSet)
    if (await isToBeTold(tx, mailboxId, 'seen'))
      await seen(tx, mailboxId, await linked(tx, mailboxId, those('\\Seen')), isSet)
  }
}

/** What is remembered by UIDs that count no more, and has not turned up again. Of what lay aside nobody knows whether it still does. */
export async function forgetStale(tx: Tx, { mailboxId, folder, uidValidity }: Place): Promise<void> {
  await tx.query({
    name: 'sync-forget-stale',
    text: `with stale as (
        update mailbox_message set gone_at = $4, told_at = null, noted_at = ${AGREED} where mailbox_id = $1 and folder = $2
          and uid_validity <> $3 and gone_at is null returning mail_id, size, side)
      update mailbox_message k set unsure_at = $4 from stale where k.mailbox_id = $1 and k.mail_id = stale.mail_id
        and k.size = stale.size and k.side is null and k.gone_at is not null and stale.side is not null`,
    values: [mailboxId, folder, uidValidity, tx.now],
  })
}
