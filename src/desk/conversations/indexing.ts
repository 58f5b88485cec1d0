// What is worth finding of a message: who, about what, the words, the names of attachments. Done by the worker behind filing,
// because an index costs more than everything else together.
import { indexMessages } from '../../store/search.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

const BATCH = 100
/** Characters of a message's text that are indexed. */
const MOST = 100_000

/** One batch of what waits, oldest first. `lagSeconds` is the age of the oldest that waits after it. */
export async function indexPending(tx: Tx): Promise<{ indexed: number; lagSeconds: number }> {
  const pending = await tx.query<{ message_id: Id; conversation_id: Id }>({
    name: 'search-take',
    text: `delete from search_pending where message_id in (
             select message_id from search_pending order by message_id limit $1 for update skip locked)
           returning message_id, conversation_id`,
    values: [BATCH],
  })
  if (pending.length > 0) {
    const rows = await tx.query<{ conversation_id: Id; id: Id; inbox_id: Id; received_at: Date; words: string }>({
      name: 'search-words',
      text: `select m.conversation_id, m.id, m.inbox_id, m.received_at,
               concat_ws(' ', m.subject, m.sender->>'name', m.sender->>'address', left(m.text, ${MOST}),
                 (select string_agg(concat_ws(' ', p->>'name', p->>'address'), ' ') from jsonb_array_elements((m.addressees->'to') || (m.addressees->'cc')) p),
                 (select string_agg(a.name, ' ') from attachment a where a.conversation_id = m.conversation_id and a.message_id = m.id)) as words
             from message m where m.conversation_id = any($1::bigint[]) and m.id = any($2::bigint[])`,
      values: [[...new Set(pending.map((row) => row.conversation_id))], pending.map((row) => row.message_id)],
    })
    await indexMessages(
      tx,
      rows.map((row) => ({
        conversationId: row.conversation_id,
        messageId: row.id,
        inboxId: row.inbox_id,
        at: row.received_at,
        text: row.words,
      })),
    )
  }
  const [oldest] = await tx.query<{ since: Date | null }>({
    name: 'search-lag',
    text: 'select min(since) as since from search_pending',
    values: [],
  })
  return {
    indexed: pending.length,
    lagSeconds: oldest?.since ? Math.max(0, (tx.now.getTime() - oldest.since.getTime()) / 1000) : 0,
  }
}
