// Answers that people sent with another program, found in the folder of sent mail: which of them are wanted, and taking them in. What
// answers nothing the desk has is nobody's business here.
import { threadHash } from '../../desk/conversations/thread-keys.ts'
import type { Id } from '../../kit/id.ts'
import type { SideCursor } from '../../mail/imap/sent.ts'
import type { SentHeader, SentMail } from '../../mail/imap/sent.ts'
import { readOwnMessageId } from '../../mail/token.ts'
import { enqueue } from '../../store/jobs.ts'
import type { RawMail } from '../../store/raw.ts'
import type { Tx } from '../../store/tx.ts'
import { moveSideCursor } from './aside.ts'
import { policyOf } from './policy.ts'

export const fileSentJob = 'sync.fileSent'

/** How long is waited for what an answer may be an answer to, while mail waits to be filed; milliseconds. */
const PATIENCE = 10 * 60_000
/** And while none does: what came just before the folder of sent mail was looked at has not been read yet. */
const JUST_SENT = 60_000

export async function wantedSent(
  tx: Tx,
  mailboxId: Id,
  headers: SentHeader[],
  secret: Buffer,
): Promise<{ uids: number[]; upTo: number }> {
  const { inbox_id: inboxId } = await policyOf(tx, mailboxId)
  const hashes = headers.flatMap((one) => [...one.refs, ...(one.mailId ? [one.mailId] : [])]).map(threadHash)
  const rows = await tx.query<{ hash: Buffer; is_own: boolean }>({
    name: 'sync-sent-known',
    text: 'select hash, is_own from thread_key where inbox_id = $1 and hash = any($2::bytea[])',
    values: [inboxId, hashes],
  })
  const known = new Set(rows.map((row) => row.hash.toString('hex')))
  const held = new Set(rows.flatMap((row) => (row.is_own ? row.hash.toString('hex') : [])))
  const has = (names: Set<string>, id: string) => names.has(threadHash(id).toString('hex'))
  const isOurs = ({ mailId }: SentHeader) =>
    mailId !== null && (readOwnMessageId(mailId, secret) !== null || has(held, mailId))
  const answers = headers.filter((one) => !isOurs(one) && one.refs.length > 0)
  const wanted = answers.filter((one) => one.refs.some((id) => has(known, id)))
  const isWithin = (one: SentHeader, time: number) => tx.now.getTime() - one.sentAt.getTime() < time
  const open = answers.filter((one) => !wanted.includes(one) && isWithin(one, PATIENCE))
  const patience = open.length > 0 && (await isMailWaiting(tx, inboxId)) ? PATIENCE : JUST_SENT
  const first = open.find((one) => isWithin(one, patience))
  const upTo = first ? first.uid - 1 : Infinity
  return { uids: wanted.map((one) => one.uid).filter((uid) => uid <= upTo), upTo }
}

async function isMailWaiting(tx: Tx, inboxId: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'sync-mail-waiting',
    text: 'select 1 from intake where $1::bigint = any(inbox_ids) limit 1',
    values: [inboxId],
  })
  return rows.length > 0
}

export async function keepSent(
  tx: Tx,
  raw: RawMail,
  mailboxId: Id,
  mails: readonly SentMail[],
  cursor: SideCursor,
): Promise<void> {
  await moveSideCursor(tx, mailboxId, cursor)
  const kept = mails.map((mail) => ({ id: tx.mint(), bytes: mail.raw, sentAt: mail.sentAt }))
  if (kept.length > 0) await raw.put(tx, kept)
  for (const { id, sentAt } of kept)
    await enqueue(tx, fileSentJob, { mailboxId, rawId: id, sentAt: sentAt.toISOString() }, { key: id })
}
