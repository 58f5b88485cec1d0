// Which message of which conversation a message on a server is.
import { threadHash } from '../../desk/conversations/thread-keys.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { policyOf } from './policy.ts'

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
  const named = Map.groupBy(byName, (one) => one.key.toString('hex'))
  const namesOf = ({ mail_id: name }: Remembered) =>
    (name === null ? undefined : named.get(threadHash(name).toString('hex'))) ?? []
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
  const copiesOf = Map.groupBy(byKey, (one) => one.key.toString('hex'))
  for (const row of open) {
    const copies = copiesOf.get(row.key?.toString('hex') ?? '') ?? []
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
