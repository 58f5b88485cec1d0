// Which messages that are read are known already: they lie elsewhere now, or under another number, and are not taken in anew.
import type { Id } from '../../kit/id.ts'
import { isNoLabel } from '../../mail/imap/flagged.ts'
import type { Unknown } from '../../mail/imap/headers.ts'
import type { Side } from '../../mail/imap/places.ts'
import type { Tx } from '../../store/tx.ts'
import { remember, vacate, type Place } from './ledger.ts'
import { linked } from './linked.ts'
import { BETWEEN, plain, type Marked, type Marks } from './marks.ts'
import { cameBack, flagAgain } from './meaning.ts'
import { turned, type Marking } from './turned.ts'

interface Known {
  id: Id
  folder: string
  uid_validity: string
  uid: string
  key: Buffer | null
  raw_id: Id | null
  mail_id: string | null
  email_id: string | null
  size: string
  internal_at: Date | null
  gone_at: Date | null
  gone_to: Side | 'nowhere' | null
  noted_at: Date
  conversation_id: Id | null
  message_id: Id | null
  flags: string[]
}

const KNOWN =
  'id, folder, uid_validity, uid, key, raw_id, mail_id, email_id, size, internal_at, gone_at, gone_to, noted_at, conversation_id, message_id, flags'

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
  const moves: Move[] = []
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
      moves.push({ row: moved, message })
    }
    if (alike.length > 0 && !moved) await remember(tx, place, [{ ...message, rawId: null }]) // a copy that somebody made there
    if (alike.length === 0) fresh.push(message)
  }
  const marks = await moveTo(tx, place, moves)
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

/**
 * Of a folder that was numbered anew: which messages are known by what is told of them, noted where they lie now. A mail that was taken
 * in, lay there under another number, has the same name and size and was taken in by the server in the same second is that mail, for
 * once each; anybody can send one of the same name, and nobody one that came when another did. The others are read.
 */
export async function recogniseTold(tx: Tx, place: Place, told: readonly Unknown[]): Promise<Set<number>> {
  const rows = await tx.query<Known>({
    name: 'sync-recognise-told',
    text: `select ${KNOWN} from mailbox_message where mailbox_id = $1 and folder = $2 and side is null and gone_at is null
      and (raw_id is not null or key is not null) and mail_id = any($3::text[]) order by id`,
    values: [place.mailboxId, place.folder, told.flatMap((one) => one.mailId ?? [])],
  })
  const byName = Map.groupBy(rows, (row) => row.mail_id)
  const free = new Set(rows.filter((row) => !isHere(row, place)))
  const known = new Set<number>()
  const moves: Move[] = []
  for (const message of told.toSorted((a, b) => a.uid - b.uid)) {
    const { uid, mailId } = message
    const alike = (mailId === null ? [] : (byName.get(mailId) ?? [])).filter((row) => isSame(row, message))
    const row = alike.find((one) => free.has(one))
    if (alike.some((one) => isHere(one, place) && Number(one.uid) === uid)) known.add(uid)
    else if (row) {
      free.delete(row)
      known.add(uid)
      moves.push({ row, message: { ...message, key: null } })
    }
  }
  if (moves.length > 0) await vacate(tx, place, moves.map((one) => one.message.uid)) // prettier-ignore
  await turned(tx, place.mailboxId, await moveTo(tx, place, moves))
  return known
}

/** Of two of one name. */
function isSame(row: Known, { emailId, size, internalDate }: Unknown): boolean {
  if (Number(row.size) !== size) return false
  if (row.email_id !== null && emailId !== null) return row.email_id === emailId
  return row.internal_at !== null && row.internal_at.getTime() === internalDate?.getTime()
}

const isHere = (row: Known, { folder, uidValidity }: Place) =>
  row.gone_at === null && row.folder === folder && row.uid_validity === uidValidity

interface Move {
  row: Known
  message: Marks
}

async function moveTo(tx: Tx, place: Place, moves: readonly Move[]): Promise<Marking[]> {
  if (moves.length === 0) return []
  await tx.query({
    name: 'sync-move',
    text: `update mailbox_message k set folder = $2, uid_validity = $3, uid = m.uid, flags = string_to_array(m.flags, ${BETWEEN}), modseq = m.modseq,
        key = coalesce(k.key, decode(m.key, 'hex')), mail_id = coalesce(k.mail_id, m.mail_id), email_id = coalesce(m.email_id, k.email_id),
        internal_at = coalesce(m.internal_at, k.internal_at), noted_at = $4, gone_at = null, gone_to = null, unsure_at = null, told_at = null
      from unnest($5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[])
        m(id, uid, flags, modseq, key, mail_id, email_id, internal_at)
      where k.mailbox_id = $1 and k.id = m.id`,
    values: [
      place.mailboxId,
      place.folder,
      place.uidValidity,
      tx.now,
      moves.map(({ row }) => row.id),
      ...(['uid', 'flags', 'modseq', 'key', 'mailId', 'emailId', 'internalDate'] as const).map((name) =>
        moves.map(({ message }) => plain(message[name])),
      ),
    ],
  })
  // Whoever throws a mail away may take its labels from it without a word (Gmail's trash does): those missing now say nothing.
  return moves.map(({ row, message }) => ({ ...row, flags: message.flags, before: row.gone_at === null ? row.flags : row.flags.filter(isNoLabel) })) // prettier-ignore
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
