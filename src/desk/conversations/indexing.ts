// What is worth finding of a message: who, about what, the words, the names of attachments; and what colleagues note among themselves,
// which whoever sees the conversation reads too. Done by the worker behind filing, because an index costs more than everything else
// together.
import { forgetMessages, indexMessages, searchLag, takePending, type Pending } from '../../store/search.ts'
import type { Handover } from '../../kit/handover.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

/** Messages in one batch. */
export const INDEXED_AT_ONCE = 100
/** Characters of a message's text that are indexed. */
const MOST = 100_000

interface Person {
  name?: string
  address?: string
}

/** What is worth finding of one message. */
export interface Findable {
  subject: string
  sender: Person
  addressees: { to?: Person[]; cc?: Person[] }
  text: string
  attachments: string[]
}

export interface Words {
  words: string
  at: Date
}

export function wordsOf({ subject, sender, addressees, text, attachments }: Findable): string {
  const people = [sender, ...(addressees.to ?? []), ...(addressees.cc ?? [])]
  const named = people.flatMap((person) => [person.name ?? '', person.address ?? ''])
  return [subject, ...named, text.slice(0, MOST), ...attachments].filter(Boolean).join(' ')
}

/** One batch of what waits, oldest first. `lagSeconds` is the age of the oldest that waits after it. */
export async function indexPending(tx: Tx, fresh?: Handover<Words>): Promise<{ indexed: number; lagSeconds: number }> {
  const pending = await takePending(tx, INDEXED_AT_ONCE)
  if (pending.length > 0) {
    const handed = new Map(pending.map((one) => [one.messageId, fresh?.take(one.messageId)]))
    const stored = await readWords(
      tx,
      pending.filter((one) => !handed.get(one.messageId)),
    )
    const inboxes = await inboxesOf(tx, pending)
    const rows = pending.flatMap(({ conversationId, messageId }) => {
      const found = handed.get(messageId) ?? stored.get(messageId)
      const inboxId = inboxes.get(conversationId)
      return found && inboxId ? [{ conversationId, messageId, inboxId, at: found.at, text: found.words }] : []
    })
    await indexMessages(tx, rows)
    const indexed = new Set(rows.map((row) => row.messageId))
    const gone = pending.filter((one) => !indexed.has(one.messageId))
    if (gone.length > 0) await forgetMessages(tx, gone)
  }
  return { indexed: pending.length, lagSeconds: await searchLag(tx) }
}

/** As of now: it may have been moved since. */
async function inboxesOf(tx: Tx, pending: Pending[]): Promise<Map<Id, Id>> {
  const rows = await tx.query<{ id: Id; inboxId: Id }>({
    name: 'search-inboxes',
    text: 'select id, inbox_id as "inboxId" from conversation where id = any($1::bigint[])',
    values: [[...new Set(pending.map((one) => one.conversationId))]],
  })
  return new Map(rows.map((row) => [row.id, row.inboxId]))
}

async function readWords(tx: Tx, pending: Pending[]): Promise<Map<Id, Words>> {
  if (pending.length === 0) return new Map()
  const rows = await tx.query<Findable & { id: Id; at: Date }>({
    name: 'search-words',
    text: `select m.id, m.received_at as at, m.subject, m.sender, m.addressees, left(m.text, ${MOST}) as text,
             array(select a.name from attachment a
                   where a.conversation_id = m.conversation_id and a.message_id = m.id order by a.id) as attachments
           from message m where m.conversation_id = any($1::bigint[]) and m.id = any($2::bigint[])`,
    values: [[...new Set(pending.map((one) => one.conversationId))], pending.map((one) => one.messageId)],
  })
  const words = new Map(rows.map((row) => [row.id, { words: wordsOf(row), at: row.at }]))
  const others = pending.filter((one) => !words.has(one.messageId))
  for (const note of await readNotes(tx, others)) words.set(note.id, { words: note.text, at: note.at })
  return words
}

/** What is no message is a note, or gone. */
async function readNotes(tx: Tx, pending: Pending[]): Promise<{ id: Id; at: Date; text: string }[]> {
  if (pending.length === 0) return []
  return await tx.query({
    name: 'search-notes',
    text: `select id, created_at as at, left(text, ${MOST}) as text from note
      where conversation_id = any($1::bigint[]) and id = any($2::bigint[]) and deleted_at is null`,
    values: [[...new Set(pending.map((one) => one.conversationId))], pending.map((one) => one.messageId)],
  })
}
