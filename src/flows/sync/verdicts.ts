// What has become of the messages that lie on the server of a mailbox: for each the conversation it is in, or a reason why it is
// in none. Only what is stored is asked; a page at a time, so that it costs the same memory however large the account is.
import { limits } from '../../kit/limits.ts'
import type { Id } from '../../kit/id.ts'
import { shownName } from '../../mail/imap/names.ts'
import type { WalkedPage } from '../../mail/imap/walk.ts'
import type { Tx } from '../../store/tx.ts'
import { linked, type Remembered } from './linked.ts'
import { readingOf } from './policy.ts'
import type { Misfit, Verdict } from './reconcile.api.ts'

export interface Judged {
  uid: number
  verdict: Verdict
  mailId: string | null
  size: number | null
}

interface Known extends Remembered {
  uid: string
  raw_id: Id | null
  size: string
}

/** In this order, so that what is filed meanwhile is found in the one place or the other: memory, intake, conversations, originals. */
export async function judge(tx: Tx, mailboxId: Id, page: WalkedPage): Promise<Judged[]> {
  const { uids, side, folder, uidValidity } = page
  if (uids.length === 0) return []
  const read = (await readingOf(tx, { mailboxId, folder, uidValidity }))?.through ?? 0
  const rows = await tx.query<Known>({
    name: 'reconcile-known',
    text: `select id, uid, raw_id, key, mail_id, size, conversation_id, message_id from mailbox_message
      where mailbox_id = $1 and folder = $2 and uid_validity = $3 and uid = any($4::bigint[]) and gone_at is null`,
    values: [mailboxId, folder, uidValidity, uids],
  })
  const waiting = await waitingOf(tx, rows)
  const found = await foundOf(tx, mailboxId, rows)
  const known = new Map(rows.map((row) => [Number(row.uid), row]))
  const verdictOf = (uid: number): Verdict => {
    const row = known.get(uid)
    if (!row) return side !== null ? 'beside' : uid > read ? 'unread' : 'missing'
    if (row.raw_id !== null && waiting.has(row.raw_id)) return 'waiting'
    const message = found.get(row.id)
    if (message) return message.verdict(row)
    if (side !== null) return 'beside'
    return Number(row.size) > limits.message.bytes ? 'tooLarge' : 'missing'
  }
  return uids.map((uid) => {
    const { mail_id: mailId = null, size = null } = known.get(uid) ?? {}
    return { uid, verdict: verdictOf(uid), mailId: shownName(mailId), size: size === null ? null : Number(size) }
  })
}

async function waitingOf(tx: Tx, rows: readonly Known[]): Promise<Set<Id>> {
  const waiting = await tx.query<{ id: Id }>({
    name: 'reconcile-waiting',
    text: 'select id from intake where id = any($1::bigint[])',
    values: [rows.flatMap((row) => row.raw_id ?? [])],
  })
  return new Set(waiting.map((row) => row.id))
}

interface Found {
  verdict(row: Known): Verdict
}

async function foundOf(tx: Tx, mailboxId: Id, rows: readonly Known[]): Promise<Map<Id, Found>> {
  const links = await linked(tx, mailboxId, rows)
  const messages = await tx.query<{ id: Id; raw_id: Id | null; is_held: boolean }>({
    name: 'reconcile-messages',
    text: `select m.id, m.raw_id, m.is_degraded or c.held is not null as is_held
      from unnest($1::bigint[], $2::bigint[]) asked(conversation_id, id)
      join message m on m.conversation_id = asked.conversation_id and m.id = asked.id
      join conversation c on c.id = m.conversation_id`,
    values: [links.map((one) => one.conversationId), links.map((one) => one.messageId)],
  })
  const byId = new Map(messages.map((one) => [one.id, one]))
  const originals = await tx.query<{ id: Id; is_erased: boolean }>({
    name: 'reconcile-originals',
    text: `select id, blob_id is null and (body is null or wrapped_key is null) as is_erased from raw where id = any($1::bigint[])`,
    values: [messages.flatMap((one) => one.raw_id ?? [])],
  })
  const erased = new Map(originals.map((one) => [one.id, one.is_erased]))
  return new Map(
    links.flatMap(({ id, messageId }): [Id, Found][] => {
      const message = byId.get(messageId)
      if (!message) return []
      const isErased = message.raw_id === null ? undefined : erased.get(message.raw_id)
      const verdict = (row: Known): Verdict => {
        if (isErased === undefined) return 'lost'
        if (isErased) return 'erased'
        if (row.key !== null && row.raw_id !== message.raw_id) return 'copy'
        return message.is_held ? 'held' : 'filed'
      }
      return [[id, { verdict }]]
    }),
  )
}

/** What is remembered to lie in this stretch of the folder, and does not: so many, and the first of them. */
export async function unnoticed(
  tx: Tx,
  mailboxId: Id,
  { folder, uidValidity, uids, after, through }: WalkedPage,
  most: number,
): Promise<{ count: number; first: Judged[] }> {
  const rows = await tx.query<{ uid: string; mail_id: string | null; size: string; count: string }>({
    name: 'reconcile-unnoticed',
    text: `select uid, mail_id, size, count(*) over () as count from mailbox_message
      where mailbox_id = $1 and folder = $2 and uid_validity = $3 and uid > $4 and uid <= $5 and gone_at is null
        and uid <> all($6::bigint[]) order by uid limit $7`,
    values: [mailboxId, folder, uidValidity, after, through, uids, Math.max(1, most)],
  })
  const first = rows.map((row): Judged => ({ uid: Number(row.uid), verdict: 'unnoticed', mailId: shownName(row.mail_id), size: Number(row.size) })) // prettier-ignore
  return { count: Number(rows[0]?.count ?? 0), first: first.slice(0, most) }
}

/** What fits by now: noticed since, or filed since. */
export async function settled(tx: Tx, mailboxId: Id, misfits: readonly Misfit[]): Promise<Misfit[]> {
  const open = misfits.filter((one) => one.verdict === 'unnoticed' && one.mendedAt === null)
  const there = await tx.query<{ folder: string; uid: string }>({
    name: 'reconcile-settled',
    text: `select k.folder, k.uid from unnest($2::text[], $3::text[], $4::bigint[]) asked(folder, uid_validity, uid)
      join mailbox_message k on k.mailbox_id = $1 and k.folder = asked.folder and k.uid_validity = asked.uid_validity
        and k.uid = asked.uid and k.gone_at is null`,
    values: [mailboxId, open.map((one) => one.folder), open.map((one) => one.uidValidity), open.map((one) => one.uid)],
  })
  const still = new Set(there.map((row) => `${row.uid} ${row.folder}`))
  return open.filter((one) => !still.has(`${one.uid} ${one.folder}`))
}
