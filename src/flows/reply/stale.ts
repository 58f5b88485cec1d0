// The guard against answering past each other: a reply names the version of the conversation it was written against.
import { Problem } from '../../kit/problem.ts'
import type { StoredConversation } from '../../desk/conversations/touch.ts'
import type { Tx } from '../../store/tx.ts'

/** What a writer must know before their words go out; their own clicks while writing are not among it. */
const telling = [
  'message.received',
  'note.added',
  'conversation.statusChanged',
  'conversation.assigned',
  'conversation.absorbed',
  'conversation.split',
  'conversation.reunited',
  'conversation.answered',
]

export async function refuseStale(tx: Tx, conversation: StoredConversation, writtenAgainst: number): Promise<void> {
  if (conversation.version === writtenAgainst) return
  const missed = conversation.version - writtenAgainst
  const events = await tx.db
    .selectFrom('event')
    .select(['name', 'actor_id', 'at', 'data'])
    .where('subject_id', '=', conversation.id)
    .where('name', 'in', telling)
    .orderBy('id', 'desc')
    .limit(Math.max(1, Math.min(50, missed * 2)))
    .execute()
  const changes = events
    .filter((one) => one.actor_id === null || one.actor_id !== tx.actorId)
    .filter((one) => ((one.data as { version?: number }).version ?? Number.POSITIVE_INFINITY) > writtenAgainst)
    .map((one) => ({ name: one.name, actorId: one.actor_id, at: one.at.toISOString() }))
  if (changes.length === 0) return
  throw new Problem(
    'conflict',
    'conversation-changed',
    'The conversation has changed since you began to write. Look at what is new, then send again.',
    {
      detail: { version: conversation.version, changes },
    },
  )
}
