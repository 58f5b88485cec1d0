// The conversations of the access matrix are linked with each other, which is where one could tell of another.
import { record } from '../src/store/events.ts'
import type { Tx } from '../src/store/tx.ts'
import type { Thing } from './access-world.ts'

/** Each is linked with all the others, and says so in its history. */
export async function linkEach(tx: Tx, things: readonly Thing[]): Promise<void> {
  for (const { ids: one } of things)
    for (const { ids: other, number } of things) {
      if (one === other) continue
      const link = { conversation_id: one.conversation, other_id: other.conversation, is_linked: true, at: tx.now }
      await tx.db.insertInto('conversation_link').values(link).execute()
      const place = { conversationId: one.conversation, inboxId: one.inbox }
      await record(tx, 'conversation.linked', one.conversation, { into: other.conversation, number }, place)
    }
}
