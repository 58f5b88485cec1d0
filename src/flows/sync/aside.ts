// What turned up in the folders beside the one that is read, and with it the answer where messages went that are gone from there.
// The two are remembered apart, so that it does not matter which of them is seen first.
import type { Id } from '../../kit/id.ts'
import { nowhere } from '../../mail/imap/aside.ts'
import type { SideCursor } from '../../mail/imap/sent.ts'
import type { Unknown } from '../../mail/imap/headers.ts'
import type { Missed } from '../../mail/imap/missed.ts'
import type { Side } from '../../mail/imap/places.ts'
import type { Tx } from '../../store/tx.ts'
import { forgetStale, remember } from './ledger.ts'
import { linked, type Remembered } from './linked.ts'
import { left } from './meaning.ts'

/** What is not filed by then never will be. */
const FILED = 86_400_000

export async function sideCursors(tx: Tx, mailboxId: Id): Promise<SideCursor[]> {
  const rows = await tx.db.selectFrom('mailbox_folder').selectAll().where('mailbox_id', '=', mailboxId).execute()
  return rows.map(({ path, uid_validity: uidValidity, uid, anew_to: anewTo }) => ({
    path,
    uidValidity,
    uid: Number(uid),
    anewTo: Number(anewTo),
  }))
}

export async function moveSideCursor(tx: Tx, mailboxId: Id, cursorThere: SideCursor): Promise<void> {
  const { path, uidValidity, uid, anewTo } = cursorThere
  const cursor = { uid_validity: uidValidity, uid: String(uid), anew_to: String(anewTo) }
  await tx.db
    .insertInto('mailbox_folder')
    .values({ mailbox_id: mailboxId, path, ...cursor })
    .onConflict((clash) => clash.columns(['mailbox_id', 'path']).doUpdateSet(cursor))
    .execute()
}

/** `isAgain`: it may have lain there before, and only what is ours is of interest. */
export async function arrivedAside(
  tx: Tx,
  mailboxId: Id,
  side: Side,
  cursor: SideCursor,
  there: Unknown[],
  { isAgain = false } = {},
): Promise<void> {
  await moveSideCursor(tx, mailboxId, cursor)
  const { path, uidValidity, uid } = cursor
  const place = { mailboxId, folder: path, uidValidity, uid }
  await forgetStale(tx, place)
  const messages = isAgain ? await ours(tx, mailboxId, there) : there
  await remember(
    tx,
    place,
    messages.map((one) => ({ ...one, key: null, rawId: null })),
    side,
  )
  await tx.query({
    name: 'sync-ask-again',
    text: `update mailbox_message set gone_to = null where mailbox_id = $1 and mail_id = any($2::text[]) and gone_at is not null
      and side is null and gone_to <> $3`,
    values: [mailboxId, messages.flatMap((one) => one.mailId ?? []), side],
  })
}

/** There is no such folder any more: it may have another name now, or be made anew. */
export async function vanishedAside(tx: Tx, mailboxId: Id, path: string): Promise<void> {
  await moveSideCursor(tx, mailboxId, nowhere(path))
  await forgetStale(tx, { mailboxId, folder: path, ...nowhere(path) })
}

/** An archive may hold a hundred thousand mails of which we have read a hundred. */
async function ours(tx: Tx, mailboxId: Id, messages: readonly Unknown[]): Promise<Unknown[]> {
  const rows = await tx.query<{ mail_id: string }>({
    name: 'sync-ours',
    text: 'select distinct mail_id from mailbox_message where mailbox_id = $1 and side is null and mail_id = any($2::text[])',
    values: [mailboxId, messages.flatMap((one) => one.mailId ?? [])],
  })
  const known = new Set(rows.map((row) => row.mail_id))
  return messages.filter(({ mailId }) => mailId !== null && known.has(mailId))
}

