// What is remembered of each message on the server of a mailbox, so that what happens there later is understood: which mail it is,
// and what both sides last agreed on. Which that are read are known already: recognise.ts.
import { must } from '../../kit/must.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import type { Marks } from './marks.ts'

/** Which numbering of which folder UIDs belong to, and how far it was read. */
export interface Place {
  mailboxId: Id
  folder: string
  uidValidity: string
  uid: number
}

const AGREED = 'coalesce((select agreed_at from mailbox where id = $1), noted_at)'

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
      head: `insert into mailbox_message (mailbox_id, id, folder, uid_validity, uid, raw_id, key, mail_id, email_id, size, internal_at, flags, modseq, noted_at, side) values`,
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
      one.emailId,
      one.size,
      one.internalDate ?? null,
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

/** Whether any lies there by a UID of another numbering. From both sides of it, as the index goes: usually there is nothing. */
export async function isRenumbered(tx: Tx, { mailboxId, folder, uidValidity }: Place): Promise<boolean> {
  const other = (than: '<' | '>') =>
    `(select 1 from mailbox_message where mailbox_id = $1 and folder = $2 and uid_validity ${than} $3 and gone_at is null limit 1)`
  const rows = await tx.query({
    name: 'sync-renumbered',
    text: `${other('<')} union all ${other('>')}`,
    values: [mailboxId, folder, uidValidity],
  })
  return rows.length > 0
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
