// What it means for a conversation that its mail was marked, archived, thrown away or brought back on the server: as each mailbox's
// policy says. A conversation is only resolved, or put in the bin, when none of its mails is left in the folder that is read.
import { addTags, deleteConversation, removeTags, setStatus } from '../../desk/conversations/change.ts'
import { familyOf } from '../../desk/conversations/merge.ts'
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { threadHash } from '../../desk/conversations/thread-keys.ts'

export interface Remembered {
  id: Id
  key: Buffer | null
  mail_id: string | null
  conversation_id: Id | null
  message_id: Id | null
}

export interface Linked {
  id: Id
  conversationId: Id
  messageId: Id
}

interface Policy {
  on_archived: string
  on_deleted: string
  on_flagged: string
  inbox_id: Id
  folder: string
}

const FLAGGED = 'flagged'

/**
 * Which message of which conversation each is; where it was moved to another since, that one. Left out: what is not filed yet, and
 * what was never taken in.
 */
export async function linked(tx: Tx, mailboxId: Id, rows: readonly Remembered[]): Promise<Linked[]> {
  if (rows.length === 0) return []
  const { inbox_id: inboxId } = await policyOf(tx, mailboxId)
  const byName = await tx.query<Found>({
    name: 'sync-link-names',
    text: `select hash as key, conversation_id, message_id from thread_key where inbox_id = $1 and hash = any($2::bytea[]) and is_own`,
    values: [inboxId, rows.flatMap((row) => (row.mail_id === null ? [] : threadHash(row.mail_id)))],
  })
  const namesOf = ({ mail_id: name }: Remembered) =>
    byName.filter((one) => name !== null && threadHash(name).equals(one.key))
  const fresh = await linkedAnew(tx, { mailboxId, inboxId }, rows.filter((row) => row.conversation_id === null), namesOf) // prettier-ignore
  return rows.flatMap((row) => {
    const conversationId = row.conversation_id ?? fresh.get(row.id)?.conversationId
    const messageId = row.message_id ?? fresh.get(row.id)?.messageId
    if (!conversationId || !messageId) return []
    const now = namesOf(row).find((one) => one.message_id === messageId)
    return [{ id: row.id, conversationId: now?.conversation_id ?? conversationId, messageId }]
  })
}

interface Found {
  key: Buffer
  conversation_id: Id
  message_id: Id
}

/** By their bytes, else by their names; and noted, so that it stays so. */
async function linkedAnew(
  tx: Tx,
  { mailboxId, inboxId }: { mailboxId: Id; inboxId: Id },
  open: readonly Remembered[],
  namesOf: (row: Remembered) => Found[],
): Promise<Map<Id, Linked>> {
  const found = new Map<Id, Linked>()
  if (open.length === 0) return found
  const byKey = await tx.query<Found & { inbox_id: Id }>({
    name: 'sync-link-copies',
    text: 'select inbox_id, key, conversation_id, message_id from message_key where key = any($1::bytea[])',
    values: [open.flatMap((row) => row.key ?? [])],
  })
  for (const row of open) {
    const copies = byKey.filter((one) => row.key?.equals(one.key))
    const named = namesOf(row)
    // Two messages of one name: somebody borrowed it, and it says nothing.
    const hit = copies.find((one) => one.inbox_id === inboxId) ?? copies[0] ?? (named.length === 1 ? named[0] : null)
    if (hit) found.set(row.id, { id: row.id, conversationId: hit.conversation_id, messageId: hit.message_id })
  }
  const fresh = [...found.values()]
  await tx.query({
    name: 'sync-link',
    text: `update mailbox_message k set conversation_id = l.conversation_id, message_id = l.message_id
      from unnest($2::bigint[], $3::bigint[], $4::bigint[]) l(id, conversation_id, message_id)
      where k.mailbox_id = $1 and k.id = l.id`,
    values: [
      mailboxId,
      ...(['id', 'conversationId', 'messageId'] as const).map((name) => fresh.map((one) => one[name])),
    ],
  })
  return found
}

