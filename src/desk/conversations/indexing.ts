// What is worth finding of a message: who, about what, the words, the names of attachments. Done by the worker behind filing,
// because an index costs more than everything else together.
import { dropPending, indexMessages, searchLag, takePending } from '../../store/search.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

const BATCH = 100
/** Characters of a message's text that are indexed. */
const MOST = 100_000

/** One batch of what waits, oldest first. `lagSeconds` is the age of the oldest that waits after it. */
export async function indexPending(tx: Tx): Promise<{ indexed: number; lagSeconds: number }> {
  const pending = await takePending(tx, BATCH)
  if (pending.length > 0) {
    const rows = await tx.query<{ conversation_id: Id; id: Id; inbox_id: Id; received_at: Date; words: string }>({
      name: 'search-words',
      text: `select m.conversation_id, m.id, c.inbox_id, m.received_at,
               concat_ws(' ', m.subject, m.sender->>'name', m.sender->>'address', left(m.text, ${MOST}),
                 (select string_agg(concat_ws(' ', p->>'name', p->>'address'), ' ')
                  from jsonb_array_elements((m.addressees->'to') || (m.addressees->'cc')) p),
                 (select string_agg(a.name, ' ') from attachment a
                  where a.conversation_id = m.conversation_id and a.message_id = m.id)) as words
             from message m join conversation c on c.id = m.conversation_id
             where m.conversation_id = any($1::bigint[]) and m.id = any($2::bigint[])`,
      values: [[...new Set(pending.map((one) => one.conversationId))], pending.map((one) => one.messageId)],
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
    const gone = pending.filter((one) => !rows.some((row) => row.id === one.messageId))
    if (gone.length > 0)
      await dropPending(
        tx,
        gone.map((one) => one.messageId),
      )
  }
  return { indexed: pending.length, lagSeconds: await searchLag(tx) }
}
