// Mail that came before. Safety before convenience: only what is equal in bytes, or in Message-ID and body, is a copy; and a
// copy in another inbox is a message of its own there, unless it belongs to the very conversation that has it already.
import type { Id } from '../../kit/id.ts'
import type { Means } from '../../desk/means.ts'
import { threadHash } from '../../desk/conversations/thread-keys.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Incoming, Placed } from './placed.ts'
import { copyKeys } from './keys.ts'

export interface Copy {
  mail: Incoming
  /** Null when the first of them is in the same batch. */
  conversationId: Id | null
  messageId: Id | null
}

/** Which conversations, of any inbox, have a mail already. */
export interface Holders {
  of(mail: Incoming): Id[]
  add(mail: Incoming, conversationId: Id): void
}

interface Sorting {
  fresh: Incoming[]
  copies: Copy[]
  holders: Holders
}

const keysOf = (mail: Incoming) => copyKeys(mail.read).map((key) => key.toString('base64'))

export async function withoutCopies(tx: Tx, incoming: Incoming[]): Promise<Sorting> {
  const filed = await tx.query<Known>({
    name: 'copies-by-key',
    text: 'select inbox_id, key, conversation_id, message_id from message_key where key = any($1::bytea[])',
    values: [incoming.flatMap((mail) => copyKeys(mail.read))],
  })
  const rows = filed.length === 0 ? filed : await whereNow(tx, incoming, filed)
  const known = new Map<string, { conversationId: Id | null; messageId: Id | null }>()
  const held = new Map<string, Set<Id>>()
  const hold = (key: string, conversationId: Id) => held.set(key, (held.get(key) ?? new Set()).add(conversationId))
  for (const row of rows) {
    const key = row.key.toString('base64')
    known.set(`${row.inbox_id}:${key}`, { conversationId: row.conversation_id, messageId: row.message_id })
    hold(key, row.conversation_id)
  }
  const fresh: Incoming[] = []
  const copies: Copy[] = []
  for (const mail of incoming) {
    const spots = keysOf(mail).map((key) => `${mail.inboxId}:${key}`)
    const first = spots.map((spot) => known.get(spot)).find(Boolean)
    if (first) copies.push({ mail, ...first })
    else fresh.push(mail)
    for (const spot of spots) if (!known.has(spot)) known.set(spot, { conversationId: null, messageId: null })
  }
  const holders: Holders = {
    of: (mail) => [...new Set(keysOf(mail).flatMap((key) => [...(held.get(key) ?? [])]))],
    add: (mail, conversationId) => keysOf(mail).forEach((key) => hold(key, conversationId)),
  }
  return { fresh, copies, holders }
}

interface Known {
  inbox_id: Id
  key: Buffer
  conversation_id: Id
  message_id: Id
}

/** A message may have been moved to another conversation since it was filed: its Message-ID tells where it is. */
async function whereNow(tx: Tx, incoming: Incoming[], filed: Known[]): Promise<Known[]> {
  const names = incoming.flatMap(({ read }) => (read.messageId ? threadHash(read.messageId) : []))
  const moved = await tx.query<Pick<Known, 'conversation_id' | 'message_id'>>({
    name: 'copies-moved',
    text: `select conversation_id, message_id from thread_key
      where inbox_id = any($1::bigint[]) and hash = any($2::bytea[]) and message_id = any($3::bigint[]) and is_own`,
    values: [[...new Set(filed.map((row) => row.inbox_id))], names, filed.map((row) => row.message_id)],
  })
  return filed.map((row) => ({ ...row, ...moved.find((one) => one.message_id === row.message_id) }))
}

/** The copy's bytes go (an equal mail is kept); that it came is remembered. */
export async function forgetCopies(tx: Tx, means: Pick<Means, 'raw'>, copies: Copy[], placed: Placed[]): Promise<void> {
  const used = new Set(placed.map((mail) => mail.intakeId))
  const gone = new Set(copies.map((copy) => copy.mail.intakeId).filter((id) => !used.has(id)))
  await means.raw.drop(tx, [...gone])
  for (const { mail, conversationId, messageId } of copies)
    if (conversationId)
      await record(
        tx,
        'message.repeated',
        messageId ?? conversationId,
        { rawId: mail.intakeId },
        { conversationId, inboxId: mail.inboxId },
      )
}