/** Where messages went from the folder that is read. */
export async function left(tx: Tx, mailboxId: Id, gone: (Linked & { to: string })[]): Promise<void> {
  const policy = await policyOf(tx, mailboxId)
  for (const { conversationId, messageId, to } of gone)
    await record(tx, 'message.leftServer', messageId, { to }, { conversationId, inboxId: policy.inbox_id })
  for (const [conversationId, those] of Map.groupBy(gone, (one) => one.conversationId)) {
    const isArchived = those.some((one) => one.to === 'archive')
    const isWanted = isArchived ? policy.on_archived === 'resolve' : policy.on_deleted === 'bin'
    if (!isWanted || (!isArchived && those.some((one) => one.to === 'junk'))) continue
    const head = await headOf(tx, conversationId)
    if (head === null || (await isStillThere(tx, mailboxId, policy.folder, head.id))) continue
    if (!isArchived) await deleteConversation(tx, conversationId)
    else if (head.status !== 'resolved')
      await setStatus(tx, conversationId, 'resolved', { because: 'archived in the mail account' })
  }
}

/** Messages that had been archived lie in the folder again. */
export async function cameBack(tx: Tx, mailboxId: Id, back: readonly Linked[]): Promise<void> {
  if (back.length === 0 || (await policyOf(tx, mailboxId)).on_archived !== 'resolve') return
  for (const conversationId of new Set(back.map((one) => one.conversationId)))
    if ((await headOf(tx, conversationId))?.status === 'resolved')
      await setStatus(tx, conversationId, 'open', { because: 'moved back in the mail account' })
}

export async function flagged(tx: Tx, mailboxId: Id, those: readonly Linked[], isFlagged: boolean): Promise<void> {
  if (those.length === 0 || (await policyOf(tx, mailboxId)).on_flagged !== 'tag') return
  for (const conversationId of new Set(those.map((one) => one.conversationId))) {
    if ((await headOf(tx, conversationId)) === null) continue
    await (isFlagged ? addTags : removeTags)(tx, conversationId, [FLAGGED], {
      because: `${isFlagged ? 'flagged' : 'no longer flagged'} in the mail account`,
    })
  }
}

async function policyOf(tx: Tx, mailboxId: Id): Promise<Policy> {
  return await tx.db
    .selectFrom('mailbox')
    .select(['on_archived', 'on_deleted', 'on_flagged', 'inbox_id', 'folder'])
    .where('id', '=', mailboxId)
    .executeTakeFirstOrThrow()
}

/** What the conversation reads as a part of, or itself; null where that is in the bin, or is no more. */
async function headOf(tx: Tx, id: Id): Promise<{ id: Id; status: string } | null> {
  const read = (one: Id) =>
    tx.db
      .selectFrom('conversation')
      .select(['id', 'status', 'merged_into', 'deleted_at'])
      .where('id', '=', one)
      .executeTakeFirst()
  const row = await read(id)
  const head = row?.merged_into ? await read(row.merged_into) : row
  return head && head.deleted_at === null ? head : null
}

/** Whether a mail of it, or of one merged with it, lies in the folder that is read. */
async function isStillThere(tx: Tx, mailboxId: Id, folder: string, conversationId: Id): Promise<boolean> {
  const mails = await tx.db
    .selectFrom('message')
    .select(['raw_id', 'mail_id'])
    .where('conversation_id', 'in', await familyOf(tx, conversationId))
    .where('direction', '=', 'in')
    .execute()
  const [one] = await tx.query<{ id: Id }>({
    name: 'sync-still-there',
    text: `select id from mailbox_message where mailbox_id = $1 and folder = $2 and side is null and gone_at is null
      and (raw_id = any($3::bigint[]) or mail_id = any($4::text[])) limit 1`,
    values: [
      mailboxId,
      folder,
      mails.flatMap((mail) => mail.raw_id ?? []),
      mails.flatMap((mail) => mail.mail_id ?? []),
    ],
  })
  return one !== undefined
}
