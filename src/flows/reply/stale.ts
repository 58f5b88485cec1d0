// The guard against answering past each other: a reply names the version of the conversation it was written against.
import { firstIdAt, type Id } from '../../kit/id.ts'
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

/**
 * Whether a letter that waits for its time has been overtaken: the customer wrote, or somebody else answered, since the version of the
 * conversation that it was written against. An automatic reply of either side overtakes nothing.
 */
export async function movedOn(
  tx: Tx,
  conversation: Pick<StoredConversation, 'id' | 'version'>,
  letter: { written_against: number; send_by: Id | null; changed_at: Date },
): Promise<'customerWrote' | 'answered' | null> {
  if (conversation.version === letter.written_against) return null
  const [first] = await tx.query<{ name: string }>({
    name: 'reply-moved-on',
    text: `select name from event where subject_id = $1 and id > $2 and case
             when name = 'message.sentElsewhere' then at > $5
             when name not in ('message.received', 'conversation.answered', 'conversation.statusChanged') then false
             when (data ->> 'version')::int <= $3 then false
             when name = 'message.received' then data ->> 'kind' = 'message'
             else data ? 'messageId' and actor_id is distinct from $4 end
           order by id limit 1`,
    values: [
      conversation.id,
      firstIdAt(letter.changed_at.getTime() - CLOCKS_APART),
      letter.written_against,
      letter.send_by,
      letter.changed_at,
    ],
  })
  if (!first) return null
  return first.name === 'message.received' ? 'customerWrote' : 'answered'
}

/** Events of other processes, whose clocks are wrong by less than this, are looked at; the version then decides. */
const CLOCKS_APART = 24 * 3_600_000