/** Of those that are gone and nobody knows where to. */
export async function missedOf(tx: Tx, mailboxId: Id, after: string): Promise<Missed[]> {
  const rows = await tx.query<{ id: Id; email_id: string | null; mail_id: string | null; size: string }>({
    name: 'sync-missed',
    text: `select id, email_id, mail_id, size from mailbox_message where mailbox_id = $1 and id > $2
      and gone_at is not null and side is null and (gone_to is null or unsure_at is not null) order by id limit $3`,
    values: [mailboxId, after, ASKED],
  })
  return rows.map((row) => ({ id: row.id, emailId: row.email_id, mailId: row.mail_id, size: Number(row.size) }))
}

/** They lie in a folder in which everything lies, or do not: then it is not remembered any more that they did. */
export async function foundAside(
  tx: Tx,
  mailboxId: Id,
  side: Side,
  { path, uidValidity, uid }: Omit<SideCursor, 'anewTo'>,
  missed: readonly Missed[],
  there: readonly Unknown[],
): Promise<void> {
  await tx.query({
    name: 'sync-not-found',
    text: `update mailbox_message s set gone_at = $6 from unnest($3::text[], $4::bigint[]) m(mail_id, size)
      where s.mailbox_id = $1 and s.folder = $2 and s.mail_id = m.mail_id and s.size = m.size and s.side is not null and s.gone_at is null
        and s.uid <> all($5::bigint[])`,
    values: [mailboxId, path, missed.map((one) => one.mailId), missed.map((one) => one.size), there.map((one) => one.uid), tx.now], // prettier-ignore
  })
  const place = { mailboxId, folder: path, uidValidity, uid }
  await remember(tx, place, there.map((one) => ({ ...one, key: null, rawId: null })), side) // prettier-ignore
}

/** Mails that are asked for at once. */
const ASKED = 200
/** Mails that are decided about in one transaction. */
const AT_ONCE = 1_000

/**
 * Decides where what is gone has gone to; what is not filed yet waits for the next look. What lies where it was thought to lie is no
 * news. Whether there may be more to decide.
 */
export async function settleGone(tx: Tx, mailboxId: Id, { isWhole }: { isWhole: boolean }): Promise<boolean> {
  const rows = await tx.query<Undecided>({
    name: 'sync-undecided',
    text: `select k.id, k.key, k.mail_id, k.conversation_id, k.message_id, k.gone_at, k.gone_to, k.noted_at, s.side
      from mailbox_message k left join lateral (
        select side from mailbox_message s where s.mailbox_id = k.mailbox_id and s.mail_id = k.mail_id and s.size = k.size
          and s.side is not null and s.gone_at is null order by s.id desc limit 1) s on true
      where k.mailbox_id = $1 and k.gone_at is not null and k.side is null and (k.gone_to is null or k.unsure_at is not null)
      order by s.side is null, k.id limit $2`, // what has turned up never waits behind what has not
    values: [mailboxId, AT_ONCE],
  })
  const known = new Map((await linked(tx, mailboxId, rows)).map((one) => [one.id, one]))
  const isFound = (row: Undecided) => isWhole || row.side !== null
  const isLate = (row: Undecided) => tx.now.getTime() - row.gone_at.getTime() > FILED
  const decided = rows.filter((row) => isFound(row) && (known.has(row.id) || isLate(row)))
  await tx.query({
    name: 'sync-decide',
    text: `update mailbox_message k set gone_to = d.gone_to, unsure_at = null from unnest($2::bigint[], $3::text[]) d(id, gone_to)
      where k.mailbox_id = $1 and k.id = d.id`,
    values: [mailboxId, decided.map((row) => row.id), decided.map(whither)],
  })
  await left(
    tx,
    mailboxId,
    decided.flatMap((row) => {
      const one = known.get(row.id)
      return one && row.gone_to !== whither(row) ? [{ ...one, to: whither(row), agreedAt: row.noted_at }] : []
    }),
  )
  return rows.length === AT_ONCE && decided.length > 0
}

/** `gone_to`: where it was thought to lie. */
type Undecided = Remembered & { gone_at: Date; gone_to: string | null; noted_at: Date; side: Side | null }

const whither = ({ side }: { side: Side | null }) => side ?? 'nowhere'
