// What a mailbox handed over: the mails, what is remembered of each, and how far it was read, in one transaction. The cursor moves
// on only with the mail.
import type { Selectable, Updateable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import { Problem, toProblem } from '../../kit/problem.ts'
import type { Means } from '../../desk/means.ts'
import type { Cursor, Differences, LargeMessage, Oversize } from '../../mail/imap.ts'
import { isNoLabel } from '../../mail/imap/flagged.ts'
import { record } from '../../store/events.ts'
import { keepOrDiscard } from '../../store/incoming.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Accepting } from '../intake/accept.ts'
import { headerEnvelope } from '../intake/envelope.ts'
import { takeDifferences } from './differences.ts'
import { remember, type Place } from './ledger.ts'
import { markedLarge, type Marked } from './marks.ts'
import { recognise } from './recognise.ts'
import { noteArrivals } from './silence.ts'

/** `granted_at`: of the grant that it is read on, if any; another is a reason to begin anew. */
export type LeasedMailbox = Selectable<Tables['mailbox']> & { granted_at: Date | null }

export interface Puller {
  mailboxId: Id
  inboxId: Id
  /** The folder it reads: the cursor means nothing in another. */
  folder: { host: string; username: string; folder: string }
  /** Who holds the lease. */
  holder: string
}

/** Null before the first reading. */
export function cursorOf(row: LeasedMailbox): Cursor | null {
  return row.uid_validity === null ? null : { uidValidity: row.uid_validity, uid: Number(row.uid), modseq: row.modseq }
}

/**
 * Nothing is kept where the mailbox was paused, changed hands or removed meanwhile: whoever reads it next reads these again. Answers
 * those that had not been taken in before.
 */
export async function keepPulled(
  tx: Tx,
  accepting: Pick<Accepting, 'acceptIn'>,
  puller: Puller,
  messages: Marked[],
  cursor: Cursor,
): Promise<Marked[]> {
  await moveCursor(tx, puller, cursor)
  const place = placeOf(puller, cursor)
  return await acceptAt(tx, accepting, { ...place, inboxId: puller.inboxId }, await recognise(tx, place, messages))
}

/** Into the intake, and remembered where they lie. */
export async function acceptAt(
  tx: Tx,
  accepting: Pick<Accepting, 'acceptIn'>,
  place: Place & { inboxId: Id },
  fresh: Marked[],
): Promise<Marked[]> {
  const rawIds = await accepting.acceptIn(
    tx,
    fresh.map(({ raw, head, internalDate, providerThread }) => {
      const { from, recipients } = headerEnvelope(head)
      return {
        raw,
        source: 'imap' as const,
        from,
        recipients,
        inboxIds: [place.inboxId],
        remote: null,
        receivedAt: internalDate > tx.now ? tx.now : internalDate,
        providerThread,
      }
    }),
  )
  await remember(
    tx,
    place,
    // A label is news when its mail is filed (turned.ts).
    fresh.map((one, at) => ({ ...one, flags: one.flags.filter(isNoLabel), rawId: rawIds[at] ?? null })), // prettier-ignore
  )
  await noteArrivals(tx, place.mailboxId, place.inboxId, fresh.map((one) => one.internalDate)) // prettier-ignore
  return fresh
}

/** Too large to be held: written down before there is a transaction, and for nothing where it is known already. */
export async function keepLarge(
  means: Pick<Means, 'store' | 'blobs'>,
  accepting: Pick<Accepting, 'acceptIn'>,
  puller: Puller,
  message: LargeMessage,
  cursor: Cursor,
): Promise<void> {
  await takeLarge(
    means,
    message,
    (tx, taken) => keepPulled(tx, accepting, puller, [taken], cursor),
    (tx, oversize) => leaveOversize(tx, puller, oversize, cursor),
  )
}

/** `keep` answers what is kept; `leave` is for one that is larger than its server said. */
export async function takeLarge(
  means: Pick<Means, 'store' | 'blobs'>,
  message: LargeMessage,
  keep: (tx: Tx, taken: Marked) => Promise<Marked[]>,
  leave: (tx: Tx, message: Oversize) => Promise<void>,
): Promise<void> {
  const us = { actorId: null }
  const taken = await markedLarge(message, limits.message.bytes, means.blobs).catch((thrown: unknown) => {
    if (toProblem(thrown).code === 'message-too-large') return null // its size was announced wrong
    throw thrown
  })
  if (taken === null) {
    const { uid, internalDate } = message
    const oversize = { uid, size: limits.message.bytes + 1, internalDate }
    return await means.store.transact(us, (tx) => leave(tx, oversize))
  }
  const fresh = await keepOrDiscard(taken.raw, means.blobs, () => means.store.transact(us, (tx) => keep(tx, taken)))
  if (fresh.length === 0 && !Buffer.isBuffer(taken.raw)) await means.blobs.discard(taken.raw).catch(() => undefined)
}

/** What is too large stays on the server, and the history of the mailbox says which. */
export async function leaveOversize(tx: Tx, puller: Puller, message: Oversize, cursor: Cursor): Promise<void> {
  await moveCursor(tx, puller, cursor)
  await leaveAt(tx, { ...placeOf(puller, cursor), inboxId: puller.inboxId }, message)
}

export async function leaveAt(tx: Tx, place: Place & { inboxId: Id }, { uid, size }: Oversize): Promise<void> {
  await remember(tx, place, [
    { uid, size, mailId: null, emailId: null, key: null, flags: [], modseq: null, rawId: null },
  ])
  const told = { uid, size, because: 'it is too large' }
  await record(tx, 'mailbox.messageLeft', place.mailboxId, told, { inboxId: place.inboxId })
}

/** What happened there to messages that were read before. Where something waits for a mail to be filed it is asked for once more. */
export async function keepDifferences(
  tx: Tx,
  puller: Puller,
  cursor: Cursor,
  differences: Differences,
): Promise<{ isOpen: boolean }> {
  await mustHold(tx, puller, { uid_validity: cursor.uidValidity, uid: String(cursor.uid) })
  const { isOpen } = await takeDifferences(tx, placeOf(puller, cursor), differences)
  if (!isOpen) await moveCursor(tx, puller, cursor)
  return { isOpen }
}

export const placeOf = ({ mailboxId, folder }: Puller, { uidValidity, uid }: Cursor): Place => ({
  mailboxId,
  folder: folder.folder,
  uidValidity,
  uid,
})

async function moveCursor(tx: Tx, puller: Puller, { uidValidity, uid, modseq }: Cursor): Promise<void> {
  await mustHold(tx, puller, { uid_validity: uidValidity, uid: String(uid), modseq })
}

/** Throws where the mailbox is no longer this process's to read, or is another folder now. */
export async function mustHold(
  tx: Tx,
  { mailboxId, holder, folder }: Puller,
  fields: Updateable<Tables['mailbox']> = {},
): Promise<void> {
  const moved = await tx.db
    .updateTable('mailbox')
    .set({ ...fields, checked_at: tx.now })
    .where('id', '=', mailboxId)
    .where('leased_by', '=', holder)
    .where('paused_at', 'is', null)
    .where('host', '=', folder.host)
    .where('username', '=', folder.username)
    .where('folder', '=', folder.folder)
    .returning('id')
    .executeTakeFirst()
  if (!moved)
    throw new Problem('conflict', 'mailbox-lost', 'The mailbox was changed, or is read by another process now.', {
      detail: { mailboxId },
    })
}
